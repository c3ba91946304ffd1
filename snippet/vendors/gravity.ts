export type {};

/** Forms by their number. */
const forms = new Map<string, Element>();

/**
 * Gravity Forms. Where it sends by script or into a frame of its own, a confirmation takes the
 * form's place, or the form once more: the next page, or the same with errors. Elsewhere the browser
 * sends the form. Names that the form does not have are dropped.
 * https://docs.gravityforms.com/gform_confirmation_loaded
 * https://docs.gravityforms.com/gform-ajax-post_page_change
 */
WAYBILL_PARTS.push({
  vendor: {
    name: 'gravity',
    // What a browser does not know is skipped within `:is`.
    forms: ':is([target^=gform_ajax],form:has([name=gform_submission_method][value=ajax]))',
    takes: false,
  },
  scan(root, core) {
    for (const element of root.querySelectorAll(
      '[id^=gform_wrapper_],[id^=gform_confirmation_w]',
    )) {
      const number = element.id.replace(/.*_/, '');
      const before = forms.get(number);
      const form = element.querySelector('form');
      if (form) forms.set(number, form);
      else forms.delete(number);
      const isBlocked = element.querySelector('.gform_validation_errors,.validation_error');
      if (before && before !== form && (isBlocked || !form)) {
        core.settle(before, isBlocked ? 'blocked' : 'accepted', 'gravity');
      }
    }
  },
});
