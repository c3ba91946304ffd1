import type { Deps } from '../deps.ts';
import {
  NO_CONTACT,
  type ShownContact,
  type StoredContact,
  shownContact,
  UNREADABLE_CONTACT,
} from '../domain/contact.ts';

/** Opens what is stored of a lead's contact. One that cannot be opened keeps nobody from the lead. */
export async function openContact(
  { keyring, log }: Pick<Deps, 'keyring' | 'log'>,
  stored: StoredContact | null,
): Promise<ShownContact> {
  if (!stored) return NO_CONTACT;
  try {
    return shownContact(await keyring.openContact(stored));
  } catch {
    log('warn', 'contact_unreadable', { why: 'sealed with another WAYBILL_SECRET' });
    return UNREADABLE_CONTACT;
  }
}
