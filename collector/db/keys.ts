import { and, asc, eq, gt, isNull, or, sql } from 'drizzle-orm';
import type { Access } from '../domain/access.ts';
import type { Scope } from '../domain/scope.ts';
import { KEY_ID_CHARS, type StoredKey } from '../domain/tenant-json.ts';
import type { Database } from './database.ts';
import { keys, sites } from './schema.ts';
import { heldBy } from './within.ts';

/** How a hash begins: what people call a key by. */
const id = sql<string>`substr(${keys.hash}, 1, ${KEY_ID_CHARS})`;

export async function listKeys(scope: Scope, db: Database): Promise<StoredKey[]> {
  return db
    .select({
      id,
      site: sites.key,
      access: keys.access,
      name: keys.name,
      createdAt: keys.createdAt,
      expiresAt: keys.expiresAt,
      revokedAt: keys.revokedAt,
    })
    .from(keys)
    .leftJoin(sites, eq(sites.id, keys.siteId))
    .where(heldBy(scope, keys))
    .orderBy(asc(keys.createdAt), asc(keys.hash));
}

/** Keeps a key for all that a scope holds. */
export async function insertKey(
  scope: Scope,
  db: Database,
  key: {
    hash: string;
    access: Access;
    name: string;
    createdAt: number;
    expiresAt: number | null;
  },
): Promise<void> {
  const { accountId, siteId } = scope;
  await db.insert(keys).values({ ...key, accountId, siteId: siteId ?? null });
}

/**
 * Puts a key beside another that may the same, for as long as that was made for, and lets the other
 * one expire. Returns false where there is no such key that works.
 */
export async function replaceKey(
  scope: Scope,
  db: Database,
  old: { id: string; expiresAt: number },
  key: { hash: string; createdAt: number },
): Promise<boolean> {
  const isOld = and(heldBy(scope, keys), eq(id, old.id));
  const works = and(
    isNull(keys.revokedAt),
    or(isNull(keys.expiresAt), gt(keys.expiresAt, key.createdAt)),
  );
  const successor = db
    .select({
      hash: sql`${key.hash}`.as('hash'),
      accountId: keys.accountId,
      siteId: keys.siteId,
      access: keys.access,
      name: keys.name,
      createdAt: sql`${key.createdAt}`.as('created_at'),
      // Of null it is null.
      expiresAt: sql`${key.createdAt} + ${keys.expiresAt} - ${keys.createdAt}`.as('expires_at'),
      revokedAt: keys.revokedAt,
    })
    .from(keys)
    .where(and(isOld, works));
  const [made] = await db.batch([
    db.insert(keys).select(successor).returning({ hash: keys.hash }),
    db
      .update(keys)
      .set({ expiresAt: sql`min(coalesce(${keys.expiresAt}, ${old.expiresAt}), ${old.expiresAt})` })
      .where(isOld),
  ]);
  return made.length > 0;
}

/** Ends a key, or leaves it ended. Returns false where there is none. */
export async function revokeKey(
  scope: Scope,
  db: Database,
  keyId: string,
  now: number,
): Promise<boolean> {
  const revoked = await db
    .update(keys)
    .set({ revokedAt: sql`coalesce(${keys.revokedAt}, ${now})` })
    .where(and(heldBy(scope, keys), eq(id, keyId)))
    .returning({ hash: keys.hash });
  return revoked.length > 0;
}
