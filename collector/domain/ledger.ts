import { DAY_MS } from './duration.ts';

/** What is counted: a request, or an event of one. */
export type LedgerUnit = 'request' | 'event';

/**
 * What became of it. `in` stands for all that came and is counted apart from the others, which
 * together are as many: a request is taken or refused; an event is stored (also as what a bot, a
 * spammer or a test sent), there already, at odds with what is there by its id, or refused.
 */
export type Outcome =
  | 'in'
  | 'taken'
  | 'stored'
  | 'duplicate'
  | 'conflict'
  | 'bot'
  | 'spam'
  | 'test'
  | 'refused';

/** How many of a site's requests or events of a day became what. */
export interface LedgerRow {
  siteId: string;
  /** UTC days since 1970. */
  day: number;
  unit: LedgerUnit;
  outcome: Outcome;
  /** Of what was refused. */
  reason: string;
  count: number;
}

/** Adds up what is to be added to the ledger, a row each. */
export class LedgerCount {
  private readonly counted = new Map<string, LedgerRow>();

  /** What counts for a site, on the day of a time. */
  of(siteId: string, at: number) {
    const day = Math.floor(at / DAY_MS);
    return (unit: LedgerUnit, outcome: Outcome, count: number, reason = '') => {
      if (!count) return;
      const key = `${siteId} ${day} ${unit} ${outcome} ${reason}`;
      const row = this.counted.get(key) ?? { siteId, day, unit, outcome, reason, count: 0 };
      row.count += count;
      this.counted.set(key, row);
    };
  }

  rows(): LedgerRow[] {
    return [...this.counted.values()];
  }
}
