import { asc } from 'drizzle-orm';
import type { Database } from './database.ts';
import { accounts, keys, members, sites } from './schema.ts';

/*
 * What whoever works at the machine does with accounts. Before there is one, there is no scope; and
 * no request comes here.
 */

/** The first account's id is no random one: of two first starts at once one finds it taken. */
export const FIRST_ACCOUNT = '0'.repeat(25);

/** The ids and names of a new account and its admin. */
export interface NewAccount {
  accountId: string;
  memberId: string;
  /** `My account` unless it is said. */
  name?: string;
  now: number;
}

/** The ids and secrets of a first start; secrets as their hashes. */
export interface FirstStart extends NewAccount {
  siteId: string;
  siteKey: string;
  /** `My site` unless it is said. */
  siteName?: string;
  keyHash: string;
  origins: string[];
}

function accountWithAdmin(db: Database, { accountId, memberId, name, now }: NewAccount) {
  return [
    db.insert(accounts).values({ id: accountId, name: name ?? 'My account', createdAt: now }),
    db.insert(members).values({ id: memberId, accountId, name: 'Admin', createdAt: now }),
  ] as const;
}

/** Makes the first account with its admin, its site and its key, all or nothing. */
export async function createFirstAccount(db: Database, first: FirstStart): Promise<void> {
  const { accountId, now: createdAt } = first;
  await db.batch([
    ...accountWithAdmin(db, first),
    db.insert(sites).values({
      id: first.siteId,
      accountId,
      key: first.siteKey,
      name: first.siteName ?? 'My site',
      origins: first.origins,
      createdAt,
    }),
    db.insert(keys).values({ hash: first.keyHash, accountId, name: 'First key', createdAt }),
  ]);
}

/** Makes an account with its admin, all or nothing. */
export async function createAccount(db: Database, account: NewAccount): Promise<void> {
  await db.batch(accountWithAdmin(db, account));
}

/** The accounts of this collector, the first one first. */
export async function listAccounts(db: Database): Promise<{ id: string; name: string }[]> {
  return db
    .select({ id: accounts.id, name: accounts.name })
    .from(accounts)
    .orderBy(asc(accounts.id));
}
