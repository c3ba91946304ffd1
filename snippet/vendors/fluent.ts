import { guard } from '../browser/guard.ts';

/**
 * Fluent Forms. Names that the form does not have are dropped.
 * https://github.com/fluentform/fluentform/blob/master/resources/assets/public/form-submission.js
 */
WAYBILL_PARTS.push({
  vendor: { name: 'fluent', forms: '.frm-fluent-form', takes: false },
  start(core) {
    for (const [event, status] of [
      ['success', 'accepted'],
      ['failed', 'blocked'],
    ] as const) {
      document.addEventListener(
        `fluentform_submission_${event}`,
        guard(({ detail: { form } }: CustomEvent<{ form: Element }>) => {
          if (form.matches('.frm-fluent-form')) core.settle(form, status, 'fluent');
        }) as EventListener,
      );
    }
  },
});
