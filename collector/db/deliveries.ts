import { and, asc, desc, eq, gte, inArray, isNull, lte, or, type SQL, sql } from 'drizzle-orm';
import type { StoredAttempt, StoredDelivery } from '../domain/delivery-log.ts';
import type { Cursor } from '../domain/paging.ts';
import { TRIES_BEFORE_PAUSE } from '../domain/retry.ts';
import type { Scope } from '../domain/scope.ts';
import type { Database } from './database.ts';
import { attempts, deliveries, destinations, sites } from './schema.ts';
import type { RunBatch } from './together.ts';
import { ofScope, within } from './within.ts';

/** A lead, and what is to be told of it to whom. */
export interface ToDeliver {
  siteId: string;
  leadId: string;
  destinationIds: readonly string[];
  /** `lead.routed`, `lead.late`, or a handoff event's kind. */
  what: string;
  newId: () => string;
  now: number;
}

/**
 * Statements, for a batch, that add a delivery to each destination, behind what waits for it there
 * of the same lead.
 */
export function deliveryStatements(
  db: Database,
  { siteId, leadId, destinationIds, what, newId, now }: ToDeliver,
) {
  return destinationIds.map((destinationId) => {
    const earlier = and(
      eq(deliveries.siteId, siteId),
      eq(deliveries.leadId, leadId),
      eq(deliveries.destinationId, destinationId),
    );
    const waiting = sql`case when ${deliveries.state} = 'waiting' then ${deliveries.nextAt} end`;
    return db.run(sql`
      insert into ${deliveries}
        (site_id, id, lead_id, destination_id, what, number, state, next_at, created_at)
      select ${siteId}, ${newId()}, ${leadId}, ${destinationId}, ${what},
        coalesce(max(${deliveries.number}), 0) + 1, 'waiting',
        max(${now}, coalesce(max(${waiting}), 0)), ${now}
      from ${deliveries} where ${earlier}`);
  });
}

/** Whether something may be sent to a destination. */
const isOpen = and(isNull(destinations.pausedAt), isNull(destinations.removedAt));

function isDue(now: number) {
  return and(
    eq(deliveries.state, 'waiting'),
    lte(deliveries.nextAt, now),
    lte(deliveries.leasedUntil, now),
  );
}

/** The destinations for which something is due, of all accounts. */
export async function dueDestinations(
  db: Database,
  now: number,
): Promise<Pick<Receiver, 'id' | 'kind'>[]> {
  const due = db
    .select({ one: sql`1` })
    .from(deliveries)
    .where(and(eq(deliveries.destinationId, destinations.id), isDue(now)));
  return db
    .select({ id: destinations.id, kind: destinations.kind })
    .from(destinations)
    .where(and(isOpen, sql`exists ${due}`))
    .orderBy(asc(destinations.id));
}

export type Leased = Pick<
  typeof deliveries.$inferSelect,
  'siteId' | 'id' | 'leadId' | 'what' | 'number' | 'attempts' | 'createdAt'
>;

/** A destination as it is sent to. */
export type Receiver = typeof destinations.$inferSelect;

/** Who takes deliveries, how many and until when. */
interface Lease {
  lease: string;
  until: number;
  now: number;
  limit: number;
}

/**
 * Takes what is due to a destination, for whoever asks and nobody else until the lease ends: of each
 * lead the first that waits. Nothing where the destination is paused.
 */
