import { insertMember, listMembers } from '../db/members.ts';
import { createAccount, createFirstAccount, FIRST_ACCOUNT, listAccounts } from '../db/setup.ts';
import {
  addOrigin,
  dropSetting,
  insertSite,
  listSites,
  putSetting,
  replaceSiteKey,
  retiredKeysOf,
} from '../db/sites.ts';
import type { Access } from '../domain/access.ts';
import type { Scope } from '../domain/scope.ts';
import type { SettingName } from '../domain/setting-words.ts';
import type { Settings } from '../domain/settings.ts';
import { makeSignInLink, newSiteKey } from '../jobs/grant.ts';
import { hashOf, newSecret } from '../secrets/token.ts';
import { type Home, newId } from './home.ts';
import { UserError } from './user-error.ts';

/** The account that the person at this machine works with: he is its admin. */
export interface LocalAccount {
  scope: Scope;
  /** The admin who has been there the longest; nobody, where all were removed. */
  memberId: string | undefined;
}

/** One of its sites. */
export interface LocalSite {
  id: string;
  key: string;
  name: string;
  origins: string[];
  settings: Settings;
}

/** The account, member and site that the person at this machine works with. */
export interface Local extends LocalAccount {
  site: LocalSite;
}

export async function localAccount({ db }: Home, accountId: string): Promise<LocalAccount> {
  const scope = { accountId };
  const members = await listMembers(scope, db);
  const admin = members.find(({ access, site }) => access === 'admin' && site === null);
  return { scope, memberId: admin?.id };
}

/** What is there: the first account and its first site. */
async function local(home: Home): Promise<Local | undefined> {
  const [first] = await listAccounts(home.db);
  if (!first) return undefined;
  const account = await localAccount(home, first.id);
  const [site] = await listSites(account.scope, home.db);
  return site && { ...account, site };
}

/** What the first account and its site are called. */
export interface FirstNames {
  name?: string;
  siteName?: string;
}

/** What is there, or an account, a site and a key, which is shown this once. */
export async function setUp(
  home: Home,
  origins: string[] = [],
  names: FirstNames = {},
): Promise<Local & { newKey?: string }> {
  const there = await local(home);
  if (there) return there;
  const newKey = newSecret();
  try {
    await createFirstAccount(home.db, {
      ...names,
      accountId: FIRST_ACCOUNT,
      memberId: newId(),
      siteId: newId(),
      siteKey: newSiteKey(),
      keyHash: await hashOf(newKey),
      origins,
      now: home.deps.now(),
    });
  } catch (error) {
    // Another process was first: its account it is.
    const made = await local(home);
    if (made) return made;
    throw error;
  }
  const made = await local(home);
  if (!made) throw new Error('The account that was made is not there.');
  return { ...made, newKey };
}

/** One more account, with its admin. Returns its id. */
export async function addAccount(home: Home, name: string): Promise<string> {
  const accountId = newId();
  await createAccount(home.db, { accountId, memberId: newId(), name, now: home.deps.now() });
  return accountId;
}

/** One more site. Returns its key. */
export async function addSite(
  home: Home,
  { scope }: LocalAccount,
  name: string,
  origins: string[],
): Promise<string> {
  const key = newSiteKey();
  const createdAt = home.deps.now();
  await insertSite(scope, home.db, { id: newId(), key, name, origins, createdAt });
  return key;
}

/** Gives a site another key. Returns it. */
export async function rotateSiteKey(home: Home, { scope, site }: Local): Promise<string> {
  const key = newSiteKey();
  await replaceSiteKey({ ...scope, siteId: site.id }, home.db, key);
  return key;
}

/** The sites of an account, each with the keys that it had before and that still stand for it. */
export async function sitesWithOldKeys(home: Home, { scope }: LocalAccount) {
  const [sites, retired] = await Promise.all([
    listSites(scope, home.db),
    retiredKeysOf(scope, home.db),
  ]);
  return sites.map((site) => ({
    ...site,
    oldKeys: retired.filter(({ siteId }) => siteId === site.id).map(({ key }) => key),
  }));
}

/** Lets a site collect from one more origin. */
export async function allowOrigin(home: Home, { scope, site }: Local, origin: string) {
  await addOrigin({ ...scope, siteId: site.id }, home.db, origin);
}

/** Sets a setting of a site; without a value it is as if it never was set. */
export async function changeSetting(
  home: Home,
  { scope, site }: Local,
  name: SettingName,
  value?: unknown,
) {
  const within = { ...scope, siteId: site.id };
  if (value === undefined) await dropSetting(within, home.db, name);
  else await putSetting(within, home.db, name, value);
}

/** Somebody who may sign in to all that a scope holds. Returns his id. */
export async function addMember(
  home: Home,
  scope: Scope,
  member: { name: string; access: Access },
): Promise<string> {
  const id = newId();
  await insertMember(scope, home.db, { ...member, id, createdAt: home.deps.now() });
  return id;
}

/** A one-time link to the dashboard, valid for a day. */
export async function signInLink(
  home: Home,
  { scope, memberId }: LocalAccount,
  url: string,
): Promise<string> {
  const link = memberId && (await makeSignInLink(scope, home.deps, memberId, url));
  if (link) return link.url;
  throw new UserError(
    memberId
      ? `No member of this account has the id ${memberId}. See who there is: waybill members list`
      : 'This account has no admin any more. Make one: waybill members add NAME --access admin',
  );
}
