import { and, asc, count, desc, eq, gt, ne, notExists, or, sql } from 'drizzle-orm';
import { alias, type SQLiteColumn } from 'drizzle-orm/sqlite-core';
import type { Classifiable, ClassificationRow } from '../domain/classification.ts';
import type { Scope } from '../domain/scope.ts';
import type { Versions } from '../domain/source.ts';
import type { Database } from './database.ts';
import { classifications, leads, sites } from './schema.ts';
import { within } from './within.ts';

/** The row of a lead's newest classification, or of the newest but those by some versions. */
export function newestOf(
  db: Database,
  lead: { siteId: SQLiteColumn; id: SQLiteColumn },
  except?: Versions,
) {
  const row = alias(classifications, 'one');
  const among =
    except && or(ne(row.rulesVersion, except.rules), ne(row.tableVersion, except.table));
  return db
    .select({ rowid: sql`${row}.rowid` })
    .from(row)
    .where(and(eq(row.siteId, lead.siteId), eq(row.leadId, lead.id), among))
    .orderBy(desc(row.at), desc(row.rulesVersion), desc(row.tableVersion))
    .limit(1);
}

/** How a lead was classified, the oldest first. */
export async function classificationsOf(
  scope: Scope,
  db: Database,
  lead: { siteId: string; id: string },
): Promise<ClassificationRow[]> {
  const { at, rulesVersion, tableVersion } = classifications;
  const rows = await db
    .select({ row: classifications })
    .from(classifications)
    .innerJoin(sites, eq(sites.id, classifications.siteId))
    .where(
      and(
        within(scope),
        eq(classifications.siteId, lead.siteId),
        eq(classifications.leadId, lead.id),
      ),
    )
    .orderBy(asc(at), asc(rulesVersion), asc(tableVersion));
  return rows.map(({ row }) => row);
}

function isOf({ rules, table }: Versions) {
  return and(eq(classifications.rulesVersion, rules), eq(classifications.tableVersion, table));
}

/** The leads of a site that these versions have not judged. */
function unjudged(scope: Required<Scope>, db: Database, versions: Versions) {
  const judged = db
    .select({ leadId: classifications.leadId })
    .from(classifications)
    .where(
      and(
        eq(classifications.siteId, leads.siteId),
        eq(classifications.leadId, leads.id),
        isOf(versions),
      ),
    );
  return and(eq(leads.siteId, scope.siteId), notExists(judged));
}

export async function countUnjudged(
  scope: Required<Scope>,
  db: Database,
  versions: Versions,
): Promise<number> {
  const [found] = await db
    .select({ leads: count() })
    .from(leads)
    .where(unjudged(scope, db, versions));
  return found?.leads ?? 0;
}

/** Leads that these versions have not judged, in the order of their ids, behind one of them. */
export async function unjudgedLeads(
  scope: Required<Scope>,
  db: Database,
  versions: Versions,
  limit: number,
  after: string,
): Promise<Classifiable[]> {
  return db
    .select({ siteId: leads.siteId, id: leads.id, touches: leads.touches })
    .from(leads)
    .where(and(unjudged(scope, db, versions), gt(leads.id, after)))
    .orderBy(asc(leads.id))
    .limit(limit);
}

/** Adds classifications to those of a site's leads; what these versions judged before stays. */
export async function addClassifications(
  scope: Required<Scope>,
  db: Database,
  rows: readonly ClassificationRow[],
): Promise<void> {
  const { siteId } = scope;
  const values = rows.map((row) => ({ ...row, siteId }));
  await db.insert(classifications).values(values).onConflictDoNothing();
}

/** A change of channel between two classifications, and how many leads it befell. */
export interface ChannelChange {
  from: string;
  to: string;
  leads: number;
}

/** The leads that these versions put into another channel than those before, the most first. */
export async function channelChanges(
  scope: Scope,
  db: Database,
  versions: Versions,
): Promise<ChannelChange[]> {
  const before = alias(classifications, 'before');
  const lead = { siteId: classifications.siteId, id: classifications.leadId };
  return db
    .select({ from: before.channel, to: classifications.channel, leads: count() })
    .from(classifications)
    .innerJoin(sites, eq(sites.id, classifications.siteId))
    .innerJoin(before, eq(sql`${before}.rowid`, newestOf(db, lead, versions)))
    .where(and(within(scope), isOf(versions), ne(before.channel, classifications.channel)))
    .groupBy(before.channel, classifications.channel)
    .orderBy(desc(count()), asc(before.channel), asc(classifications.channel));
}