export async function leaseDeliveries(
  db: Database,
  run: RunBatch,
  destinationId: string,
  { lease, until, now, limit }: Lease,
): Promise<{ receiver: Receiver; leased: Leased[] } | undefined> {
  const first = sql`not exists (select 1 from ${deliveries} as earlier
    where earlier.site_id = ${deliveries.siteId} and earlier.lead_id = ${deliveries.leadId}
      and earlier.destination_id = ${deliveries.destinationId}
      and earlier.number < ${deliveries.number} and earlier.state = 'waiting')`;
  const open = db
    .select({ id: destinations.id })
    .from(destinations)
    .where(and(eq(destinations.id, destinationId), isOpen));
  const due = db
    .select({ rowid: sql`rowid` })
    .from(deliveries)
    .where(and(inArray(deliveries.destinationId, open), isDue(now), first))
    .orderBy(asc(deliveries.nextAt))
    .limit(limit);
  const { siteId, id, leadId, what, number, attempts: tries, createdAt } = deliveries;
  const [leased, [receiver]] = (await run([
    db
      .update(deliveries)
      .set({ lease, leasedUntil: until })
      .where(inArray(sql`rowid`, due))
      .returning({ siteId, id, leadId, what, number, attempts: tries, createdAt }),
    db.select().from(destinations).where(eq(destinations.id, destinationId)),
  ])) as [Leased[], Receiver[]];
  return receiver && leased.length ? { receiver, leased } : undefined;
}

/** What became of one of them. */
export interface Tried {
  delivery: Leased;
  attempt: Omit<StoredAttempt, 'number'>;
  /** When it is tried again; null where that was the end. */
  nextAt: number | null;
}

function ended({ attempt }: Tried) {
  const { outcome, note, at, ms } = attempt;
  const isDelivered = outcome === 'delivered';
  return {
    state: isDelivered ? ('delivered' as const) : ('dead' as const),
    endedAt: at + ms,
    reason: isDelivered ? '' : note,
  };
}

function triedStatements(db: Database, destinationId: string, lease: string, tried: Tried) {
  const { delivery, attempt, nextAt } = tried;
  const { siteId, id, leadId, number } = delivery;
  const ofDelivery = and(eq(attempts.siteId, siteId), eq(attempts.deliveryId, id));
  const { at, ms, status, outcome, note, request, answer } = attempt;
  const log = db.run(sql`
    insert into ${attempts}
      (site_id, delivery_id, number, at, ms, status, outcome, note, request, answer)
    select ${siteId}, ${id}, coalesce(max(${attempts.number}), 0) + 1, ${at}, ${ms}, ${status},
      ${outcome}, ${note}, ${request}, ${answer}
    from ${attempts} where ${ofDelivery}`);
  const done = db
    .update(deliveries)
    .set({
      attempts: sql`${deliveries.attempts} + 1`,
      ...(nextAt === null ? ended(tried) : { nextAt }),
      ...{ lease: '', leasedUntil: 0 },
    })
    .where(and(eq(deliveries.siteId, siteId), eq(deliveries.id, id), eq(deliveries.lease, lease)));
  if (nextAt === null) return [log, done];
  // Those behind it wait as long, so that nobody looks at them before.
  const behind = db
    .update(deliveries)
    .set({ nextAt: sql`max(${deliveries.nextAt}, ${nextAt})` })
    .where(
      and(
        eq(deliveries.siteId, siteId),
        eq(deliveries.leadId, leadId),
        eq(deliveries.destinationId, destinationId),
        sql`${deliveries.number} > ${number}`,
        eq(deliveries.state, 'waiting'),
      ),
    );
  return [log, done, behind];
}

/**
 * Keeps what became of the deliveries of a lease, all at once, and since when the destination fails.
 * What somebody else took meanwhile, since the lease had ended, is only logged.
 */
export async function recordTries(
  db: Database,
  run: RunBatch,
  destinationId: string,
  lease: string,
  tries: readonly Tried[],
): Promise<void> {
  const [first] = tries;
  if (!first) return;
  const isAlive = tries.some(({ attempt }) => attempt.outcome === 'delivered');
  const failingSince = isAlive
    ? sql`null`
    : sql`coalesce(${destinations.failingSince}, ${first.attempt.at})`;
  const health = db
    .update(destinations)
    .set({ failingSince })
    .where(eq(destinations.id, destinationId));
  const statements = tries.flatMap((one) => triedStatements(db, destinationId, lease, one));
  await run([health, ...statements]);
}

