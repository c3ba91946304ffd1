import { plainContactsOf, replacePlainContacts } from '../db/contacts.ts';
import type { Database } from '../db/database.ts';
import { CONTACT_SLOTS } from '../domain/settings.ts';
import type { Keyring } from '../secrets/keyring.ts';

const CONTACTS_PER_TURN = 200;

type Plain = Awaited<ReturnType<typeof plainContactsOf>>[number];

async function sealed(keyring: Keyring, { siteId, leadId, ...values }: Plain) {
  const written = CONTACT_SLOTS.flatMap((slot) => {
    const value = values[slot];
    return value === null ? [] : [[slot, value] as const];
  });
  return { siteId, leadId, ...(await keyring.sealContact(siteId, Object.fromEntries(written))) };
}

/**
 * Seals the contacts of before they were sealed. Cut off anywhere, the next run goes on from there;
 * two at once do it twice to the same end. Returns how many there were.
 */
export async function sealPlainContacts(db: Database, keyring: Keyring): Promise<number> {
  let done = 0;
  for (;;) {
    const plain = await plainContactsOf(db, CONTACTS_PER_TURN);
    if (!plain.length) return done;
    await replacePlainContacts(db, await Promise.all(plain.map((row) => sealed(keyring, row))));
    done += plain.length;
  }
}
