import { guard } from '../browser/guard.ts';

/** Forms by their id, since one is replaced by its thanks. */
const forms = new Map<string | null, Element>();

/**
 * Klaviyo: `submit` is told once a form, when its main step was sent; other steps are `stepSubmit`.
 * https://developers.klaviyo.com/en/docs/track_klaviyo_form_activity_using_javascript
 */
WAYBILL_PARTS.push({
  vendor: { name: 'klaviyo', forms: 'form.klaviyo-form', takes: false },
  scan(root) {
    for (const form of root.querySelectorAll('form.klaviyo-form')) {
      forms.set(form.getAttribute('data-testid'), form);
    }
  },
  start(core) {
    addEventListener(
      'klaviyoForms',
      guard(({ detail }: CustomEvent<{ type: string; formId: string }>) => {
        if (detail.type !== 'submit') return;
        const name = `klaviyo-form-${detail.formId}`;
        const form = forms.get(name) ?? document.getElementsByClassName(name)[0];
        core.settle(form ?? document.documentElement, 'accepted', 'klaviyo');
      }) as EventListener,
    );
  },
});
