import { and, eq, sql } from 'drizzle-orm';
import type { Scope } from '../domain/scope.ts';
import type { SettingName } from '../domain/setting-words.ts';
import { settingsFrom } from '../domain/settings.ts';
import type { Database } from './database.ts';
import { sites } from './schema.ts';

export async function listSites(scope: Scope, db: Database) {
  const found = await db
    .select()
    .from(sites)
    .where(eq(sites.accountId, scope.accountId))
    .orderBy(sites.id);
  return found.map((site) => ({ ...site, settings: settingsFrom(site.settings) }));
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
