import fc from 'fast-check';
import { expect, it } from 'vitest';
import { MAX_PATH_PAGES, MAX_TOUCHES } from '../../shared/limits.ts';
import { Batch } from '../../shared/wire.ts';
import { SHOP } from '../support/home.ts';
import { type OpenPage, Visitor } from '../support/visitor.ts';

const Address = fc.constantFrom(
  '/',
  '/pricing',
  '/?utm_source=google&utm_medium=cpc&utm_campaign=a&gclid=A',
  '/?utm_source=google&utm_medium=cpc&utm_campaign=a&gclid=B',
  '/?utm_source=news&utm_medium=email',
);
const Referrer = fc.constantFrom(
  '',
  'https://www.google.com/',
  'https://checkout.stripe.com/',
  SHOP,
);
const Step = fc.record({
  tab: fc.nat(2),
  act: fc.constantFrom('open', 'open', 'leave', 'return', 'use', 'submit'),
  url: Address,
  referrer: Referrer,
  afterMs: fc.constantFrom(0, 1_000, 60_000, 3_600_000),
});

it('keeps the first touch and the caps, in whatever order tabs are used', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(Step, { minLength: 1, maxLength: 25 }), async (steps) => {
      const visitor = new Visitor();
      const tabs: OpenPage[] = [];
      let first: string | undefined;
      for (const { tab, act, url, referrer, afterMs } of steps) {
        const page = tabs[tab];
        if (act === 'open' || !page) {
          first ??= `${SHOP}${url}`;
          tabs[tab] = visitor.open(url, { tab, referrer, afterMs });
          continue;
        }
        visitor.now += afterMs;
        if (act === 'leave') page.hide();
        if (act === 'return') page.show();
        if (act === 'use') page.use();
        if (act === 'submit') await page.submit();
      }
      for (const page of tabs) await page?.submit();
      const leads = tabs.flatMap((page) => page?.leads ?? []);
      expect(leads.length).toBeGreaterThan(0);
      for (const { touches, path } of leads) {
        expect(touches.first.landing_page).toBe(first);
        expect(touches.list?.length ?? 0).toBeLessThanOrEqual(MAX_TOUCHES);
        expect(path.length).toBeLessThanOrEqual(MAX_PATH_PAGES);
        expect(new Set(path.map(({ id }) => id)).size).toBe(path.length);
      }
      for (const message of tabs.flatMap((page) => page?.messages ?? [])) {
        expect(Batch.safeParse(message).error).toBeUndefined();
      }
    }),
    { numRuns: 10 },
  );
}, 30_000);

/** What is kept of a visit, where one of its values is another: as many as there are, and more. */
function nearlyRight(place: number, change: (kept: unknown) => unknown): string {
  const visitor = new Visitor();
  visitor.open('/?utm_source=a&gclid=A');
  let index = 0;
  const swap = (_key: string, kept: unknown) => (index++ === place ? change(kept) : kept);
  return JSON.stringify(JSON.parse(visitor.storage ?? '{}', swap)) ?? '';
}
const PLACES = 45;

async function expectLead(storage: string, cookie: string): Promise<void> {
  const visitor = new Visitor();
  visitor.storage = storage;
  visitor.cookie = `waybill=${cookie};domain=shop.example;path=/`;
  const page = visitor.open('/?utm_source=google&utm_medium=cpc');
  expect(await page.submit()).toMatchObject({ utm_source: 'google' });
  expect(page.leads).toHaveLength(1);
  for (const message of page.messages) {
    expect(Batch.safeParse(message).error).toBeUndefined();
  }
}

const Broken = fc.oneof(
  fc.string(),
  fc.json(),
  fc.tuple(fc.nat(PLACES), fc.jsonValue()).map(([place, value]) => nearlyRight(place, () => value)),
);

it('fills and tells whatever storage and cookie hold', async () => {
  await fc.assert(fc.asyncProperty(Broken, fc.base64String(), expectLead), { numRuns: 25 });
}, 30_000);

it.each<[string, (kept: unknown) => unknown]>([
  ['in a list', (kept) => [kept]],
  ['a text', (kept) => `${kept}`],
  ['a text that looks like an object', () => '[object Object]'],
  ['an empty list', () => []],
  ['an empty text', () => ''],
  ['an empty object', () => ({})],
  ['nothing', () => null],
])(
  'fills and tells where any value that is kept is %s',
  async (_name, change) => {
    for (let place = 0; place <= PLACES; place++) await expectLead(nearlyRight(place, change), '');
  },
  60_000,
);
