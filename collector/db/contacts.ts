import { and, asc, eq } from 'drizzle-orm';
import type { Database } from './database.ts';
import { contacts, plainContacts } from './schema.ts';

/*
 * Contacts of before they were sealed, of all sites: they are moved when the collector starts.
 */

export async function plainContactsOf(db: Database, limit: number) {
  return db
    .select()
    .from(plainContacts)
    .orderBy(asc(plainContacts.siteId), asc(plainContacts.leadId))
    .limit(limit);
}

/** Puts sealed contacts in the place of plain ones, all or none; what is sealed already is newer. */
export async function replacePlainContacts(
  db: Database,
  rows: readonly (typeof contacts.$inferInsert)[],
): Promise<void> {
  const [first, ...others] = rows.map(({ siteId, leadId }) =>
    db
      .delete(plainContacts)
      .where(and(eq(plainContacts.siteId, siteId), eq(plainContacts.leadId, leadId))),
  );
  if (!first) return;
  await db.batch([
    first,
    ...others,
    db
      .insert(contacts)
      .values([...rows])
      .onConflictDoNothing(),
  ]);
}
