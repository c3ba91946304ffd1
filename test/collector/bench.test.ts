import { expect, test } from 'vitest';
import { benchCollector } from '../bench/collector.ts';
import { benchGrowth, MILLION } from '../bench/grow.ts';
import { benchHandoff } from '../bench/handoff.ts';

const IS_LONG = !!process.env.WAYBILL_LONG;

/*
 * The benches verify by themselves that all that was acknowledged is stored once, and that the
 * ledger comes out even. How fast a machine is that does other things besides is no test.
 */

test('the bench of the collector finds stored what was acknowledged', async () => {
  const plan = { rounds: 1, seconds: 0.2, events: [10], connections: [4] };
  const { text, result } = await benchCollector({ ...plan, tell: () => undefined });
  expect(text).toContain('(d) Waybill, acknowledged and projected');
  expect(result).toMatchObject({ verified: true, settings: [{ events: 10 }] });
  for (const { a, c, p, n, b, d } of result.settings) {
    expect(Math.min(a, c, p, n, b, d)).toBeGreaterThan(0);
  }
});

test('the bench of the handoff delivers to the living beside the dead', async () => {
  const { text, result } = await benchHandoff({ leads: 5, tell: () => undefined });
  expect(text).toContain('beside 4 dead ones');
  for (const { perSecond, cpuMs, p50Ms, p95Ms } of [result.alone, result.beside]) {
    expect(Math.min(perSecond, cpuMs)).toBeGreaterThan(0);
    expect(p95Ms).toBeGreaterThanOrEqual(p50Ms);
  }
});

test('the database grows, and what it had is there', { timeout: 3_600_000 }, async () => {
  const short = { sessions: 300, rounds: 1, seconds: 0.2, parts: [1] };
  const plan = IS_LONG ? MILLION : short;
  const { text, result } = await benchGrowth({ ...plan, tell: () => undefined });
  if (IS_LONG) process.stdout.write(`${text}\n`);
  expect(result.stages.at(-1)).toMatchObject({
    sessions: plan.sessions,
    leads: plan.sessions / 10,
  });
});
