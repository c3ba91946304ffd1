import { guard } from '../browser/guard.ts';
import type { Vendor } from '../core.ts';

/**
 * A vendor that tells nothing, and shows: an element appears or is no longer hidden, beside the form
 * or in its place. A form is remembered by what is around it, since it may be gone by then; what a
 * page shows from the beginning is about no form that was seen.
 *
 * @param around what holds the form and stays when the form goes
 * @param accepted what is shown once the form was accepted
 * @param blocked what is shown if it was not
 */
export function toldByShowing(
  name: string,
  forms: string,
  around: string,
  accepted: string,
  blocked: string,
  vendor: Vendor = { name, forms, takes: false },
): void {
  const last = new WeakMap<Element, Element>();
  const shown = new WeakMap<Element, boolean>();
  WAYBILL_PARTS.push({
    vendor,
    scan(root, core) {
      for (const form of root.querySelectorAll(forms)) {
        const place = form.closest(around);
        if (place) last.set(place, form);
      }
      for (const element of root.querySelectorAll(`${accepted},${blocked}`)) {
        const look = guard(() => {
          const is = !!element.textContent?.trim() && getComputedStyle(element).display !== 'none';
          const was = shown.get(element);
          shown.set(element, is);
          const form = element.closest(forms) ?? last.get(element.closest(around) as Element);
          if (is && !was && form) {
            core.settle(form, element.matches(accepted) ? 'accepted' : 'blocked', name);
          }
        });
        // What is only hidden and shown changes no node.
        if (!shown.has(element)) new MutationObserver(look).observe(element, { attributes: true });
        look();
      }
    },
  });
}
