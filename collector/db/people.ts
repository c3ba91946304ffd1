import { and, asc, eq, gt, isNotNull, isNull, lte, max, min, sql } from 'drizzle-orm';
import type { LeadOf } from '../domain/person.ts';
import type { Scope } from '../domain/scope.ts';
import { among } from './among.ts';
import type { Database } from './database.ts';
import {
  contacts,
  inbox,
  intents,
  leads,
  pageViews,
  sessions,
  sites,
  submissions,
} from './schema.ts';
import { within } from './within.ts';

/** As many messages as are searched in one statement. */
const MESSAGES_PER_SEARCH = 5_000;

function leadsWhere(db: Database) {
  const { siteId, id, visitorId, sessionId } = leads;
  return db
    .select({ siteId, id, visitorId, sessionId })
    .from(leads)
    .innerJoin(sites, eq(sites.id, leads.siteId))
    .$dynamic();
}

function sessionsWhere(db: Database) {
  return db
    .select({ row: sessions })
    .from(sessions)
    .innerJoin(sites, eq(sites.id, sessions.siteId))
    .$dynamic();
}

function intentsWhere(db: Database) {
  return db
    .select({ row: intents })
    .from(intents)
    .innerJoin(sites, eq(sites.id, intents.siteId))
    .$dynamic();
}

/** The lead of an id, on every site that has one. */
export async function leadsById(scope: Scope, db: Database, id: string): Promise<LeadOf[]> {
  return leadsWhere(db).where(and(within(scope), eq(leads.id, id)));
}

export async function leadsOfVisitor(scope: Scope, db: Database, id: string): Promise<LeadOf[]> {
  return leadsWhere(db).where(and(within(scope), eq(leads.visitorId, id)));
}

/** The leads with which an address or a number came, by the hashes that it has on each site. */
export async function leadsOfContact(
  scope: Scope,
  db: Database,
  slot: 'email' | 'phone',
  hashes: readonly string[],
): Promise<LeadOf[]> {
  const column = slot === 'email' ? contacts.emailHash : contacts.phoneHash;
  return leadsWhere(db)
    .innerJoin(contacts, and(eq(contacts.siteId, leads.siteId), eq(contacts.leadId, leads.id)))
    .where(and(within(scope), among(column, hashes)));
}

/** All leads of some visitors; and those of some sessions that came without a visitor. */
export async function leadsBeside(
  scope: Required<Scope>,
  db: Database,
  visitorIds: readonly string[],
  sessionIds: readonly string[],
): Promise<LeadOf[]> {
  const found = await db.batch([
    leadsWhere(db).where(and(within(scope), among(leads.visitorId, visitorIds))),
    leadsWhere(db).where(
      and(within(scope), isNull(leads.visitorId), among(leads.sessionId, sessionIds)),
    ),
  ]);
  return found.flat();
}

/** The sites on which a visitor was. */
export async function sitesOfVisitor(scope: Scope, db: Database, id: string): Promise<string[]> {
  const rows = await db
    .selectDistinct({ siteId: sessions.siteId })
    .from(sessions)
    .innerJoin(sites, eq(sites.id, sessions.siteId))
    .where(and(within(scope), eq(sessions.visitorId, id)));
  return rows.map(({ siteId }) => siteId);
}

/** The sites that know of a lead which has not arrived itself. */
export async function sitesOfUnseen(scope: Scope, db: Database, leadId: string): Promise<string[]> {
  const found = await db.batch([
    db
      .selectDistinct({ siteId: submissions.siteId })
      .from(submissions)
      .innerJoin(sites, eq(sites.id, submissions.siteId))
      .where(and(within(scope), eq(submissions.leadId, leadId))),
    db
      .selectDistinct({ siteId: intents.siteId })
      .from(intents)
      .innerJoin(sites, eq(sites.id, intents.siteId))
      .where(and(within(scope), eq(intents.lead, leadId))),
  ]);
  return found.flat().map(({ siteId }) => siteId);
}

/** The rows of two look-ups, each once, the oldest first. */
function merged<Row extends { id: string }>(
  found: readonly (readonly { row: Row }[])[],
  timeOf: (row: Row) => number,
): Row[] {
  const rows = new Map(found.flat().map(({ row }) => [row.id, row]));
  return [...rows.values()].sort((one, other) => timeOf(one) - timeOf(other));
}

/** The sessions of some visitors, and some by their ids, the oldest first. */
export async function sessionsOf(
  scope: Required<Scope>,
  db: Database,
  visitorIds: readonly string[],
  ids: readonly string[],
) {
  // Two look-ups, each by its index: with `or` there would be none.
  const found = await db.batch([
    sessionsWhere(db).where(and(within(scope), among(sessions.visitorId, visitorIds))),
    sessionsWhere(db).where(and(within(scope), among(sessions.id, ids))),
  ]);
  return merged(found, ({ startedAt }) => startedAt);
}

