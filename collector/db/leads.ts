import { and, asc, desc, eq, inArray, isNull, lt, lte, or, type SQL, sql } from 'drizzle-orm';
import type { Stage } from '../domain/handoff.ts';
import type { Label } from '../domain/label.ts';
import type { StoredLead, WholeLead } from '../domain/lead-json.ts';
import type { Cursor } from '../domain/paging.ts';
import type { Scope } from '../domain/scope.ts';
import { among } from './among.ts';
import { classificationsOf, newestOf } from './classifications.ts';
import type { Database } from './database.ts';
import { chunksOf } from './rows.ts';
import {
  classifications,
  contacts,
  leadStates,
  leads,
  owners,
  sessions,
  sites,
  submissions,
} from './schema.ts';
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
      standing: {
        stage: leadStates.stage,
        dueAt: leadStates.dueAt,
        isOpen: leadStates.isOpen,
        owner: owners.name,
      },
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
    )
    .leftJoin(leadStates, and(eq(leadStates.siteId, leads.siteId), eq(leadStates.leadId, leads.id)))
    .leftJoin(owners, eq(owners.id, leadStates.ownerId));
}

/** Which of the leads in scope are listed; of what is not named, all. */
export interface Listed {
  limit: number;
  after?: Cursor | undefined;
  labels?: readonly Label[] | undefined;
  source?: string | undefined;
  stage?: Stage | undefined;
  /** Whose; of an empty list nobody's. */
  owners?: readonly string[] | undefined;
  /** Those on which nobody acted until they were due, before this time. */
  lateAt?: number | undefined;
}

/** What is asked of where a lead stands; nothing where all are listed. */
function standing({ stage, owners, lateAt }: Listed): SQL | undefined {
  const nobody = isNull(leadStates.ownerId);
  return and(
    stage && eq(leadStates.stage, stage),
    owners && (owners.length ? inArray(leadStates.ownerId, [...owners]) : nobody),
    lateAt === undefined
      ? undefined
      : and(eq(leadStates.isOpen, true), lt(leadStates.dueAt, lateAt)),
  );
}

/** SQLite takes no more than 500 parts of a union. */
const SITES_AT_ONCE = 400;

/**
 * The newest leads of one site. Each site's are found in the order of its index: asked for all sites
 * at once, the database would sort every lead there is.
 */
function newestOfSite(siteId: string, listed: Listed): SQL {
  const { limit, after, labels, source } = listed;
  const stands = standing(listed);
  // Where a lead stands is looked up by that, in the order of its own index.
  const { receivedAt, id } = stands
    ? { receivedAt: leadStates.receivedAt, id: leadStates.leadId }
    : leads;
  const behind =
    after &&
    or(lt(receivedAt, after.receivedAt), and(eq(receivedAt, after.receivedAt), lt(id, after.id)));
  const condition = and(
    eq(stands ? leadStates.siteId : leads.siteId, siteId),
    stands,
    // What the index can begin at.
    after && lte(receivedAt, after.receivedAt),
    behind,
    labels && inArray(leads.label, [...labels]),
    source === undefined ? undefined : eq(leads.source, source),
  );
  const found = stands
    ? sql`${leadStates} join ${leads}
        on ${leads.siteId} = ${leadStates.siteId} and ${leads.id} = ${leadStates.leadId}`
    : leads;
  return sql`select * from (
    select ${leads}.rowid as "row", ${receivedAt} as "at", ${id} as "id" from ${found}
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
