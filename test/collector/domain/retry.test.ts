import { expect, it } from 'vitest';
import { nextAttemptAt, secondsAsked, WAITS_MS } from '../../../collector/domain/retry.ts';

const HOUR_MS = 3_600_000;

/** When the tries are, counted from the first, with this chance and this asked for. */
function tries(random: number, askedMs: number | null = null): number[] {
  const times = [0];
  for (;;) {
    const now = times.at(-1) ?? 0;
    const at = nextAttemptAt({ attempts: times.length, now, askedMs, random });
    if (at === undefined) return times;
    times.push(at);
  }
}

it.each([0, 0.5, 1])('there are at least 10 over at least 72 hours, with chance %f', (random) => {
  const times = tries(random);
  expect(times.length).toBeGreaterThanOrEqual(10);
  expect(times.at(-1)).toBeGreaterThanOrEqual(72 * HOUR_MS);
});

it('they are a fifth earlier or later, by chance', () => {
  const [wait = 0] = WAITS_MS;
  expect([tries(0)[1], tries(1)[1]]).toEqual([0.8 * wait, 1.2 * wait]);
});

it.each([
  [HOUR_MS, HOUR_MS],
  [1, 5_000],
  [30 * 24 * HOUR_MS, 24 * HOUR_MS],
])('they wait %i ms where that is asked for, within bounds', (asked, waited) => {
  expect(tries(0.5, asked)[1]).toBe(waited);
});

it.each([
  ['120', 120_000],
  [' 0 ', 0],
  ['-1', undefined],
  ['1.5', undefined],
  ['Sun, 22 Nov 2026 09:00:00 GMT', undefined],
  ['', undefined],
])('Retry-After: %j asks for %s', (header, asked) => {
  expect(secondsAsked(header)).toBe(asked);
});
