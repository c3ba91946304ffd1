import { and, asc, between, eq, gt, sum } from 'drizzle-orm';
import type { LedgerRow } from '../domain/ledger.ts';
import type { Scope } from '../domain/scope.ts';
import type { Database } from './database.ts';
import { projectedTo } from './inbox.ts';
import { inbox, ledger, sites } from './schema.ts';
import { within } from './within.ts';

/** What came in on these days and what became of it, per site, the oldest day first. */
export async function ledgerOf(
  scope: Scope,
  db: Database,
  days: { from: number; to: number },
): Promise<(LedgerRow & { siteKey: string; siteName: string })[]> {
  const rows = await db
    .select({ row: ledger, siteKey: sites.key, siteName: sites.name })
    .from(ledger)
    .innerJoin(sites, eq(sites.id, ledger.siteId))
    .where(and(within(scope), between(ledger.day, days.from, days.to)))
    .orderBy(asc(ledger.day), asc(sites.id));
  return rows.map(({ row, ...site }) => ({ ...row, ...site }));
}

/** How many requests are safe and wait to be counted. */
export async function countUncounted(scope: Scope, db: Database): Promise<number> {
  const [found] = await db
    .select({ requests: sum(inbox.requests).mapWith(Number) })
    .from(inbox)
    .innerJoin(sites, eq(sites.id, inbox.siteId))
    .where(and(within(scope), gt(inbox.seq, projectedTo(db))));
  return found?.requests ?? 0;
}
