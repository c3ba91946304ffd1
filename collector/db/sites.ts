import { and, asc, eq, exists, isNull, sql } from 'drizzle-orm';
import type { Scope } from '../domain/scope.ts';
import type { SettingName } from '../domain/setting-words.ts';
import { type Settings, settingsFrom } from '../domain/settings.ts';
import type { Database } from './database.ts';
import { retiredSiteKeys, sites } from './schema.ts';
import { within } from './within.ts';

export async function listSites(scope: Scope, db: Database) {
  const found = await db.select().from(sites).where(within(scope)).orderBy(asc(sites.id));
  return found.map((site) => ({ ...site, settings: settingsFrom(site.settings) }));
}

/** Every site with its settings, for the collector itself. */
export async function sitesWithSettings(
  db: Database,
): Promise<{ scope: Required<Scope>; settings: Settings }[]> {
  const rows = await db.select().from(sites).orderBy(sites.id);
  return rows.map(({ id, accountId, settings }) => ({
    scope: { accountId, siteId: id },
    settings: settingsFrom(settings),
  }));
}

/** The scope of one site of a scope, by its key. */
export async function scopeOfSite(
  scope: Scope,
  db: Database,
  key: string,
): Promise<Required<Scope> | undefined> {
  const [site] = await db
    .select({ accountId: sites.accountId, siteId: sites.id })
    .from(sites)
    .where(and(within(scope), eq(sites.key, key)))
    .limit(1);
  return site;
}

/** Adds a site to an account. */
export async function insertSite(
  scope: Scope,
  db: Database,
  site: { id: string; key: string; name: string; origins: string[]; createdAt: number },
): Promise<void> {
  await db.insert(sites).values({ ...site, accountId: scope.accountId });
}

/** The keys that sites had before and that still stand for them. */
export async function retiredKeysOf(
  scope: Scope,
  db: Database,
): Promise<{ siteId: string; key: string }[]> {
  return db
    .select({ siteId: retiredSiteKeys.siteId, key: retiredSiteKeys.key })
    .from(retiredSiteKeys)
    .innerJoin(sites, eq(sites.id, retiredSiteKeys.siteId))
    .where(and(within(scope), isNull(retiredSiteKeys.expiresAt)))
    .orderBy(asc(retiredSiteKeys.key));
}

function isSite(scope: Required<Scope>) {
  return and(eq(sites.accountId, scope.accountId), eq(sites.id, scope.siteId));
}

/** Lets a site collect from one more origin; in one statement, so that two callers lose none. */
export async function addOrigin(
  scope: Required<Scope>,
  db: Database,
  origin: string,
): Promise<void> {
  await db
    .update(sites)
    .set({ origins: sql`json_insert(${sites.origins}, '$[#]', ${origin})` })
    .where(
      and(
        isSite(scope),
        sql`not exists (select 1 from json_each(${sites.origins}) where value = ${origin})`,
      ),
    );
}

/** Sets one setting of a site and leaves the others as they are, also those of another version. */
export async function putSetting(
  scope: Required<Scope>,
  db: Database,
  name: SettingName,
  value: unknown,
): Promise<void> {
  const json = JSON.stringify(value);
  await db
    .update(sites)
    .set({ settings: sql`json_set(${sites.settings}, ${`$.${name}`}, json(${json}))` })
    .where(isSite(scope));
}

export async function dropSetting(
  scope: Required<Scope>,
  db: Database,
  name: SettingName,
): Promise<void> {
  await db
    .update(sites)
    .set({ settings: sql`json_remove(${sites.settings}, ${`$.${name}`})` })
    .where(isSite(scope));
}

/** Gives a site another key. The one that it had stands for it until it is revoked. */
export async function replaceSiteKey(
  scope: Required<Scope>,
  db: Database,
  key: string,
): Promise<void> {
  const old = db
    .select({ key: sites.key, siteId: sites.id, expiresAt: sql`null`.as('expires_at') })
    .from(sites)
    .where(isSite(scope));
  await db.batch([
    db.insert(retiredSiteKeys).select(old),
    db.update(sites).set({ key }).where(isSite(scope)),
  ]);
}

/** Ends a key that was replaced. Returns false where no site has had it, or it was ended before. */
export async function revokeSiteKey(
  scope: Scope,
  db: Database,
  key: string,
  now: number,
): Promise<boolean> {
  const own = db
    .select({ id: sites.id })
    .from(sites)
    .where(and(within(scope), eq(sites.id, retiredSiteKeys.siteId)));
  const revoked = await db
    .update(retiredSiteKeys)
    .set({ expiresAt: now })
    .where(and(eq(retiredSiteKeys.key, key), isNull(retiredSiteKeys.expiresAt), exists(own)))
    .returning({ key: retiredSiteKeys.key });
  return revoked.length > 0;
}
