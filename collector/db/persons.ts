import { and, asc, desc, eq, type SQL, sql } from 'drizzle-orm';
import type { KnownKey, PersonKey, PersonRows } from '../domain/person-id.ts';
import type { Scope } from '../domain/scope.ts';
import { among } from './among.ts';
import type { Database } from './database.ts';
import { insertRows, mergedBy } from './rows.ts';
import { contacts, leadPersons, leads, mergedPersons, personKeys, sites } from './schema.ts';
import type { FoundLead, LeadRef, Statement } from './timeline.ts';
import { within } from './within.ts';

/** Whose these keys are, as far as they are anybody's. The projection asks, of all sites. */
export async function knownKeys(db: Database, keys: readonly PersonKey[]): Promise<KnownKey[]> {
  const json = JSON.stringify(keys.map(({ siteId, kind, hash }) => [siteId, kind, hash]));
  const { siteId, kind, hash } = personKeys;
  return db
    .select()
    .from(personKeys)
    .where(
      sql`(${siteId}, ${kind}, ${hash}) in (select value ->> 0, value ->> 1, value ->> 2 from json_each(${json}))`,
    );
}

/** Statements that write persons, for the projection's batch. */
export function personStatements(
  db: Database,
  { keys, leads: of, merged }: PersonRows,
): Statement[] {
  const isHis = sql`person_id = excluded.person_id`;
  return [
    ...insertRows(db, personKeys, keys, sql`do update set ${isHis}`),
    ...insertRows(db, leadPersons, of, sql`do update set ${isHis}`),
    ...insertRows(db, mergedPersons, merged, mergedBy({ stays_id: sql`excluded.stays_id` })),
    ...merged.flatMap(({ siteId, id, staysId }) => [
      db
        .update(personKeys)
        .set({ personId: staysId })
        .where(and(eq(personKeys.siteId, siteId), eq(personKeys.personId, id))),
      db
        .update(leadPersons)
        .set({ personId: staysId })
        .where(and(eq(leadPersons.siteId, siteId), eq(leadPersons.personId, id))),
      db
        .update(mergedPersons)
        .set({ staysId })
        .where(and(eq(mergedPersons.siteId, siteId), eq(mergedPersons.staysId, id))),
    ]),
  ];
}

/** The person of a lead, and the other leads of his; null where nobody knows him. */
export async function personOfLead(
  scope: Scope,
  db: Database,
  lead: LeadRef,
): Promise<{ id: string; leads: string[] } | null> {
  const own = db
    .select({ id: leadPersons.personId })
    .from(leadPersons)
    .where(and(eq(leadPersons.siteId, lead.siteId), eq(leadPersons.leadId, lead.id)));
  const rows = await db
    .select({ personId: leadPersons.personId, leadId: leadPersons.leadId })
    .from(leadPersons)
    .innerJoin(sites, eq(sites.id, leadPersons.siteId))
    .where(and(within(scope), eq(leadPersons.siteId, lead.siteId), eq(leadPersons.personId, own)))
    .orderBy(asc(leadPersons.leadId));
  const [first] = rows;
  if (!first) return null;
  const others = rows.map(({ leadId }) => leadId).filter((id) => id !== lead.id);
  return { id: first.personId, leads: others };
}

/** The id by which a person is known now, by any that he was ever known by on a site. */
export async function personNow(
  scope: Scope,
  db: Database,
  siteId: string,
  id: string,
): Promise<string> {
  const [found] = await db
    .select({ staysId: mergedPersons.staysId })
    .from(mergedPersons)
    .innerJoin(sites, eq(sites.id, mergedPersons.siteId))
    .where(and(within(scope), eq(mergedPersons.siteId, siteId), eq(mergedPersons.id, id)))
    .limit(1);
  return found?.staysId ?? id;
}

/**
 * The lead that somebody's outcome is of, by what he is known by: his newest before it, or else his
 * first.
 */
export async function leadOfPerson(
  scope: Scope,
  db: Database,
  slot: 'email' | 'phone',
  hashes: readonly string[],
  at: number,
): Promise<FoundLead | undefined> {
  const column = slot === 'email' ? contacts.emailHash : contacts.phoneHash;
  const isBefore: SQL<number> = sql`${leads.occurredAt} <= ${at}`;
  const [found] = await db
    .select({ siteId: leads.siteId, id: leads.id, label: leads.label })
    .from(contacts)
    .innerJoin(leads, and(eq(leads.siteId, contacts.siteId), eq(leads.id, contacts.leadId)))
    .innerJoin(sites, eq(sites.id, leads.siteId))
    .where(and(within(scope), among(column, hashes)))
    .orderBy(
      desc(isBefore),
      sql`case when ${isBefore} then -${leads.occurredAt} else ${leads.occurredAt} end`,
      asc(leads.id),
    )
    .limit(1);
  return found;
}
