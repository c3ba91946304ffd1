import { toldByShowing } from './shown.ts';

/**
 * Squarespace's form and newsletter blocks, by their markup; they send what they keep and nothing
 * else. Some send people on to another page and show nothing: what becomes of them is guessed, as
 * of any form.
 */
toldByShowing(
  'squarespace',
  '.form-block form,.newsletter-block form',
  '.sqs-block',
  '.form-submission-text,.form-submission-html',
  '.form-field-error,.field-error',
  { name: 'squarespace' },
);
