import { and, asc, eq, inArray, isNull, sql } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';
import type { Projection, Taken } from '../domain/projection.ts';
import type { Scope } from '../domain/scope.ts';
import type { Database } from './database.ts';
import { classifications, inbox, intents, leads, pageViews, sessions } from './schema.ts';

/** SQLite allows 32,766 parameters in a statement; the widest table has 21 columns. */
const ROWS_PER_STATEMENT = 500;

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

/** The further of two statuses: blocked, submitted, accepted happen to sort otherwise. */
const furtherStatus = sql`case when ${leads.status} = 'blocked' or ${excluded(leads.status)} = 'accepted'
  then ${excluded(leads.status)} else ${leads.status} end`;

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
            touch: sql`coalesce(${sessions.touch}, ${excluded(sessions.touch)})`,
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
          set: { status: furtherStatus },
        }),
    ),
    ...chunks(rows.classifications).map((values) =>
      db.insert(classifications).values(values).onConflictDoNothing(),
    ),
  ];
}

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
      .set({ projectedAt: now })
      .where(inArray(inbox.id, [...messages])),
    ...upserts(db, rows),
  ]);
}
