import { toldByShowing } from './shown.ts';

/**
 * Webflow: its script reads the inputs that are there, and nothing that is added later. A form that
 * sends people on to another page shows no thanks. https://university.webflow.com/lesson/forms
 */
toldByShowing(
  'webflow',
  '.w-form form:not([redirect],[data-redirect])',
  '.w-form',
  '.w-form-done',
  '.w-form-fail',
);
