import { and, eq, exists, gt, isNull, or } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';
import type { Access } from '../domain/access.ts';
import type { Scope } from '../domain/scope.ts';
import { type Settings, settingsFrom } from '../domain/settings.ts';
import type { Database } from './database.ts';
import { keys, members, retiredSiteKeys, signInLinks, signIns, sites } from './schema.ts';

/*
 * The only queries of a request that run without a scope: they find out whose it is. What was
 * revoked, removed or is too old is left out here, at every request.
 */

/** What a site's public key stands for. */
export interface Site {
  scope: Required<Scope>;
  /** The newest, also where an older one was asked for. */
  key: string;
  name: string;
  origins: string[];
  settings: Settings;
}

/** Who asks, and what he may. */
export interface CallerRow {
  scope: Scope;
  access: Access;
}

/** Whether a time that may be none is still to come. */
function isAhead(column: SQLiteColumn, now: number) {
  return or(isNull(column), gt(column, now));
}

function callerFrom(row: { accountId: string; siteId: string | null; access: Access }): CallerRow {
  const { accountId, siteId, access } = row;
  return { scope: { accountId, ...(siteId !== null && { siteId }) }, access };
}

/** The site of a key, by the one that it has or by one that was replaced and not yet revoked. */
export async function siteByKey(db: Database, key: string, now: number): Promise<Site | undefined> {
  const retired = db
    .select({ siteId: retiredSiteKeys.siteId })
    .from(retiredSiteKeys)
    .where(and(eq(retiredSiteKeys.key, key), isAhead(retiredSiteKeys.expiresAt, now)));
  const [site] = await db
    .select()
    .from(sites)
    .where(or(eq(sites.key, key), eq(sites.id, retired)))
    .limit(1);
  if (!site) return undefined;
  const scope = { accountId: site.accountId, siteId: site.id };
  const { key: newest, name, origins } = site;
  return { scope, key: newest, name, origins, settings: settingsFrom(site.settings) };
}

/** The scope of a site, by its id: a link that we signed names it. */
export async function scopeOfSiteId(
  db: Database,
  id: string,
): Promise<Required<Scope> | undefined> {
  const [site] = await db
    .select({ accountId: sites.accountId, siteId: sites.id })
    .from(sites)
    .where(eq(sites.id, id))
    .limit(1);
  return site;
}

/** Who brings a secret key, by its hash. */
export async function callerOfKey(
  db: Database,
  hash: string,
  now: number,
): Promise<CallerRow | undefined> {
  const [key] = await db
    .select({ accountId: keys.accountId, siteId: keys.siteId, access: keys.access })
    .from(keys)
    .where(and(eq(keys.hash, hash), isNull(keys.revokedAt), isAhead(keys.expiresAt, now)))
    .limit(1);
  return key && callerFrom(key);
}

/** Who is signed in. */
export interface Member {
  id: string;
  name: string;
}

/** A member who is signed in, by the hash of his sign-in. */
export async function callerOfSignIn(
  db: Database,
  hash: string,
  now: number,
): Promise<(CallerRow & { member: Member }) | undefined> {
  const [member] = await db
    .select({
      accountId: members.accountId,
      siteId: members.siteId,
      access: members.access,
      id: members.id,
      name: members.name,
    })
    .from(signIns)
    .innerJoin(members, eq(members.id, signIns.memberId))
    .where(and(eq(signIns.hash, hash), gt(signIns.expiresAt, now), isNull(members.removedAt)))
    .limit(1);
  return member && { ...callerFrom(member), member: { id: member.id, name: member.name } };
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
  const stays = db
    .select({ id: members.id })
    .from(members)
    .where(and(eq(members.id, signInLinks.memberId), isNull(members.removedAt)));
  const spent = await db
    .update(signInLinks)
    .set({ usedAt: link.now })
    .where(
      and(
        eq(signInLinks.hash, link.hash),
        isNull(signInLinks.usedAt),
        gt(signInLinks.expiresAt, link.now),
        exists(stays),
      ),
    )
    .returning({ memberId: signInLinks.memberId });
  const memberId = spent[0]?.memberId;
  if (!memberId) return false;
  await db.insert(signIns).values({ ...signIn, memberId });
  return true;
}

export async function endSignIn(db: Database, hash: string): Promise<void> {
  await db.delete(signIns).where(eq(signIns.hash, hash));
}
