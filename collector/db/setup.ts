import type { Scope } from '../domain/scope.ts';
import type { Database } from './database.ts';
import { accounts, keys, members, signInLinks, sites } from './schema.ts';

/** The first account's id is no random one: of two first starts at once one finds it taken. */
export const FIRST_ACCOUNT = '0'.repeat(25);

/** The ids and secrets of a first start; secrets as their hashes. */
export interface FirstStart {
  accountId: string;
  memberId: string;
  siteId: string;
  siteKey: string;
  keyHash: string;
  origins: string[];
  now: number;
}

/** Makes the first account with its admin, its site and its key, all or nothing. */
export async function createFirstAccount(db: Database, first: FirstStart): Promise<void> {
  const { accountId, now: createdAt } = first;
  await db.batch([
    db.insert(accounts).values({ id: accountId, name: 'My account', createdAt }),
    db.insert(members).values({ id: first.memberId, accountId, name: 'Admin', createdAt }),
    db.insert(sites).values({
      id: first.siteId,
      accountId,
      key: first.siteKey,
      name: 'My site',
      origins: first.origins,
      createdAt,
    }),
    db.insert(keys).values({ hash: first.keyHash, accountId, createdAt }),
  ]);
}

/** The first account of this collector: who works at its machine is its admin. */
export async function firstAccount(
  db: Database,
): Promise<{ scope: Scope; memberId: string } | undefined> {
  const [admin] = await db
    .select({ accountId: members.accountId, memberId: members.id })
    .from(members)
    .orderBy(members.id)
    .limit(1);
  return admin && { scope: { accountId: admin.accountId }, memberId: admin.memberId };
}

export async function insertKey(
  scope: Scope,
  db: Database,
  key: { hash: string; createdAt: number },
): Promise<void> {
  await db.insert(keys).values({ ...key, accountId: scope.accountId });
}

export async function insertSignInLink(
  db: Database,
  link: { hash: string; memberId: string; expiresAt: number },
): Promise<void> {
  await db.insert(signInLinks).values(link);
}
