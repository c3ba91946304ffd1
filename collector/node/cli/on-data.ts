import type { Command } from 'commander';
import { type NodeSettings, readNodeSettings } from '../../config.ts';
import { listAccounts } from '../../db/setup.ts';
import { listSites } from '../../db/sites.ts';
import type { Scope } from '../../domain/scope.ts';
import { type Home, openHome } from '../home.ts';
import { type Local, type LocalAccount, localAccount, setUp } from '../setup.ts';
import { UserError } from '../user-error.ts';
import { choices } from './table.ts';

/** What a command says about whose data it is for. */
export interface Which {
  /** A site's key. */
  site?: string;
  /** An account's id. */
  account?: string;
}

type Task<T> = (home: Home, local: T, url: () => string) => Promise<string> | string;

const SITE = ['--site <key>', "the site's key, where there is more than one"] as const;
const ACCOUNT = ['--account <id>', "the account's id, where there is more than one"] as const;

/** Lets a command say which account it is for. */
export function withAccount(command: Command): Command {
  return command.option(...ACCOUNT);
}

/** Lets a command say which site it is for. */
export function withSite(command: Command): Command {
  return command.option(...SITE).option(...ACCOUNT);
}

/** Where browsers reach the collector; only the embedded home may be told without being asked. */
export function urlOf(settings: NodeSettings): string {
  if (settings.WAYBILL_PUBLIC_URL) return settings.WAYBILL_PUBLIC_URL;
  if (!settings.WAYBILL_DATABASE_URL) return `http://localhost:${settings.PORT}`;
  throw new UserError(
    'Set WAYBILL_PUBLIC_URL to where browsers reach the collector: https://collect.example.com',
  );
}

/** The one site of an account that is meant. */
async function siteOf(home: Home, { scope }: LocalAccount, key: string | undefined) {
  const sites = await listSites(scope, home.db);
  const [only, second] = sites;
  if (!only) {
    throw new UserError(
      'This account has no site. Make one: waybill sites add NAME --origin https://www.example.com',
    );
  }
  if (key === undefined) {
    if (!second) return only;
    throw new UserError(
      `Say which site by --site KEY. There are:\n${choices('key', sites).trimEnd()}`,
    );
  }
  const site = sites.find((one) => one.key === key);
  if (site) return site;
  throw new UserError(
    second
      ? `No site has the key ${key}. There are:\n${choices('key', sites).trimEnd()}`
      : `No site has the key ${key}. The key of your site is ${only.key}`,
  );
}

/** The one account that is meant: by its id, or by the key of a site of it. */
async function accountOf(home: Home, { account: id, site }: Which): Promise<LocalAccount> {
  const accounts = await listAccounts(home.db);
  const thereAre = () => `There are:\n${choices('id', accounts).trimEnd()}`;
  if (id !== undefined) {
    if (accounts.some((one) => one.id === id)) return localAccount(home, id);
    throw new UserError(`No account has the id ${id}. ${thereAre()}`);
  }
  const [only, second] = accounts;
  if (only && !second) return localAccount(home, only.id);
  for (const one of site === undefined ? [] : accounts) {
    const sites = await listSites({ accountId: one.id }, home.db);
    if (sites.some(({ key }) => key === site)) return localAccount(home, one.id);
  }
  throw new UserError(
    site === undefined
      ? `Say which account by --account ID. ${thereAre()}`
      : `No site has the key ${site}. See which there are: waybill sites list --account ID`,
  );
}

/** What something is given for: all of an account, or the one site of it that is named. */
export async function scopeOf(
  home: Home,
  account: LocalAccount,
  siteKey: string | undefined,
): Promise<Scope> {
  if (siteKey === undefined) return account.scope;
  return { ...account.scope, siteId: (await siteOf(home, account, siteKey)).id };
}

/** Runs a task on the data folder, beside a collector that may be running on it, and prints. */
async function run(task: (home: Home, url: () => string) => Promise<string>): Promise<void> {
  const settings = readNodeSettings(process.env);
  const home = await openHome(settings);
  try {
    const { newKey } = await setUp(home);
    if (newKey) {
      process.stderr.write(`Made your account. Its API key, shown this once: ${newKey}\n`);
    }
    process.stdout.write(await task(home, () => urlOf(settings)));
  } finally {
    await home.close();
  }
}

/** Runs a task that is about the whole collector. */
export function onCollector(task: (home: Home) => Promise<string>): Promise<void> {
  return run(task);
}

/** Runs a task that is about one account. */
export function onAccount(task: Task<LocalAccount>, which: Which = {}): Promise<void> {
  return run(async (home, url) => task(home, await accountOf(home, which), url));
}

/** Runs a task that is about one site of an account. */
export function onData(task: Task<Local>, which: Which = {}): Promise<void> {
  return run(async (home, url) => {
    const account = await accountOf(home, which);
    return task(home, { ...account, site: await siteOf(home, account, which.site) }, url);
  });
}
