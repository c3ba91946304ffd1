import { and, eq, type SQL, sql } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';
import type { Scope } from '../domain/scope.ts';
import type { Database } from './database.ts';
import { sites } from './schema.ts';

/** What a scope holds, by whose it is; one of a single site not what is the whole account's. */
export function heldBy(scope: Scope, of: { accountId: SQLiteColumn; siteId: SQLiteColumn }) {
  return and(
    eq(of.accountId, scope.accountId),
    scope.siteId === undefined ? undefined : eq(of.siteId, scope.siteId),
  );
}

/** What a scope may see, of a query that `sites` is joined to. */
export function within(scope: Scope) {
  return heldBy(scope, { accountId: sites.accountId, siteId: sites.id });
}

/** The ids of the sites that a scope may see. */
export function siteIdsOf(scope: Scope, db: Database) {
  return db.select({ id: sites.id }).from(sites).where(within(scope));
}

/** Whether a row is of such a site, in a statement that `sites` is not joined to. */
export function ofScope(scope: Scope, db: Database, siteId: SQLiteColumn | SQL): SQL {
  return sql`${siteId} in ${siteIdsOf(scope, db)}`;
}
