import { guard } from '../browser/guard.ts';

/**
 * Contact Form 7: its events bubble from the form, or from what is around it. It keeps every name
 * that does not begin with `_`. Without its script the browser sends the form.
 * https://contactform7.com/dom-events/
 * https://github.com/rocklobster-in/contact-form-7/blob/master/includes/js/src/submit.js
 */
WAYBILL_PARTS.push({
  vendor: { name: 'contact-form-7', forms: '.wpcf7:not(.no-js) form', takes: true },
  start(core) {
    for (const what of ['mailsent', 'mailfailed', 'invalid', 'spam', 'unaccepted', 'aborted']) {
      addEventListener(
        `wpcf7${what}`,
        guard(({ target }: Event) => {
          const place = target as Element;
          const form = place.closest('form') ?? place.querySelector('form');
          if (form) {
            core.settle(form, what === 'mailsent' ? 'accepted' : 'blocked', 'contact-form-7');
          }
        }),
      );
    }
  },
});
