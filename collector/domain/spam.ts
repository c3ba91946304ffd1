import { isDisposableEmail } from 'disposable-email-domains-js';
import type { Contact, LeadEvent } from '../../shared/wire.ts';

/** Nobody begins and sends a form in less; form builders' own traps take two to four seconds. */
const MIN_SECONDS = 2;

const ADDRESS = /https?:\/\/|www\.|\[url/i;

/** What tells that no person meant a lead; nothing where nothing does. */
export function spamEvidence(
  { intent }: Pick<LeadEvent, 'intent'>,
  { email = '', name = '', phone = '', company = '' }: Contact = {},
): string | undefined {
  const { seconds } = intent;
  if (seconds !== undefined && seconds < MIN_SECONDS) {
    return `sent ${seconds} s after it was begun`;
  }
  if (ADDRESS.test(name) || ADDRESS.test(phone) || ADDRESS.test(company)) {
    return 'a web address as name, telephone number or company';
  }
  if (email.includes('@') && isDisposableEmail(email.trim())) return 'a disposable e-mail address';
  return undefined;
}
