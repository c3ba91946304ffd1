import { toldByJquery } from './jquery.ts';

/**
 * WPForms, where it sends by script; elsewhere the browser sends the form. Names that the form does
 * not have are dropped. https://wpforms.com/developers/how-to-open-a-new-link-on-form-submission/
 */
toldByJquery(
  'wpforms',
  '.wpforms-ajax-form',
  'wpformsAjaxSubmitSuccess',
  'wpformsAjaxSubmitFailed',
);
