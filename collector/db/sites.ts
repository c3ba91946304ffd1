import { and, eq } from 'drizzle-orm';
import type { Scope } from '../domain/scope.ts';
import type { Database } from './database.ts';
import { sites } from './schema.ts';

export async function listSites(scope: Scope, db: Database) {
  return db.select().from(sites).where(eq(sites.accountId, scope.accountId)).orderBy(sites.id);
}

export async function setOrigins(
  scope: Required<Scope>,
  db: Database,
  origins: string[],
): Promise<void> {
  await db
    .update(sites)
    .set({ origins })
    .where(and(eq(sites.accountId, scope.accountId), eq(sites.id, scope.siteId)));
}
