import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { siteHints, sites } from '../../collector/db/schema.ts';
import { hintsOf } from '../../collector/db/site-hints.ts';
import { SHOP, testHome } from '../support/home.ts';
import { message, newId, pageView } from '../support/message.ts';

const NOW = 1_790_000_000_000;
const DAY_MS = 86_400_000;

let home: Awaited<ReturnType<typeof testHome>>;
let now: number;
beforeEach(async () => {
  home = await testHome();
  now = NOW;
  home.home.deps.now = () => now;
});
afterEach(() => home.close());

async function see(...pages: string[][]) {
  const events = pages.map((hints) => pageView({ hints }));
  const answer = await home.request(`/v1/collect/${home.siteKey}`, {
    method: 'POST',
    headers: { 'content-type': 'text/plain', origin: SHOP },
    body: JSON.stringify(message(events)),
  });
  expect(answer.status).toBe(202);
}

const stored = async () => {
  const rows = await home.home.db.select().from(siteHints);
  return Object.fromEntries(rows.map(({ hint, lastSeenAt }) => [hint, lastSeenAt]));
};

describe('what pages tell of form tools', () => {
  it('is kept once, with when it was seen last, by our clock', async () => {
    await see(['wpcf7-form', 'tally.so'], ['tally.so']);
    expect(await stored()).toEqual({ 'wpcf7-form': NOW, 'tally.so': NOW });
    now += DAY_MS;
    await see(['tally.so']);
    expect(await stored()).toEqual({ 'wpcf7-form': NOW, 'tally.so': NOW + DAY_MS });
  });

  it('is not kept where it tells of none', async () => {
    await see(['my-form', 'elementor-element-3f2a', 'www.google.com']);
    expect(await stored()).toEqual({});
  });

  it('is kept of the 500 that were seen last, whatever a page makes up', async () => {
    const page = (turn: number, index: number) =>
      Array.from({ length: 20 }, (_, i) => `gform_${turn}_${index}_${i}`);
    await see(['tally.so']);
    const other = { siteId: 'other', hint: 'tally.so', lastSeenAt: 1 };
    await home.home.db.insert(siteHints).values(other);
    for (let turn = 0; turn < 2; turn++) {
      now += 1;
      await see(...Array.from({ length: 25 }, (_, index) => page(turn, index)));
    }
    const rows = await home.home.db.select().from(siteHints);
    expect(rows.filter(({ siteId }) => siteId !== 'other')).toHaveLength(500);
    expect(new Set(rows.map(({ lastSeenAt }) => lastSeenAt))).toEqual(new Set([1, now]));
    now += 1;
    await see(['tally.so']);
    expect(Object.keys(await stored())).toHaveLength(500);
    expect(await stored()).toHaveProperty(['tally.so'], now);
  });

  it('is of its site alone, and of the last 30 days', async () => {
    await see(['tally.so']);
    const { db } = home.home;
    const [site] = await db.select().from(sites);
    const scope = { accountId: site?.accountId ?? '', siteId: site?.id ?? '' };
    const of = async (asked: object, at = NOW) =>
      (await hintsOf({ ...scope, ...asked }, db, at)).map(({ hint }) => hint);
    expect(await of({})).toEqual(['tally.so']);
    expect(await of({ siteId: newId() })).toEqual([]);
    expect(await of({ accountId: newId() })).toEqual([]);
    expect(await of({}, NOW + 29 * DAY_MS)).toEqual(['tally.so']);
    expect(await of({}, NOW + 31 * DAY_MS)).toEqual([]);
  });
});
