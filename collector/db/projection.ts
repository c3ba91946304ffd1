import { and, eq, exists, gt, inArray, isNotNull, isNull, lte, type SQL, sql } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';
import { referenceOf } from '../../shared/reference.ts';
import type { PersonRows } from '../domain/person-id.ts';
import { identityOf, type Known, keyOf, type Projection } from '../domain/projection.ts';
import { among, amongRows, type RowId } from './among.ts';
import type { Database } from './database.ts';
import { isProjection, pieceOf } from './inbox.ts';
import { personStatements } from './persons.ts';
import { chunksOf, insertRows, mergedBy } from './rows.ts';
import {
  assignments,
  classifications,
  contacts,
  cursors,
  inbox,
  intents,
  leadStates,
  leads,
  ledger,
  pageViews,
  referenceCodes,
  routeJobs,
  sessions,
  siteHints,
  submissions,
} from './schema.ts';
import { eventStatements, type Statement } from './timeline.ts';

/*
 * What the projection reads and writes, of all sites at once. Whose a row is was found out when
 * its message was taken.
 */

/** Of whatever a page may call its forms. */
const HINTS_PER_SITE = 500;

/** The ids of a turn's events, by what they become. */
export interface Wanted {
  pageViews: RowId[];
  intents: RowId[];
  leads: RowId[];
}

/** Of as many not even the longest are 10 MB, over which a libSQL server does not answer. */
const IDS_AT_ONCE = 1_000;
const CONTACTS_AT_ONCE = 250;

/** The rows of many ids, read some at a time. */
async function rowsOfAll<Row>(
  ids: readonly RowId[],
  atOnce: number,
  read: (some: RowId[]) => Promise<Row[]>,
): Promise<Row[]> {
  const rows: Row[][] = [];
  for (const some of chunksOf(ids, atOnce)) rows.push(await read(some));
  return rows.flat();
}

/** What is stored by the ids of a turn's events. */
export async function knownOf(
  db: Database,
  wanted: Wanted,
  erased: Known['erased'],
): Promise<Known> {
  const { siteId, id, sessionId, url, title } = pageViews;
  const [views, others, known, told] = await Promise.all([
    rowsOfAll(wanted.pageViews, IDS_AT_ONCE, (ids) =>
      db
        .select({ siteId, id, sessionId, url, title })
        .from(pageViews)
        .where(amongRows(siteId, id, ids)),
    ),
    rowsOfAll(wanted.intents, IDS_AT_ONCE, (ids) =>
      db
        .select({
          siteId: intents.siteId,
          id: intents.id,
          sessionId: intents.sessionId,
          action: intents.action,
          page: intents.page,
        })
        .from(intents)
        .where(amongRows(intents.siteId, intents.id, ids)),
    ),
    rowsOfAll(wanted.leads, IDS_AT_ONCE, (ids) =>
      db
        .select({
          siteId: leads.siteId,
          id: leads.id,
          sessionId: leads.sessionId,
          page: leads.page,
          form: leads.form,
        })
        .from(leads)
        .where(amongRows(leads.siteId, leads.id, ids)),
    ),
    rowsOfAll(wanted.leads, IDS_AT_ONCE, (ids) =>
      db
        .select({
          siteId: submissions.siteId,
          leadId: submissions.leadId,
          status: submissions.status,
        })
        .from(submissions)
        .where(amongRows(submissions.siteId, submissions.leadId, ids)),
    ),
  ]);
  const byKey = <Row extends RowId>(rows: Row[], identity: (row: Row) => string) =>
    new Map(rows.map((row) => [keyOf(row.siteId, row.id), identity(row)]));
  return {
    pageViews: byKey(views, identityOf.pageView),
    intents: byKey(others, identityOf.intent),
    leads: byKey(known, identityOf.lead),
    submissions: new Set(told.map((row) => keyOf(row.siteId, row.leadId, row.status))),
    erased,
  };
}

