import { eq } from 'drizzle-orm';
import type { Database } from './database.ts';
import { checks } from './schema.ts';

/*
 * What of the collector itself is kept to be compared, of no account.
 */

const ofSecret = eq(checks.name, 'secret');

/** The check value of the secret that the database was written with; it tells nothing else of it. */
export async function secretCheck(db: Database): Promise<string | undefined> {
  const [check] = await db.select().from(checks).where(ofSecret);
  return check?.value;
}

/** Keeps a check value where there is none. */
export async function putSecretCheck(db: Database, value: string): Promise<void> {
  await db.insert(checks).values({ name: 'secret', value }).onConflictDoNothing();
}

/** Forgets it: the next secret that comes is the database's. */
export async function dropSecretCheck(db: Database): Promise<void> {
  await db.delete(checks).where(ofSecret);
}
