import { and, asc, desc, eq, inArray, lt, lte, or, type SQL, sql } from 'drizzle-orm';
import type { Label } from '../domain/label.ts';
import type { StoredLead, WholeLead } from '../domain/lead-json.ts';
import type { Cursor } from '../domain/paging.ts';
import type { Scope } from '../domain/scope.ts';
import { among } from './among.ts';
import { classificationsOf, newestOf } from './classifications.ts';
import type { Database } from './database.ts';
import { chunksOf } from './rows.ts';
import { classifications, contacts, leads, sessions, sites, submissions } from './schema.ts';
import { siteIdsOf, within } from './within.ts';

function select(db: Database) {
  return db
    .select({
      lead: leads,
      classification: classifications,
      siteKey: sites.key,
      siteName: sites.name,
      session: {
        number: sessions.number,
        startedAt: sessions.startedAt,
        lastAt: sessions.lastAt,
        client: sessions.client,
      },
      accepted: { at: submissions.at },
    })
    .from(leads)
    .innerJoin(sites, eq(sites.id, leads.siteId))
    .innerJoin(classifications, eq(sql`${classifications}.rowid`, newestOf(db, leads)))
    .leftJoin(sessions, and(eq(sessions.siteId, leads.siteId), eq(sessions.id, leads.sessionId)))
    .leftJoin(
      submissions,
      and(
        eq(submissions.siteId, leads.siteId),
        eq(submissions.leadId, leads.id),
        eq(submissions.status, 'accepted'),
      ),
    );
}

/** Which of the leads in scope are listed. */
interface Listed {
  limit: number;
  after?: Cursor | undefined;
  /** All where none are named. */
  labels?: readonly Label[] | undefined;
}

/** SQLite takes no more than 500 parts of a union. */
const SITES_AT_ONCE = 400;

/**
 * The newest leads of one site. Each site's are found in the order of its index: asked for all sites
 * at once, the database would sort every lead there is.
 */
function newestOfSite(siteId: string, { limit, after, labels }: Listed): SQL {
  const { receivedAt, id } = leads;
  const behind =
    after &&
    or(lt(receivedAt, after.receivedAt), and(eq(receivedAt, after.receivedAt), lt(id, after.id)));
  const condition = and(
    eq(leads.siteId, siteId),
    // What the index can begin at.
    after && lte(receivedAt, after.receivedAt),
    behind,
    labels && inArray(leads.label, [...labels]),
  );
  return sql`select * from (
    select ${leads}.rowid as "row", ${receivedAt} as "at", ${id} as "id" from ${leads}
    where ${condition} order by ${receivedAt} desc, ${id} desc limit ${limit})`;
}

/** The rows of the newest leads of some sites. */
async function newestRows(db: Database, siteIds: readonly string[], listed: Listed) {
  const newest = sql.join(
    siteIds.map((id) => newestOfSite(id, listed)),
    sql` union all `,
  );
  return db.all<{ row: number; at: number; id: string }>(
    sql`select * from (${newest}) order by "at" desc, "id" desc limit ${listed.limit}`,
  );
}

/** The newest leads first, behind the cursor. */
export async function listLeads(scope: Scope, db: Database, listed: Listed): Promise<StoredLead[]> {
  const siteIds = (await siteIdsOf(scope, db)).map(({ id }) => id);
  const rows: { row: number; at: number; id: string }[] = [];
  for (const some of chunksOf(siteIds, SITES_AT_ONCE)) {
    rows.push(...(await newestRows(db, some, listed)));
  }
  if (!rows.length) return [];
  const newest = rows
    .sort((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1))
    .slice(0, listed.limit)
    .map(({ row }) => row);
  return select(db)
    .where(and(within(scope), among(sql`${leads}.rowid`, newest)))
    .orderBy(desc(leads.receivedAt), desc(leads.id));
}

/** What became of a lead's submission, in the order in which it was told. */
async function submissionsOf(scope: Scope, db: Database, lead: { siteId: string; id: string }) {
  const rows = await db
    .select({ row: submissions })
    .from(submissions)
    .innerJoin(sites, eq(sites.id, submissions.siteId))
    .where(and(within(scope), eq(submissions.siteId, lead.siteId), eq(submissions.leadId, lead.id)))
    .orderBy(asc(submissions.at), desc(submissions.status));
  return rows.map(({ row }) => row);
}

async function contactOf(scope: Scope, db: Database, lead: { siteId: string; id: string }) {
  const [found] = await db
    .select({ key: contacts.key, sealed: contacts.sealed })
    .from(contacts)
    .innerJoin(sites, eq(sites.id, contacts.siteId))
    .where(and(within(scope), eq(contacts.siteId, lead.siteId), eq(contacts.leadId, lead.id)))
    .limit(1);
  return found ?? null;
}

/** A lead with all that is stored of it; its contact is sealed. */
export async function leadById(
  scope: Scope,
  db: Database,
  id: string,
): Promise<WholeLead | undefined> {
  const [stored] = await select(db)
    .where(and(within(scope), eq(leads.id, id)))
    // Who sends another lead by an id that he knows, to another site, sends it later.
    .orderBy(asc(leads.receivedAt))
    .limit(1);
  if (!stored) return undefined;
  const [history, told, contact] = await Promise.all([
    classificationsOf(scope, db, stored.lead),
    submissionsOf(scope, db, stored.lead),
    contactOf(scope, db, stored.lead),
  ]);
  return { ...stored, history, submissions: told, contact };
}