export async function pageViewsOf(
  scope: Required<Scope>,
  db: Database,
  sessionIds: readonly string[],
) {
  const rows = await db
    .select({ row: pageViews })
    .from(pageViews)
    .innerJoin(sites, eq(sites.id, pageViews.siteId))
    .where(and(within(scope), among(pageViews.sessionId, sessionIds)))
    .orderBy(asc(pageViews.at), asc(pageViews.id));
  return rows.map(({ row }) => row);
}

/** The intents of some sessions, and those that came to some leads, whatever session they were in. */
export async function intentsOf(
  scope: Required<Scope>,
  db: Database,
  sessionIds: readonly string[],
  leadIds: readonly string[],
) {
  const found = await db.batch([
    intentsWhere(db).where(and(within(scope), among(intents.sessionId, sessionIds))),
    intentsWhere(db).where(and(within(scope), among(intents.lead, leadIds))),
  ]);
  return merged(found, ({ at }) => at);
}

/**
 * The messages of a piece of the inbox, as they came, that hold one of these ids anywhere. There is
 * no index for it: it is searched through. `last` is where the piece ends; null behind the last.
 */
export async function messagesNaming(
  scope: Scope,
  db: Database,
  ids: readonly string[],
  after: number,
) {
  const piece = db
    .select({ seq: inbox.seq })
    .from(inbox)
    .innerJoin(sites, eq(sites.id, inbox.siteId))
    .where(and(within(scope), gt(inbox.seq, after)))
    .orderBy(asc(inbox.seq))
    .limit(MESSAGES_PER_SEARCH)
    .as('piece');
  const [end] = await db.select({ last: max(piece.seq) }).from(piece);
  const last = end?.last ?? null;
  if (last === null) return { rows: [], last };
  const isNaming = sql`exists (select 1 from json_each(${JSON.stringify(ids)}) where instr(${inbox.body}, value))`;
  const rows = await db
    .select({ row: inbox })
    .from(inbox)
    .innerJoin(sites, eq(sites.id, inbox.siteId))
    .where(and(within(scope), gt(inbox.seq, after), lte(inbox.seq, last), isNaming))
    .orderBy(asc(inbox.seq));
  return { rows: rows.map(({ row }) => row), last };
}

/** The leads of a site with what a tombstone knows them by, in the order of their ids. */
export async function signsOfLeads(
  scope: Required<Scope>,
  db: Database,
  after: string,
  limit: number,
) {
  const { siteId, id, visitorId, sessionId, occurredAt: at } = leads;
  const { emailHash, phoneHash } = contacts;
  return db
    .select({ siteId, id, visitorId, sessionId, at, emailHash, phoneHash })
    .from(leads)
    .innerJoin(sites, eq(sites.id, leads.siteId))
    .leftJoin(contacts, and(eq(contacts.siteId, leads.siteId), eq(contacts.leadId, leads.id)))
    .where(and(within(scope), gt(leads.id, after)))
    .orderBy(asc(leads.id))
    .limit(limit);
}

export async function signsOfSessions(
  scope: Required<Scope>,
  db: Database,
  after: string,
  limit: number,
) {
  const { id, visitorId, startedAt } = sessions;
  return db
    .select({ id, visitorId, at: startedAt })
    .from(sessions)
    .innerJoin(sites, eq(sites.id, sessions.siteId))
    .where(and(within(scope), gt(sessions.id, after)))
    .orderBy(asc(sessions.id))
    .limit(limit);
}

export async function signsOfIntents(
  scope: Required<Scope>,
  db: Database,
  after: string,
  limit: number,
) {
  return db
    .select({ id: intents.id, lead: intents.lead, at: intents.at })
    .from(intents)
    .innerJoin(sites, eq(sites.id, intents.siteId))
    .where(and(within(scope), gt(intents.id, after)))
    .orderBy(asc(intents.id))
    .limit(limit);
}

/** The leads of which is known what became of them, whether they are there or not. */
export async function signsOfSubmissions(
  scope: Required<Scope>,
  db: Database,
  after: string,
  limit: number,
) {
  return db
    .select({ id: submissions.leadId, at: min(submissions.at).mapWith(Number) })
    .from(submissions)
    .innerJoin(sites, eq(sites.id, submissions.siteId))
    .where(and(within(scope), gt(submissions.leadId, after)))
    .groupBy(submissions.leadId)
    .orderBy(asc(submissions.leadId))
    .limit(limit);
}

/** The messages of a site as they came, those that were set aside, too. */
export async function messagesBehind(
  scope: Required<Scope>,
  db: Database,
  after: number,
  limit: number,
) {
  const rows = await db
    .select({ row: inbox })
    .from(inbox)
    .innerJoin(sites, eq(sites.id, inbox.siteId))
    .where(and(within(scope), isNotNull(inbox.body), gt(inbox.seq, after)))
    .orderBy(asc(inbox.seq))
    .limit(limit);
  return rows.map(({ row }) => row);
}
