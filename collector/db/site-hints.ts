import { and, eq, gt } from 'drizzle-orm';
import { DAY_MS } from '../domain/duration.ts';
import type { Scope } from '../domain/scope.ts';
import type { Database } from './database.ts';
import { siteHints, sites } from './schema.ts';
import { within } from './within.ts';

/** How long a page may not have been seen, or the vendor may be gone from it. */
const LASTS_MS = 30 * DAY_MS;

/** What was lately seen on the pages of sites. */
export async function hintsOf(
  scope: Scope,
  db: Database,
  now: number,
): Promise<{ siteId: string; hint: string }[]> {
  return db
    .select({ siteId: siteHints.siteId, hint: siteHints.hint })
    .from(siteHints)
    .innerJoin(sites, eq(sites.id, siteHints.siteId))
    .where(and(within(scope), gt(siteHints.lastSeenAt, now - LASTS_MS)));
}
