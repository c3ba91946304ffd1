import { and, asc, eq, inArray, isNull, sql } from 'drizzle-orm';
import type { Access } from '../domain/access.ts';
import type { Scope } from '../domain/scope.ts';
import type { StoredMember } from '../domain/tenant-json.ts';
import type { Database } from './database.ts';
import { members, signInLinks, signIns, sites } from './schema.ts';
import { heldBy } from './within.ts';

/** Those who may sign in, in the order in which they were added. */
export async function listMembers(scope: Scope, db: Database): Promise<StoredMember[]> {
  return db
    .select({
      id: members.id,
      site: sites.key,
      access: members.access,
      name: members.name,
      createdAt: members.createdAt,
    })
    .from(members)
    .leftJoin(sites, eq(sites.id, members.siteId))
    .where(and(heldBy(scope, members), isNull(members.removedAt)))
    .orderBy(asc(members.id));
}

/** Lets somebody sign in to all that a scope holds. */
export async function insertMember(
  scope: Scope,
  db: Database,
  member: { id: string; access: Access; name: string; createdAt: number },
): Promise<void> {
  const { accountId, siteId } = scope;
  await db.insert(members).values({ ...member, accountId, siteId: siteId ?? null });
}

/** Ends a membership with all its sign-ins and links. Returns false where there is none. */
export async function removeMember(
  scope: Scope,
  db: Database,
  id: string,
  now: number,
): Promise<boolean> {
  const isIt = and(heldBy(scope, members), eq(members.id, id));
  const own = db.select({ id: members.id }).from(members).where(isIt);
  const [removed] = await db.batch([
    db
      .update(members)
      .set({ removedAt: now })
      .where(and(isIt, isNull(members.removedAt)))
      .returning({ id: members.id }),
    db.delete(signIns).where(inArray(signIns.memberId, own)),
    db.delete(signInLinks).where(inArray(signInLinks.memberId, own)),
  ]);
  return removed.length > 0;
}

/** Keeps a one-time link for a member. Returns false where there is none. */
export async function insertSignInLink(
  scope: Scope,
  db: Database,
  link: { hash: string; memberId: string; expiresAt: number },
): Promise<boolean> {
  const made = await db
    .insert(signInLinks)
    .select(
      db
        .select({
          hash: sql`${link.hash}`.as('hash'),
          memberId: members.id,
          expiresAt: sql`${link.expiresAt}`.as('expires_at'),
          usedAt: sql`null`.as('used_at'),
        })
        .from(members)
        .where(
          and(heldBy(scope, members), eq(members.id, link.memberId), isNull(members.removedAt)),
        ),
    )
    .returning({ hash: signInLinks.hash });
  return made.length > 0;
}
