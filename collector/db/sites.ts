import { and, eq, sql } from 'drizzle-orm';
import type { Scope } from '../domain/scope.ts';
import type { Database } from './database.ts';
import { sites } from './schema.ts';

export async function listSites(scope: Scope, db: Database) {
  return db.select().from(sites).where(eq(sites.accountId, scope.accountId)).orderBy(sites.id);
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
        eq(sites.accountId, scope.accountId),
        eq(sites.id, scope.siteId),
        sql`not exists (select 1 from json_each(${sites.origins}) where value = ${origin})`,
      ),
    );
}