/** What is stored of persons, sealed, of these leads. */
export async function sealedContacts(db: Database, ofLeads: readonly RowId[]) {
  return rowsOfAll(ofLeads, CONTACTS_AT_ONCE, (some) =>
    db
      .select()
      .from(contacts)
      .where(amongRows(contacts.siteId, contacts.leadId, some)),
  );
}

export type ContactRow = typeof contacts.$inferInsert;

/** The new row's value of a column, inside an upsert; the bare name is the one that is there. */
const excluded = (name: string) => sql.raw(`excluded."${name}"`);
const own = (column: SQLiteColumn) => sql`${sql.identifier(column.name)}`;
const smaller = (column: SQLiteColumn) => sql`min(${own(column)}, ${excluded(column.name)})`;
const larger = (column: SQLiteColumn) => sql`max(${own(column)}, ${excluded(column.name)})`;
/** What is there stays, and what is not is added. */
const added = (column: SQLiteColumn) => sql`coalesce(${own(column)}, ${excluded(column.name)})`;

function merge(...columns: (readonly [SQLiteColumn, (column: SQLiteColumn) => SQL])[]): SQL {
  return mergedBy(Object.fromEntries(columns.map(([column, by]) => [column.name, by(column)])));
}

/** Who told of a submission first; of two at once any, so it is the same whoever is stored first. */
const firstTeller = ({ name }: SQLiteColumn) => sql`case
  when ${excluded('at')} < "at" then ${excluded(name)}
  when ${excluded('at')} > "at" then ${sql.identifier(name)}
  else max(${sql.identifier(name)}, ${excluded(name)}) end`;

/** What told the label; of two that told the same one any, as above. */
const ofSmallerLabel = (column: SQLiteColumn) => sql`case
  when ${excluded('label')} < "label" then ${excluded(column.name)}
  when ${excluded('label')} > "label" then ${own(column)}
  else ${smaller(column)} end`;

const saidAt = (consent: SQL) => sql`max(${consent} ->> '$.storage.at', ${consent} ->> '$.ads.at')`;

/** What was said last: while a session lasts, consent is given and taken back. */
function newestConsent(column: SQLiteColumn): SQL {
  const [there, told] = [own(column), excluded(column.name)];
  return sql`case
    when ${there} = ${told} then ${there}
    when ${saidAt(told)} > ${saidAt(there)} then ${told}
    when ${saidAt(told)} < ${saidAt(there)} then ${there}
    else ${larger(column)} end`;
}

/** Leaves of the hints of sites those that were seen last. */
function dropSurplusHints(db: Database, rows: Projection['siteHints']) {
  const { siteId, hint, lastSeenAt } = siteHints;
  const place = sql`row_number() over (partition by ${siteId} order by ${lastSeenAt} desc, ${hint})`;
  const ranked = db
    .select({ rowid: sql`rowid`.as('id'), place: place.as('place') })
    .from(siteHints)
    .where(inArray(siteId, [...new Set(rows.map((row) => row.siteId))]))
    .as('ranked');
  const surplus = db
    .select({ rowid: ranked.rowid })
    .from(ranked)
    .where(gt(ranked.place, HINTS_PER_SITE));
  return db.delete(siteHints).where(inArray(sql`rowid`, surplus));
}

/** Rows of one kind, one a hint: in a turn the same are seen again and again. */
function newestHints(rows: Projection['siteHints']): Projection['siteHints'] {
  const newest = new Map<string, Projection['siteHints'][number]>();
  for (const row of rows) {
    const key = keyOf(row.siteId, row.hint);
    // What was received first may be taken last.
    if ((newest.get(key)?.lastSeenAt ?? 0) <= row.lastSeenAt) newest.set(key, row);
  }
  return [...newest.values()];
}

/** The event that a lead's timeline begins with, by its id. */
const RECEIVED = 'received';

