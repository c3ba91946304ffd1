import { toldByShowing } from './shown.ts';

/**
 * Mailchimp's embedded form, by the markup that it is pasted as: its script makes an address of the
 * whole form, of which unknown tags are dropped.
 */
toldByShowing(
  'mailchimp',
  'form[action*="list-manage.com/subscribe/post"]',
  '#mc_embed_signup',
  '[id^=mce-success-response]',
  '[id^=mce-error-response]',
);
