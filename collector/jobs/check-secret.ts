import { putSecretCheck, secretCheck } from '../db/checks.ts';
import type { Database } from '../db/database.ts';
import type { Keyring } from '../secrets/keyring.ts';

/** Whether a database was written with this secret; undefined where it says nothing of that. */
export async function isWrittenWith(db: Database, keyring: Keyring): Promise<boolean | undefined> {
  const value = await secretCheck(db);
  return value === undefined ? undefined : value === (await keyring.hash('', 'check', ''));
}

/** The same; the first secret that comes is the database's. */
export async function isOwnSecret(db: Database, keyring: Keyring): Promise<boolean> {
  const is = await isWrittenWith(db, keyring);
  if (is !== undefined) return is;
  await putSecretCheck(db, await keyring.hash('', 'check', ''));
  return (await isWrittenWith(db, keyring)) === true;
}
