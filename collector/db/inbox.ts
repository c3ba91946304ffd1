import { and, count, eq, gt, isNull, lte, type SQL, sql } from 'drizzle-orm';
import type { Database } from './database.ts';
import { chunksOf, selectRows } from './rows.ts';
import { cursors, inbox } from './schema.ts';

/** A row of the inbox, before it has its place there. */
export type Message = Omit<typeof inbox.$inferInsert, 'seq' | 'failure'>;
export type InboxRow = typeof inbox.$inferSelect;

/** The one cursor there is: how far the projection followed the inbox. */
export const isProjection = eq(cursors.name, 'projection');

const COLUMNS = [
  ...(['siteId', 'receivedAt', 'body', 'requests', 'refused', 'reason'] as const),
  ...(['label', 'labelBy', 'client', 'contacts', 'queueId'] as const),
].map((name) => inbox[name].name);

/** The values of a message's row, of those columns. */
export type Values = (string | number | null)[];

function jsonOf(value: unknown): string | null {
  return value ? JSON.stringify(value) : null;
}

/** A message as `takeValues` takes it: threads hand each other little that costs less. */
export function valuesOf({
  siteId,
  receivedAt,
  body,
  requests = 1,
  refused = 0,
  reason = '',
  label = '',
  labelBy = '',
  client,
  contacts = null,
  queueId = null,
}: Message): Values {
  const [text, agent] = [jsonOf(body), jsonOf(client)];
  // biome-ignore format: in the order of the columns
  return [
    siteId, receivedAt, text, requests, refused, reason, label, labelBy, agent, contacts, queueId,
  ];
}

const ROW = `(${COLUMNS.map(() => '?')})`;
/** SQLite takes 32,766 values in a statement. */
const ROWS_PER_STATEMENT = 1_000;

/**
 * Keeps messages, all or none; once this returns they are safe. What a queue brings twice is kept
 * once. Each value is bound by itself, past drizzle: of all ways the one that costs least.
 */
export async function takeValues({ $client }: Database, rows: readonly Values[]): Promise<void> {
  const [first, ...more] = chunksOf(rows, ROWS_PER_STATEMENT).map((piece) => ({
    sql: `insert into inbox (${COLUMNS}) values ${piece.map(() => ROW)} on conflict do nothing`,
    args: piece.flat(),
  }));
  if (!first) return;
  if (more.length) await $client.batch([first, ...more], 'write');
  else await $client.execute(first);
}

/** `takeValues` of messages as they are. */
export function takeMessages(db: Database, messages: readonly Message[]): Promise<void> {
  return takeValues(db, messages.map(valuesOf));
}

/** How far the inbox is projected, as a part of a query. */
export function projectedTo(db: Database): SQL {
  const reached = db.select({ seq: cursors.seq }).from(cursors).where(isProjection);
  return sql`coalesce((${reached}), 0)`;
}

/** How far the inbox is projected. */
export async function projectedUpTo(db: Database): Promise<number> {
  const [cursor] = await db.select().from(cursors).where(isProjection);
  return cursor?.seq ?? 0;
}

/** A libSQL server gives no value over 5 MB, and no answer over 10 MB. */
const BYTES_PER_PIECE = 2_000_000;

/** Rows of the inbox that are read at once, and whether there may be more behind them. */
interface Piece {
  condition: SQL | undefined;
  isMore: boolean;
}

/** Bounds rows of the inbox to as many as are read at once: one at least, if there is one. */
export async function pieceOf(
  db: Database,
  condition: SQL | undefined,
  limit: number,
): Promise<Piece | undefined> {
  const { body, contacts } = inbox;
  const bytes = sql`coalesce(octet_length(${body}), 0) + coalesce(octet_length(${contacts}), 0)`;
  const [found] = await db.all<{ last: number | null; rows: number; taken: number }>(
    sql`select max(seq) filter (where before < ${BYTES_PER_PIECE}) as "last",
        count(*) as "rows", count(*) filter (where before < ${BYTES_PER_PIECE}) as "taken" from (
      select seq, sum(bytes) over (order by seq) - bytes as before from (
        select ${inbox.seq} as seq, ${bytes} as bytes from ${inbox}
        where ${condition} order by ${inbox.seq} limit ${limit}))`,
  );
  if (!found?.last) return undefined;
  return {
    condition: and(condition, lte(inbox.seq, found.last)),
    isMore: found.taken < found.rows || found.rows === limit,
  };
}

/** The rows behind one, of all sites, in the order in which they were taken. */
export async function rowsBehind(
  db: Database,
  seq: number,
  limit: number,
): Promise<{ rows: InboxRow[]; isMore: boolean }> {
  const piece = await pieceOf(db, gt(inbox.seq, seq), limit);
  if (!piece) return { rows: [], isMore: false };
  const query = db.select().from(inbox).where(piece.condition);
  const rows = await selectRows(db, inbox, query.getSQL());
  return { rows: rows.sort((a, b) => a.seq - b.seq), isMore: piece.isMore };
}

/** How many rows wait to be projected. */
export async function countWaiting(db: Database): Promise<number> {
  const [found] = await db
    .select({ rows: count() })
    .from(inbox)
    .where(and(gt(inbox.seq, projectedTo(db)), isNull(inbox.failure)));
  return found?.rows ?? 0;
}
