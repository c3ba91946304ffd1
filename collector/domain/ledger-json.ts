import { DAY_MS } from './duration.ts';
import type { LedgerRow, LedgerUnit, Outcome } from './ledger.ts';

type Counted = Pick<LedgerRow, 'unit' | 'outcome' | 'reason' | 'count'>;
type Row = LedgerRow & { siteKey: string; siteName: string };

/** What requests can become, and events, in the order in which people read it. */
const REQUEST_OUTCOMES = ['taken'] as const satisfies Outcome[];
export const EVENT_OUTCOMES = [
  'stored',
  'duplicate',
  'conflict',
  'bot',
  'spam',
  'test',
] as const satisfies Outcome[];

function sumOf(rows: readonly Counted[], unit: LedgerUnit, outcome: Outcome): number {
  return rows
    .filter((row) => row.unit === unit && row.outcome === outcome)
    .reduce((sum, { count }) => sum + count, 0);
}

function refusedOf(rows: readonly Counted[], unit: LedgerUnit): Record<string, number> {
  const refused: Record<string, number> = {};
  for (const row of rows) {
    if (row.unit !== unit || row.outcome !== 'refused') continue;
    refused[row.reason] = (refused[row.reason] ?? 0) + row.count;
  }
  return refused;
}

function countsOf<Name extends Outcome>(
  rows: readonly Counted[],
  unit: LedgerUnit,
  outcomes: readonly Name[],
) {
  const counts = outcomes.map((outcome) => [outcome, sumOf(rows, unit, outcome)] as const);
  return {
    in: sumOf(rows, unit, 'in'),
    ...(Object.fromEntries(counts) as Record<Name, number>),
    /** By reason. */
    refused: refusedOf(rows, unit),
  };
}

function bothOf(rows: readonly Counted[]) {
  return {
    requests: countsOf(rows, 'request', REQUEST_OUTCOMES),
    events: countsOf(rows, 'event', EVENT_OUTCOMES),
  };
}

/** Whether what came in is as much as what became of it. */
function isBalanced(rows: readonly Counted[]): boolean {
  const sums = { request: 0, event: 0 };
  for (const { unit, outcome, count } of rows) sums[unit] += outcome === 'in' ? count : -count;
  return sums.request === 0 && sums.event === 0;
}

/**
 * The ledger as the API gives it: all together, and each site's days, the newest first.
 * @param waiting requests that are safe, and not counted yet
 * @param dayText a day for readers: `2026-11-21`
 */
export function ledgerJson(rows: readonly Row[], waiting: number, dayText: (ms: number) => string) {
  const days = new Map<string, Row[]>();
  for (const row of rows) {
    const key = `${row.day} ${row.siteKey}`;
    days.set(key, [...(days.get(key) ?? []), row]);
  }
  return {
    balanced: isBalanced(rows),
    waiting,
    total: bothOf(rows),
    days: [...days.values()]
      .map((ofDay) => {
        const { day = 0, siteKey = '', siteName = '' } = ofDay[0] ?? {};
        return {
          day: dayText(day * DAY_MS),
          site: siteKey,
          site_name: siteName,
          ...bothOf(ofDay),
        };
      })
      .reverse(),
  };
}
