import { Hono } from 'hono';
import { countUncounted, ledgerOf } from '../db/ledger.ts';
import type { Deps } from '../deps.ts';
import { DAY_MS } from '../domain/duration.ts';
import { Failure } from '../domain/failure.ts';
import { ledgerJson } from '../domain/ledger-json.ts';
import type { Scope } from '../domain/scope.ts';
import { type Caller, requireKey } from '../middleware/auth.ts';
import { iso } from './time.ts';

/** So many days are shown where nobody says which. */
const DAYS = 30;
const MAX_DAYS = 400;

/** The UTC day of a text like `2026-11-21`, counted from 1970. */
function dayOf(text: string | undefined, name: string): number | undefined {
  if (text === undefined) return undefined;
  const ms = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(ms)) throw new Failure('bad_query', `${name} is a day like 2026-11-21.`);
  return ms / DAY_MS;
}

/** The ledger of these days; of the last 30 where none are named. */
export async function readLedger(
  scope: Scope,
  { db, now }: Deps,
  asked: { from?: string | undefined; to?: string | undefined } = {},
) {
  const to = dayOf(asked.to, 'to') ?? Math.floor(now() / DAY_MS);
  const from = dayOf(asked.from, 'from') ?? to - DAYS + 1;
  if (from > to || to - from >= MAX_DAYS) {
    throw new Failure('bad_query', `from is a day before to, and at most ${MAX_DAYS} days before.`);
  }
  const [rows, waiting] = await Promise.all([
    ledgerOf(scope, db, { from, to }),
    countUncounted(scope, db),
  ]);
  const dayText = (ms: number) => iso(ms).slice(0, 10);
  return {
    from: dayText(from * DAY_MS),
    to: dayText(to * DAY_MS),
    ...ledgerJson(rows, waiting, dayText),
  };
}

/** What came in and what became of it, for whoever holds a key that reads. */
export function ledgerRoutes(deps: Deps) {
  const app = new Hono<Caller>();
  app.use(requireKey(deps, 'read'));
  app.get('/', async (c) =>
    c.json(
      await readLedger(c.var.scope, deps, { from: c.req.query('from'), to: c.req.query('to') }),
    ),
  );
  return app;
}
