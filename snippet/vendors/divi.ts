import { toldByShowing } from './shown.ts';

/**
 * Divi: what the server answers takes the place of all that is in the container. A message with the
 * form still behind it asks for what was left out. Its form must have the very inputs that it was
 * made with. https://www.elegantthemes.com/documentation/divi/modules/contact-form/
 */
toldByShowing(
  'divi',
  '.et_pb_contact_form',
  '.et_pb_contact_form_container',
  '.et-pb-contact-message:last-child>:not(.et_pb_contact_error_text)',
  '.et_pb_contact_error_text',
);
