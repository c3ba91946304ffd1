import {
  createFirstAccount,
  FIRST_ACCOUNT,
  firstAccount,
  insertKey,
  insertSignInLink,
} from '../db/setup.ts';
import { addOrigin, dropSetting, listSites, putSetting } from '../db/sites.ts';
import type { Scope } from '../domain/scope.ts';
import type { SettingName } from '../domain/setting-words.ts';
import { type Settings, settingsFrom } from '../domain/settings.ts';
import { hashOf, newSecret } from '../secrets/token.ts';
import { type Home, newId } from './home.ts';

const LINK_VALID_MS = 24 * 3_600_000;

/** The account, member and site that the person at this machine works with. */
export interface Local {
  scope: Scope;
  memberId: string;
  site: { id: string; key: string; origins: string[]; settings: Settings };
}

async function local({ db }: Home): Promise<Local | undefined> {
  const admin = await firstAccount(db);
  const [site] = admin ? await listSites(admin.scope, db) : [];
  return admin && site && { ...admin, site };
}

/** What is there, or an account, a site and a key, which is shown this once. */
export async function setUp(
  home: Home,
  origins: string[] = [],
): Promise<Local & { newKey?: string }> {
  const there = await local(home);
  if (there) return there;
  const newKey = newSecret();
  const accountId = FIRST_ACCOUNT;
  const memberId = newId();
  const site = { id: newId(), key: newSecret().slice(0, 12), origins, settings: settingsFrom({}) };
  try {
    await createFirstAccount(home.db, {
      accountId,
      memberId,
      siteId: site.id,
      siteKey: site.key,
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
  return { scope: { accountId }, memberId, site, newKey };
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

/** A new secret key for the account. */
export async function addKey(home: Home, { scope }: Local): Promise<string> {
  const key = newSecret();
  await insertKey(scope, home.db, { hash: await hashOf(key), createdAt: home.deps.now() });
  return key;
}

/** A one-time link to the dashboard, valid for a day. */
export async function signInLink(home: Home, { memberId }: Local, url: string): Promise<string> {
  const token = newSecret();
  await insertSignInLink(home.db, {
    hash: await hashOf(token),
    memberId,
    expiresAt: home.deps.now() + LINK_VALID_MS,
  });
  return `${url}/sign-in?token=${token}`;
}
