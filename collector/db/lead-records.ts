import { and, asc, desc, eq, sql } from 'drizzle-orm';
import type { Scope } from '../domain/scope.ts';
import type { Database } from './database.ts';
import { leadRecords, leads, sites } from './schema.ts';
import type { FoundLead } from './timeline.ts';
import { ofScope, within } from './within.ts';

/** Which lead is which record of a destination, since when. */
export type LeadRecord = typeof leadRecords.$inferInsert;

/** Links leads in scope with records of destinations; what is linked already stays so since then. */
export async function linkRecords(
  scope: Scope,
  db: Database,
  rows: readonly LeadRecord[],
): Promise<void> {
  const json = JSON.stringify(
    rows.map((row) => [row.siteId, row.leadId, row.destinationId, row.recordId, row.linkedAt]),
  );
  await db.run(sql`insert into ${leadRecords} (site_id, lead_id, destination_id, record_id, linked_at)
    select value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4 from json_each(${json})
    where ${ofScope(scope, db, sql`value ->> 0`)}
    on conflict do nothing`);
}

/**
 * The lead that was a destination's record at a time: the one linked last until then. What happened
 * before any was linked is the first one's.
 */
export async function leadOfRecord(
  scope: Scope,
  db: Database,
  record: { destination: string; id: string },
  at: number,
): Promise<FoundLead | undefined> {
  const isLinked = sql<number>`${leadRecords.linkedAt} <= ${at}`;
  const [found] = await db
    .select({ siteId: leads.siteId, id: leads.id, label: leads.label })
    .from(leadRecords)
    .innerJoin(leads, and(eq(leads.siteId, leadRecords.siteId), eq(leads.id, leadRecords.leadId)))
    .innerJoin(sites, eq(sites.id, leads.siteId))
    .where(
      and(
        within(scope),
        eq(leadRecords.destinationId, record.destination),
        eq(leadRecords.recordId, record.id),
      ),
    )
    .orderBy(
      desc(isLinked),
      sql`case when ${isLinked} then -${leadRecords.linkedAt} else ${leadRecords.linkedAt} end`,
      asc(leads.id),
    )
    .limit(1);
  return found;
}
