import { and, asc, eq, gt, inArray, isNull, sql } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';
import type { Projection, Taken } from '../domain/projection.ts';
import type { Scope } from '../domain/scope.ts';
import type { Database } from './database.ts';
import {
  classifications,
  contacts,
  inbox,
  intents,
  leads,
  pageViews,
  sessions,
  siteHints,
  submissions,
} from './schema.ts';

/** SQLite allows 32,766 parameters in a statement; the widest table has 20 columns. */
const ROWS_PER_STATEMENT = 500;

/** Of whatever a page may call its forms. */
const HINTS_PER_SITE = 500;

/** Keeps a message. Once this returns it is safe. */
export async function takeMessage(
  scope: Required<Scope>,
  db: Database,
  message: { id: string; receivedAt: number; batch: Taken['batch'] },
): Promise<void> {
  const { id, receivedAt, batch } = message;
  await db.insert(inbox).values({ id, siteId: scope.siteId, receivedAt, body: batch });
}

/** The oldest messages, of all sites, that are not projected yet. */
export async function waitingMessages(
  db: Database,
  limit: number,
): Promise<(Taken & { id: string })[]> {
  const rows = await db
    .select()
    .from(inbox)
    .where(and(isNull(inbox.projectedAt), isNull(inbox.failure)))
    .orderBy(asc(inbox.id))
    .limit(limit);
  return rows.map(({ id, siteId, receivedAt, body }) => ({ id, siteId, receivedAt, batch: body }));
}

function chunks<T>(rows: readonly T[]): T[][] {
  const starts = Array.from({ length: Math.ceil(rows.length / ROWS_PER_STATEMENT) });
  return starts.map((_, i) => rows.slice(i * ROWS_PER_STATEMENT, (i + 1) * ROWS_PER_STATEMENT));
}

/** The new row's value of a column, inside an upsert. */
function excluded(column: SQLiteColumn) {
  return sql.raw(`excluded."${column.name}"`);
}

const smaller = (column: SQLiteColumn) => sql`min(${column}, ${excluded(column)})`;
const larger = (column: SQLiteColumn) => sql`max(${column}, ${excluded(column)})`;

/** Who told of a submission first; of two at once any, so it is the same whoever is stored first. */
const firstTeller = sql`case
  when ${excluded(submissions.at)} < ${submissions.at} then ${excluded(submissions.by)}
  when ${excluded(submissions.at)} > ${submissions.at} then ${submissions.by}
  else ${larger(submissions.by)} end`;

/** What is there stays, and what is not is added. */
const added = (column: SQLiteColumn) => sql`coalesce(${column}, ${excluded(column)})`;

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

function upserts(db: Database, rows: Projection) {
  return [
    ...chunks(rows.sessions).map((values) =>
      db
        .insert(sessions)
        .values(values)
        .onConflictDoUpdate({
          target: [sessions.siteId, sessions.id],
          set: {
            startedAt: smaller(sessions.startedAt),
            lastAt: larger(sessions.lastAt),
            touch: added(sessions.touch),
          },
        }),
    ),
    ...chunks(rows.pageViews).map((values) =>
      db
        .insert(pageViews)
        .values(values)
        .onConflictDoUpdate({
          target: [pageViews.siteId, pageViews.id],
          set: { engagedMs: larger(pageViews.engagedMs) },
        }),
    ),
    ...chunks(rows.intents).map((values) =>
      db.insert(intents).values(values).onConflictDoNothing(),
    ),
    ...chunks(rows.leads).map((values) =>
      db
        .insert(leads)
        .values(values)
        .onConflictDoUpdate({
          target: [leads.siteId, leads.id],
          set: { occurredAt: smaller(leads.occurredAt), receivedAt: smaller(leads.receivedAt) },
        }),
    ),
    ...chunks(rows.submissions).map((values) =>
      db
        .insert(submissions)
        .values(values)
        .onConflictDoUpdate({
          target: [submissions.siteId, submissions.leadId, submissions.status],
          set: { at: smaller(submissions.at), by: firstTeller },
        }),
    ),
    ...chunks(rows.contacts).map((values) =>
      db
        .insert(contacts)
        .values(values)
        .onConflictDoUpdate({
          target: [contacts.siteId, contacts.leadId],
          set: {
            email: added(contacts.email),
            name: added(contacts.name),
            phone: added(contacts.phone),
            company: added(contacts.company),
            message: added(contacts.message),
          },
        }),
    ),
    ...chunks(rows.classifications).map((values) =>
      db.insert(classifications).values(values).onConflictDoNothing(),
    ),
    ...chunks(rows.siteHints).map((values) =>
      db
        .insert(siteHints)
        .values(values)
        .onConflictDoUpdate({
          target: [siteHints.siteId, siteHints.hint],
          set: { lastSeenAt: larger(siteHints.lastSeenAt) },
        }),
    ),
    ...(rows.siteHints.length ? [dropSurplusHints(db, rows.siteHints)] : []),
  ];
}

/** Messages without what people wrote of themselves, which has a table of its own. */
const bodyWithoutContacts = sql`case when instr(${inbox.body}, '"contact":{') then
  json_set(${inbox.body}, '$.events', json((
    select json_group_array(json_remove(value, '$.contact')) from json_each(${inbox.body}, '$.events')
  )))
  else ${inbox.body} end`;

/** Sets a message aside that cannot be projected. */
export async function setAside(db: Database, id: string, failure: string): Promise<void> {
  await db
    .update(inbox)
    .set({ failure })
    .where(and(eq(inbox.id, id), isNull(inbox.projectedAt)));
}

/** Writes what messages became and marks them as projected, all or nothing. */
export async function storeProjection(
  db: Database,
  rows: Projection,
  messages: readonly string[],
  now: number,
): Promise<void> {
  await db.batch([
    db
      .update(inbox)
      .set({ projectedAt: now, body: bodyWithoutContacts })
      .where(inArray(inbox.id, [...messages])),
    ...upserts(db, rows),
  ]);
}
