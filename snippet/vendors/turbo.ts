import { guard } from '../browser/guard.ts';
import type { Vendor } from '../core.ts';

interface SubmitEnd {
  success: boolean;
  formSubmission: { formElement: HTMLFormElement };
}

declare global {
  interface Window {
    Turbo?: unknown;
  }
}

const vendor: Vendor = { name: 'turbo', takes: true };

/**
 * Hotwire Turbo, which sends the forms of a page, whatever they hold; not those that a controller
 * of the page's own handles. https://turbo.hotwired.dev/reference/events#turbo%3Asubmit-end
 */
WAYBILL_PARTS.push({
  vendor,
  scan() {
    // Elsewhere on the site there may be pages without it.
    if (window.Turbo) {
      vendor.forms =
        'form[action]:not([data-turbo=false],[data-turbo=false] *,[data-action],[data-controller])';
    }
  },
  start(core) {
    addEventListener(
      'turbo:submit-end',
      guard(({ detail: { success, formSubmission } }: CustomEvent<SubmitEnd>) => {
        const { formElement } = formSubmission;
        if (core.isLead(formElement)) {
          core.settle(formElement, success ? 'accepted' : 'blocked', 'turbo');
        }
      }) as EventListener,
      true,
    );
  },
});
