import type { Database } from '../db/database.ts';
import { scopeOfSite } from '../db/sites.ts';
import { Failure } from '../domain/failure.ts';
import type { Scope } from '../domain/scope.ts';

/**
 * A caller's scope, or of it the one site that he names.
 * @throws {Failure} where it is none that he sees
 */
export async function narrowed(
  scope: Scope,
  db: Database,
  siteKey: string | undefined,
): Promise<Scope> {
  if (siteKey === undefined) return scope;
  const site = await scopeOfSite(scope, db, siteKey);
  if (!site) throw new Failure('not_found', 'No site of this account has this key.');
  return site;
}
