import { and, eq } from 'drizzle-orm';
import type { Scope } from '../domain/scope.ts';
import { sites } from './schema.ts';

/** What a scope may see, of a query that `sites` is joined to. */
export function within(scope: Scope) {
  return and(
    eq(sites.accountId, scope.accountId),
    scope.siteId === undefined ? undefined : eq(sites.id, scope.siteId),
  );
}
