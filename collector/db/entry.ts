import { and, eq, gt, isNull, lt } from 'drizzle-orm';
import type { Scope } from '../domain/scope.ts';
import { type Settings, settingsFrom } from '../domain/settings.ts';
import type { Database } from './database.ts';
import { keys, members, signInLinks, signIns, sites } from './schema.ts';

/*
 * The only queries of a request that run without a scope: they find out whose it is.
 */

/** What a site's public key stands for. */
export interface Site {
  scope: Required<Scope>;
  key: string;
  name: string;
  origins: string[];
  settings: Settings;
}

export async function siteByKey(db: Database, key: string): Promise<Site | undefined> {
  const [site] = await db.select().from(sites).where(eq(sites.key, key)).limit(1);
  if (!site) return undefined;
  const scope = { accountId: site.accountId, siteId: site.id };
  const { name, origins } = site;
  return { scope, key, name, origins, settings: settingsFrom(site.settings) };
}

/** The scope of a secret key, by its hash. */
export async function scopeOfKey(db: Database, hash: string): Promise<Scope | undefined> {
  const [key] = await db.select().from(keys).where(eq(keys.hash, hash)).limit(1);
  return key && { accountId: key.accountId };
}

/** The scope of a signed-in member, by the hash of his sign-in. */
export async function scopeOfSignIn(
  db: Database,
  hash: string,
  now: number,
): Promise<Scope | undefined> {
  const [member] = await db
    .select({ accountId: members.accountId })
    .from(signIns)
    .innerJoin(members, eq(members.id, signIns.memberId))
    .where(and(eq(signIns.hash, hash), gt(signIns.expiresAt, now)))
    .limit(1);
  return member;
}

/**
 * Spends a one-time link and signs its member in, in one statement each; of two callers with the
 * same link one gets `true`.
 */
export async function spendLink(
  db: Database,
  link: { hash: string; now: number },
  signIn: { hash: string; expiresAt: number },
): Promise<boolean> {
  const spent = await db
    .update(signInLinks)
    .set({ usedAt: link.now })
    .where(
      and(
        eq(signInLinks.hash, link.hash),
        isNull(signInLinks.usedAt),
        gt(signInLinks.expiresAt, link.now),
      ),
    )
    .returning({ memberId: signInLinks.memberId });
  const memberId = spent[0]?.memberId;
  if (!memberId) return false;
  await db.batch([
    db.insert(signIns).values({ ...signIn, memberId }),
    db.delete(signIns).where(lt(signIns.expiresAt, link.now)),
  ]);
  return true;
}

export async function endSignIn(db: Database, hash: string): Promise<void> {
  await db.delete(signIns).where(eq(signIns.hash, hash));
}
