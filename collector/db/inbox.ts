import { and, count, eq, gt, isNull, lte, type SQL, sql } from 'drizzle-orm';
import type { Database } from './database.ts';
import { insertRows, selectRows } from './rows.ts';
import { cursors, inbox } from './schema.ts';

/** A row of the inbox, before it has its place there. */
export type Message = Omit<typeof inbox.$inferInsert, 'seq' | 'failure'>;
export type InboxRow = typeof inbox.$inferSelect;

/** The one cursor there is: how far the projection followed the inbox. */
export const isProjection = eq(cursors.name, 'projection');

/**
 * Keeps messages, all or none; once this returns they are safe. What a queue brings twice is kept
 * once.
 */
export async function takeMessages(db: Database, messages: readonly Message[]): Promise<void> {
  const [first, ...more] = insertRows(
    db,
    inbox,
    messages.map(
      ({
        siteId,
        receivedAt,
        body = null,
        requests = 1,
        refused = 0,
        reason = '',
        label = '',
        labelBy = '',
        client = null,
        contacts = null,
        queueId = null,
      }) => ({
        ...{ siteId, receivedAt, body, requests, refused, reason },
        ...{ label, labelBy, client, contacts, queueId },
      }),
    ),
  );
  if (!first) return;
  if (more.length) await db.batch([first, ...more]);
  else await first;
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