/** What begins with a lead that is new: its timeline, and where it stands. */
function beginnings(db: Database, rows: Projection['received']): Statement[] {
  const begun = rows.map(({ siteId, leadId, receivedAt: at, via }) => ({
    ...({ siteId, leadId, id: RECEIVED, kind: RECEIVED, at, heardAt: at } as const),
    ...({ actor: 'automation', by: '', via, ownerId: null, details: {} } as const),
  }));
  const states = rows.map(({ siteId, leadId, receivedAt }) => ({
    ...({ siteId, leadId, receivedAt, events: 1, stage: RECEIVED, isOpen: true } as const),
  }));
  return [...eventStatements(db, begun), ...insertRows(db, leadStates, states)];
}

/**
 * Has leads routed that nobody has yet. Also those that were heard before: what was taken for a
 * machine's turns out to be a person's.
 */
function routing(db: Database, rows: Projection['leads']): Statement[] {
  const people = rows.filter(({ label }) => label !== 'bot' && label !== 'spam');
  if (!people.length) return [];
  const jobs = people.map(({ siteId, id, receivedAt: at }) => ({ siteId, leadId: id, at }));
  const ofJob = and(
    eq(assignments.siteId, routeJobs.siteId),
    eq(assignments.leadId, routeJobs.leadId),
  );
  const assigned = db.select({ number: assignments.number }).from(assignments).where(ofJob);
  return [
    ...insertRows(db, routeJobs, jobs),
    db
      .delete(routeJobs)
      .where(and(amongRows(routeJobs.siteId, routeJobs.leadId, people), exists(assigned))),
  ];
}

/** The codes that pages of sessions show. Of two sessions with the same the newer has it. */
function codesOf(db: Database, sessionRows: Projection['sessions']): Statement[] {
  const rows = new Map<string, typeof referenceCodes.$inferInsert>();
  for (const { siteId, id: sessionId, startedAt: at, label } of sessionRows) {
    // A bot calls nobody.
    if (label === 'bot') continue;
    const code = referenceOf(sessionId);
    const key = keyOf(siteId, code);
    const there = rows.get(key);
    if (!there || there.at <= at) rows.set(key, { siteId, code, sessionId, at });
  }
  return insertRows(
    db,
    referenceCodes,
    [...rows.values()],
    sql`do update set session_id = excluded.session_id, at = excluded.at
      where (excluded.at, excluded.session_id) > (${referenceCodes}.at, ${referenceCodes}.session_id)`,
  );
}

/** What persons wrote, sealed, and which persons they are. */
export interface OfPersons {
  contacts: readonly ContactRow[];
  persons: PersonRows;
}

/**
 * Of a label the smaller counts, and none is the smallest: what was once heard from a person is a
 * person's, whoever tells it again.
 */
function upserts(db: Database, rows: Projection, { contacts: sealed, persons }: OfPersons) {
  const hints = newestHints(rows.siteHints);
  return [
    ...insertRows(
      db,
      sessions,
      rows.sessions,
      merge(
        // Nobody is known before he consents, nor to be the visitor that he was before.
        [sessions.visitorId, added],
        [sessions.number, larger],
        [sessions.consent, newestConsent],
        [sessions.startedAt, smaller],
        [sessions.lastAt, larger],
        [sessions.touch, added],
        [sessions.client, added],
        [sessions.label, smaller],
      ),
    ),
    ...insertRows(
      db,
      pageViews,
      rows.pageViews,
      merge([pageViews.at, smaller], [pageViews.engagedMs, larger]),
    ),
    ...insertRows(db, intents, rows.intents, merge([intents.at, smaller])),
    ...insertRows(
      db,
      leads,
      rows.leads,
      merge(
        [leads.visitorId, added],
        [leads.consent, newestConsent],
        [leads.occurredAt, smaller],
        [leads.receivedAt, smaller],
        [leads.label, smaller],
        [leads.labelBy, ofSmallerLabel],
      ),
    ),
    ...insertRows(
      db,
      submissions,
      rows.submissions,
      merge([submissions.by, firstTeller], [submissions.at, smaller]),
    ),
    ...insertRows(
      db,
      contacts,
      sealed,
      mergedBy(
        Object.fromEntries(
          [contacts.key, contacts.sealed, contacts.emailHash, contacts.phoneHash].map(
            ({ name }) => [name, excluded(name)],
          ),
        ),
      ),
    ),
    ...insertRows(db, classifications, rows.classifications),
    ...personStatements(db, persons),
    ...beginnings(db, rows.received),
    ...codesOf(db, rows.sessions),
    ...insertRows(db, siteHints, hints, merge([siteHints.lastSeenAt, larger])),
    ...(hints.length ? [dropSurplusHints(db, hints)] : []),
  ];
}

