import { and, asc, eq, inArray, isNull, or, sql } from 'drizzle-orm';
import type { StoredDestination } from '../domain/destination-request.ts';
import type { Scope } from '../domain/scope.ts';
import type { Database } from './database.ts';
import { deliveries, destinations, notices, sites } from './schema.ts';
import { heldBy, ofScope } from './within.ts';

const SHOWN = {
  id: destinations.id,
  site: sites.key,
  kind: destinations.kind,
  name: destinations.name,
  settings: destinations.settings,
  acceptsTests: destinations.acceptsTests,
  createdAt: destinations.createdAt,
  failingSince: destinations.failingSince,
  pausedAt: destinations.pausedAt,
  pausedWhy: destinations.pausedWhy,
};

function isThere(scope: Scope) {
  return and(heldBy(scope, destinations), isNull(destinations.removedAt));
}

/** Where leads are sent; those that were removed no more. */
export async function listDestinations(scope: Scope, db: Database): Promise<StoredDestination[]> {
  return db
    .select(SHOWN)
    .from(destinations)
    .leftJoin(sites, eq(sites.id, destinations.siteId))
    .where(isThere(scope))
    .orderBy(asc(destinations.createdAt), asc(destinations.id));
}

/** One of them, with its secrets, sealed. */
export async function destinationById(scope: Scope, db: Database, id: string) {
  const [found] = await db
    .select({ ...SHOWN, siteId: destinations.siteId, secrets: destinations.secrets })
    .from(destinations)
    .leftJoin(sites, eq(sites.id, destinations.siteId))
    .where(and(isThere(scope), eq(destinations.id, id)))
    .limit(1);
  return found;
}

/** The destinations that leads of a site go to: its own, and those of its account. */
export async function destinationsOf(
  scope: Scope,
  db: Database,
  siteId: string,
): Promise<{ id: string; kind: string; acceptsTests: boolean }[]> {
  const { id, kind, acceptsTests } = destinations;
  return db
    .select({ id, kind, acceptsTests })
    .from(destinations)
    .where(
      and(
        eq(destinations.accountId, scope.accountId),
        ofScope(scope, db, sql`${siteId}`),
        or(isNull(destinations.siteId), eq(destinations.siteId, siteId)),
        isNull(destinations.removedAt),
      ),
    )
    .orderBy(asc(destinations.id));
}

/** Those of an account by which people are told of something by mail, with their secrets, sealed. */
export async function mailDestinations(scope: Scope, db: Database) {
  const { id, settings, secrets } = destinations;
  return db
    .select({ id, settings, secrets })
    .from(destinations)
    .where(and(isThere(scope), eq(destinations.kind, 'mail'), isNull(destinations.pausedAt)))
    .orderBy(asc(destinations.id));
}

/** Adds a destination for all that a scope holds. */
export async function insertDestination(
  scope: Scope,
  db: Database,
  destination: {
    id: string;
    kind: string;
    name: string;
    settings: object;
    secrets: string;
    acceptsTests: boolean;
    createdAt: number;
  },
): Promise<void> {
  const { accountId, siteId } = scope;
  await db.insert(destinations).values({ ...destination, accountId, siteId: siteId ?? null });
}

/** Changes what is said of a destination. Returns false where there is none. */
export async function changeDestination(
  scope: Scope,
  db: Database,
  id: string,
  changes: Partial<
    Pick<typeof destinations.$inferInsert, 'name' | 'settings' | 'secrets' | 'acceptsTests'>
  >,
): Promise<boolean> {
  const changed = await db
    .update(destinations)
    .set({ ...changes, id })
    .where(and(isThere(scope), eq(destinations.id, id)))
    .returning({ id: destinations.id });
  return changed.length > 0;
}

/** Ends a destination, and what waits for it. Its secrets go with it. */
export async function removeDestination(
  scope: Scope,
  db: Database,
  id: string,
  now: number,
): Promise<boolean> {
  const isIt = and(heldBy(scope, destinations), eq(destinations.id, id));
  const it = db.select({ id: destinations.id }).from(destinations).where(isIt);
  const [removed] = await db.batch([
    db
      .update(destinations)
      .set({ removedAt: now, secrets: '' })
      .where(and(isIt, isNull(destinations.removedAt)))
      .returning({ id: destinations.id }),
    db
      .update(deliveries)
      .set({ state: 'dead', endedAt: now, reason: 'The destination was removed' })
      .where(and(inArray(deliveries.destinationId, it), eq(deliveries.state, 'waiting'))),
  ]);
  return removed.length > 0;
}

/** Lets a paused destination have what waits for it, and begins to count its failures anew. */
export async function resumeDestination(scope: Scope, db: Database, id: string): Promise<boolean> {
  const resumed = await db
    .update(destinations)
    .set({ pausedAt: null, pausedWhy: '', failingSince: null })
    .where(and(isThere(scope), eq(destinations.id, id)))
    .returning({ id: destinations.id });
  return resumed.length > 0;
}

/** Pauses a destination, once, and leaves a notice of it. Returns false where it was paused before. */
export async function pauseDestination(
  scope: Scope,
  db: Database,
  destination: { id: string; siteId: string | null },
  notice: { id: string; text: string; at: number },
): Promise<boolean> {
  const { id, siteId } = destination;
  const { text, at } = notice;
  const paused = await db
    .update(destinations)
    .set({ pausedAt: at, pausedWhy: text })
    .where(and(isThere(scope), eq(destinations.id, id), isNull(destinations.pausedAt)))
    .returning({ id: destinations.id });
  if (!paused.length) return false;
  const { accountId } = scope;
  await db.insert(notices).values({ ...notice, accountId, siteId, kind: 'destination_paused' });
  return true;
}