/** Whether a destination has failed often enough since a time for it to count as dead. */
export async function hasFailedOften(
  db: Database,
  destinationId: string,
  since: number,
): Promise<boolean> {
  const failed = or(
    eq(deliveries.state, 'waiting'),
    and(eq(deliveries.state, 'dead'), gte(deliveries.endedAt, since)),
  );
  const [row] = await db
    .select({ tries: sql<number>`coalesce(sum(${deliveries.attempts}), 0)` })
    .from(deliveries)
    .where(and(eq(deliveries.destinationId, destinationId), failed));
  return (row?.tries ?? 0) >= TRIES_BEFORE_PAUSE;
}

const STORED = {
  id: deliveries.id,
  leadId: deliveries.leadId,
  destinationId: deliveries.destinationId,
  destination: destinations.name,
  site: sites.key,
  what: deliveries.what,
  number: deliveries.number,
  state: deliveries.state,
  nextAt: deliveries.nextAt,
  attempts: deliveries.attempts,
  createdAt: deliveries.createdAt,
  endedAt: deliveries.endedAt,
  reason: deliveries.reason,
};

function select(db: Database) {
  return db
    .select(STORED)
    .from(deliveries)
    .innerJoin(sites, eq(sites.id, deliveries.siteId))
    .innerJoin(destinations, eq(destinations.id, deliveries.destinationId))
    .$dynamic();
}

/** Which deliveries are listed. */
export interface ListedDeliveries {
  lead?: string | undefined;
  destination?: string | undefined;
  state?: StoredDelivery['state'] | undefined;
  after?: Cursor | undefined;
  limit: number;
}

/** The newest first, behind the cursor. */
export async function listDeliveries(
  scope: Scope,
  db: Database,
  { lead, destination, state, after, limit }: ListedDeliveries,
): Promise<StoredDelivery[]> {
  const { createdAt, id } = deliveries;
  return select(db)
    .where(
      and(
        within(scope),
        lead === undefined ? undefined : eq(deliveries.leadId, lead),
        destination === undefined ? undefined : eq(deliveries.destinationId, destination),
        state && eq(deliveries.state, state),
        after && sql`(${createdAt}, ${id}) < (${after.receivedAt}, ${after.id})`,
      ),
    )
    .orderBy(desc(createdAt), desc(id))
    .limit(limit);
}

/** A delivery with its tries, the oldest first. */
export async function deliveryById(
  scope: Scope,
  db: Database,
  id: string,
): Promise<{ delivery: StoredDelivery; attempts: StoredAttempt[] } | undefined> {
  const [delivery] = await select(db)
    .where(and(within(scope), eq(deliveries.id, id)))
    .limit(1);
  if (!delivery) return undefined;
  const rows = await db
    .select()
    .from(attempts)
    .where(and(ofScope(scope, db, attempts.siteId), eq(attempts.deliveryId, id)))
    .orderBy(asc(attempts.number));
  return {
    delivery,
    attempts: rows.map(({ siteId: _site, deliveryId: _delivery, ...attempt }) => attempt),
  };
}

/** Which deliveries are sent again: one, whatever became of it, or dead ones by when they ended. */
export type ToReplay =
  | { id: string }
  | { from: number; to?: number | undefined; destination?: string | undefined };

function isReplayed(which: ToReplay): SQL | undefined {
  if ('id' in which) return eq(deliveries.id, which.id);
  const { from, to, destination } = which;
  return and(
    eq(deliveries.state, 'dead'),
    gte(deliveries.endedAt, from),
    to === undefined ? undefined : lte(deliveries.endedAt, to),
    destination === undefined ? undefined : eq(deliveries.destinationId, destination),
  );
}

/** Lets deliveries wait again, with all their tries before them. Returns how many. */
export async function replayDeliveries(
  scope: Scope,
  db: Database,
  which: ToReplay,
  now: number,
): Promise<number> {
  const { rowsAffected } = await db
    .update(deliveries)
    .set({
      ...{ state: 'waiting', nextAt: now, attempts: 0, endedAt: null, reason: '' },
      ...{ lease: '', leasedUntil: 0 },
    })
    .where(and(ofScope(scope, db, deliveries.siteId), isReplayed(which)));
  return rowsAffected;
}