const bodyWithoutContacts = sql`json_set(${inbox.body}, '$.events', json((
  select json_group_array(json_remove(value, '$.contact')) from json_each(${inbox.body}, '$.events')
)))`;

/** A part of the inbox, whose rows are projected together. */
export interface Turn {
  /** Behind this row, up to that. */
  from: number;
  to: number;
  /** The rows of it that can never be projected, and why. */
  failures: readonly { seq: number; failure: string }[];
  /** Those that hold what persons wrote, which moves. */
  withContacts: readonly number[];
  /** Those whose body holds it in plain text, as they were taken before it was sealed. */
  withPlainContacts: readonly number[];
  /** Those of which nothing was taken, or something is erased: once counted, they are to go. */
  refused: readonly number[];
}

/**
 * Writes what messages became, counts it, and moves the cursor, all or nothing. Fails where another
 * moved the cursor in the meantime: then this turn was his.
 */
export async function storeProjection(
  db: Database,
  { from, to, failures, withContacts, withPlainContacts, refused }: Turn,
  rows: Projection,
  ofPersons: OfPersons,
): Promise<void> {
  // A cursor that is elsewhere becomes null, which it must not be: the whole batch is undone.
  const moved = sql`case when ${cursors.seq} = ${from} then ${to} end`;
  await db.batch([
    db.update(cursors).set({ seq: moved }).where(isProjection),
    ...upserts(db, rows, ofPersons),
    ...routing(db, rows.leads),
    ...insertRows(
      db,
      ledger,
      rows.ledger,
      mergedBy({ count: sql`"count" + ${excluded('count')}` }),
    ),
    ...failures.map(({ seq, failure }) =>
      db.update(inbox).set({ failure }).where(eq(inbox.seq, seq)),
    ),
    ...(withContacts.length
      ? [db.update(inbox).set({ contacts: null }).where(among(inbox.seq, withContacts))]
      : []),
    ...(withPlainContacts.length
      ? [
          db
            .update(inbox)
            .set({ body: bodyWithoutContacts })
            .where(among(inbox.seq, withPlainContacts)),
        ]
      : []),
    ...(refused.length
      ? [
          db.delete(inbox).where(and(among(inbox.seq, refused), isNull(inbox.queueId))),
          // A queue may bring it again: by its id it is known then.
          db.update(inbox).set({ body: null }).where(among(inbox.seq, refused)),
        ]
      : []),
  ]);
}

/**
 * Writes again what messages became, and counts nothing. Only what was missing is routed: what nobody
 * has, since it came before there was anybody, is not sent out all at once.
 */
export async function storeAgain(
  db: Database,
  rows: Projection,
  ofPersons: OfPersons,
): Promise<void> {
  const missing = new Set(rows.received.map(({ siteId, leadId }) => keyOf(siteId, leadId)));
  const lost = rows.leads.filter(({ siteId, id }) => missing.has(keyOf(siteId, id)));
  const [first, ...more] = [...upserts(db, rows, ofPersons), ...routing(db, lost)];
  if (first) await db.batch([first, ...more]);
}

/** The messages that can be projected again: those that are, and are kept. */
export async function projectedRows(db: Database, after: number, upTo: number, limit: number) {
  const kept = and(
    gt(inbox.seq, after),
    lte(inbox.seq, upTo),
    isNotNull(inbox.body),
    isNull(inbox.failure),
  );
  const piece = await pieceOf(db, kept, limit);
  return piece ? db.select().from(inbox).where(piece.condition).orderBy(inbox.seq) : [];
}
