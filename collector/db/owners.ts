import { and, asc, eq, isNull, or, type SQL, sql } from 'drizzle-orm';
import { calendarFrom } from '../domain/business-time.ts';
import type { Owner, OwnerChange, StoredOwner } from '../domain/owner.ts';
import type { Load } from '../domain/routing.ts';
import { OPEN_STAGES } from '../domain/routing-names.ts';
import type { Scope } from '../domain/scope.ts';
import { among } from './among.ts';
import type { Database } from './database.ts';
import { assignments, leadStates, owners, sites } from './schema.ts';
import { heldBy, ofScope } from './within.ts';

/** Those whom leads may be routed to, in the order in which they were added. */
export async function listOwners(scope: Scope, db: Database): Promise<StoredOwner[]> {
  const { id, kind, name, calendar, email, memberId, createdAt } = owners;
  const rows = await db
    .select({ id, kind, name, calendar, email, memberId, createdAt, site: sites.key })
    .from(owners)
    .leftJoin(sites, eq(sites.id, owners.siteId))
    .where(and(heldBy(scope, owners), isNull(owners.removedAt)))
    .orderBy(asc(owners.id));
  return rows.map((row) => ({ ...row, calendar: calendarFrom(row.calendar) }));
}

/** Adds one for all that a scope holds. */
export async function insertOwner(
  scope: Scope,
  db: Database,
  owner: Omit<typeof owners.$inferInsert, 'accountId' | 'siteId'>,
): Promise<void> {
  const { accountId, siteId } = scope;
  await db.insert(owners).values({ ...owner, accountId, siteId: siteId ?? null });
}

function isThere(scope: Scope, id: string): SQL | undefined {
  return and(heldBy(scope, owners), eq(owners.id, id), isNull(owners.removedAt));
}

/** Changes what is said of one. Returns false where there is none. */
export async function changeOwner(
  scope: Scope,
  db: Database,
  id: string,
  { member, ...change }: OwnerChange,
): Promise<boolean> {
  const changed = await db
    .update(owners)
    // Who changes nothing is told, all the same, whether there is one.
    .set({ id, ...change, ...(member !== undefined && { memberId: member }) })
    .where(isThere(scope, id))
    .returning({ id: owners.id });
  return changed.length > 0;
}

/** Nothing is routed to him from now on; what is his stays. Returns false where there is none. */
export async function removeOwner(
  scope: Scope,
  db: Database,
  id: string,
  now: number,
): Promise<boolean> {
  const removed = await db
    .update(owners)
    .set({ removedAt: now })
    .where(isThere(scope, id))
    .returning({ id: owners.id });
  return removed.length > 0;
}

/** Whom the leads of a site may be routed to: its own owners, and those of the whole account. */
export async function ownersFor(scope: Required<Scope>, db: Database): Promise<Owner[]> {
  const { accountId, siteId } = scope;
  const { id, kind, name, calendar } = owners;
  const rows = await db
    .select({ id, kind, name, calendar })
    .from(owners)
    .where(
      and(
        eq(owners.accountId, accountId),
        or(isNull(owners.siteId), eq(owners.siteId, siteId)),
        isNull(owners.removedAt),
      ),
    );
  return rows.map((row) => ({ ...row, calendar: calendarFrom(row.calendar) }));
}

/** How much owners have, on the sites of a scope; open leads are counted of those alone who are asked by load. */
export async function loadsOf(
  scope: Scope,
  db: Database,
  { inPools, byLoad }: { inPools: readonly string[]; byLoad: readonly string[] },
): Promise<Map<string, Load>> {
  // The plus keeps the database to the owner's index: by the stage it would read everybody's.
  const open = sql`(select count(*) from ${leadStates}
    where ${ofScope(scope, db, leadStates.siteId)} and ${leadStates.ownerId} = ${owners.id}
      and ${among(sql`+${leadStates.stage}`, OPEN_STAGES)})`;
  // Of two at one time the later written; a table's rows have their numbers in that order.
  const lastTurn = sql`(select ${assignments}.rowid from ${assignments}
    where ${assignments.ownerId} = ${owners.id}
    order by ${assignments.at} desc, ${assignments}.rowid desc limit 1)`;
  const rows = await db
    .select({
      id: owners.id,
      open: sql`case when ${among(owners.id, byLoad)} then ${open} else 0 end`.mapWith(Number),
      lastTurn: sql`coalesce(${lastTurn}, 0)`.mapWith(Number),
    })
    .from(owners)
    .where(and(eq(owners.accountId, scope.accountId), among(owners.id, inPools)));
  return new Map(rows.map(({ id, ...load }) => [id, load]));
}
