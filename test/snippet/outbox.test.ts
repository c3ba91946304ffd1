import { describe, expect, it } from 'vitest';
import { Batch } from '../../shared/wire.ts';
import { CONTACT_FORM, type OpenPage, Visitor } from '../support/visitor.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const unreachable = () => undefined;
const silent = () => 'silence' as const;
const up = () => 202;

/** A visitor of a site whose collector is down. */
function visitorInOutage(...site: ConstructorParameters<typeof Visitor>): Visitor {
  return Object.assign(new Visitor(...site), { collector: unreachable });
}

/** A lead that is told at once. Gives its id. */
function lead(page: OpenPage): string {
  return page.window.eval("waybill.lead({ name: 'Chat' })");
}

/** A message but for the time at which it was sent. */
function content(message: Batch | undefined): string {
  return JSON.stringify({ ...message, sent_at: 0 });
}

/** What each message holds, in order. */
function types(page: OpenPage): string[] {
  return page.told.map(({ events }) => events.map(({ type }) => type).join());
}

/** How often a lead was told of on a page. */
function timesTold(page: OpenPage, id: string): number {
  return page.told.flatMap(({ events }) => events).filter((event) => event.id === id).length;
}

describe('a message', () => {
  it.each([undefined, 408, 429, 500, 503])(
    'that is answered by %s is sent again, as it was but for its time',
    async (answer) => {
      const visitor = new Visitor();
      visitor.collector = () => answer;
      const page = visitor.open('/');
      await visitor.wait(2 * SECOND);
      expect(types(page)).toEqual(['page_view']);
      visitor.collector = up;
      await visitor.wait(4 * SECOND);
      const [first, second] = page.told;
      expect(content(second)).toBe(content(first));
      expect(second?.sent_at).toBeGreaterThanOrEqual((first?.sent_at ?? 0) + SECOND);
      expect(visitor.unsent).toBeNull();
      await visitor.wait(HOUR);
      expect(page.told).toHaveLength(2);
    },
  );

  it.each([200, 202, 204, 400, 403, 404, 413])('that is answered by %i is not', async (answer) => {
    const visitor = new Visitor();
    visitor.collector = () => answer;
    const page = visitor.open('/');
    lead(page);
    await visitor.wait(HOUR);
    expect(types(page)).toEqual(['lead', 'page_view']);
    expect(visitor.unsent).toBeNull();
  });

  it('waits twice as long after each try, and five minutes at most', async () => {
    const visitor = visitorInOutage();
    const page = visitor.open('/');
    await visitor.wait(3 * HOUR);
    const times = page.told.map(({ sent_at }) => sent_at);
    const waits = times.slice(1).map((time, i) => time - (times[i] ?? 0));
    expect(waits.length).toBeGreaterThan(36);
    for (const [i, wait] of waits.entries()) {
      const middle = Math.min(2 ** (i + 1) * SECOND, 200 * SECOND);
      expect(wait).toBeGreaterThanOrEqual(middle * 0.5);
      expect(wait).toBeLessThanOrEqual(middle * 1.5);
    }
    // Not all browsers come at once.
    expect(new Set(waits.slice(10)).size).toBeGreaterThan(10);
  });

  it('that nobody answers is sent again as seldom', async () => {
    const visitor = new Visitor();
    visitor.collector = silent;
    const page = visitor.open('/');
    lead(page);
    await visitor.wait(HOUR);
    expect(page.told.length).toBeGreaterThan(12);
    expect(page.told.length).toBeLessThan(40);
  });

  it('is sent again as soon as the browser is online', async () => {
    const visitor = visitorInOutage();
    const page = visitor.open('/');
    await visitor.wait(HOUR);
    visitor.collector = up;
    const { length } = page.told;
    page.window.dispatchEvent(new page.window.Event('online'));
    expect(page.told).toHaveLength(length + 1);
    await visitor.wait(0);
    expect(visitor.unsent).toBeNull();
  });

  it('that arrives takes those with it that did not, leads first', async () => {
    const visitor = visitorInOutage();
    const page = visitor.open('/');
    await visitor.wait(10 * MINUTE);
    const id = lead(page);
    await visitor.wait(10 * MINUTE);
    visitor.collector = up;
    const { length } = page.told;
    const next = lead(page);
    await visitor.wait(MINUTE);
    const later = page.told.slice(length).flatMap(({ events }) => events);
    expect(later.map((event) => event.id)).toEqual([next, id, expect.any(String)]);
  });

  it('that the collector cannot take keeps none of the others', async () => {
    const visitor = visitorInOutage();
    const page = visitor.open('/');
    const bad = lead(page);
    const good = lead(page);
    await visitor.wait(MINUTE);
    visitor.collector = ({ events }) => (events[0]?.id === bad ? 500 : 202);
    await visitor.wait(10 * MINUTE);
    expect(visitor.unsent).toContain(bad);
    expect(visitor.unsent).not.toContain(good);
  });
});

describe('Retry-After', () => {
  it('is obeyed for all messages of the page, new ones too', async () => {
    const visitor = new Visitor();
    visitor.collector = () => [429, '120'];
    const page = visitor.open('/');
    await visitor.wait(2 * SECOND);
    visitor.collector = up;
    lead(page);
    page.window.dispatchEvent(new page.window.Event('online'));
    await visitor.wait(119 * SECOND);
    expect(types(page)).toEqual(['page_view']);
    await visitor.wait(20 * SECOND);
    expect(types(page)).toEqual(['page_view', 'lead', 'page_view']);
    expect(visitor.unsent).toBeNull();
  });

  it('is obeyed when what was sent beside it found no collector', async () => {
    const visitor = new Visitor();
    visitor.collector = ({ events }) => (events[0]?.type === 'lead' ? [429, '120'] : undefined);
    const page = visitor.open('/');
    await page.submit();
    await visitor.wait(2 * MINUTE);
    expect(types(page)).toEqual(['lead', 'page_view']);
  });

  it('is obeyed when what was sent beside it arrived', async () => {
    const visitor = new Visitor();
    visitor.collector = ({ events }) => (events[0]?.type === 'lead' ? [429, '120'] : 202);
    const page = visitor.open('/', { html: `${CONTACT_FORM}<a href="tel:+15550100">Call</a>` });
    await page.submit();
    await visitor.wait(2 * SECOND);
    visitor.collector = up;
    page.window.eval("document.querySelector('a').click()");
    await visitor.wait(MINUTE);
    expect(types(page)).toEqual(['lead', 'page_view']);
    await visitor.wait(2 * MINUTE);
    expect(types(page)).toEqual(['lead', 'page_view', 'lead', 'intent']);
  });

  it('is obeyed for an hour', async () => {
    const visitor = new Visitor();
    visitor.collector = () => [503, '86400'];
    const page = visitor.open('/');
    await visitor.wait(HOUR);
    expect(page.told).toHaveLength(1);
    await visitor.wait(MINUTE);
    expect(page.told).toHaveLength(2);
  });

  it.each(['Wed, 21 Oct 2037 07:28:00 GMT', '', '-5', 'NaN'])(
    'is not obeyed that says %j',
    async (text) => {
      const visitor = new Visitor();
      visitor.collector = () => [503, text];
      const page = visitor.open('/');
      await visitor.wait(5 * SECOND);
      expect(page.told).toHaveLength(2);
    },
  );
});

describe('what a page leaves unanswered', () => {
  it('is sent by the next one if it is a lead, once it is no more under way', async () => {
    const visitor = new Visitor();
    const page = visitor.open('/contact');
    visitor.collector = silent;
    const { waybill_id: id = '' } = await page.submit();
    visitor.close();
    expect(timesTold(page, id)).toBe(1);
    visitor.collector = up;
    const next = visitor.open('/thanks', { afterMs: 2 * SECOND });
    await visitor.wait(5 * SECOND);
    expect(types(next)).toEqual(['page_view']);
    await visitor.wait(HOUR);
    expect(timesTold(next, id)).toBe(1);
    expect(visitor.unsent).toBeNull();
  });

  it('says of itself what it said at first, whatever the next session is', async () => {
    const visitor = new Visitor();
    const page = visitor.open('/?utm_source=a');
    visitor.collector = silent;
    await page.submit();
    visitor.close();
    const [sent] = page.told.filter(({ events }) => events[0]?.type === 'lead');
    visitor.collector = up;
    const next = visitor.open('/?utm_source=b', { afterMs: DAY });
    await visitor.wait(MINUTE);
    const again = next.told.filter(({ events }) => events[0]?.type === 'lead');
    expect(again.map(content)).toEqual([content(sent)]);
    expect(next.told[0]?.session.id).not.toBe(sent?.session.id);
    expect(again[0]?.sent_at).toBeGreaterThan((sent?.sent_at ?? 0) + DAY);
  });

  it('is not sent twice if it is no more than a page view, as long as the collector answers', async () => {
    const visitor = new Visitor();
    visitor.open('/');
    visitor.collector = silent;
    visitor.close();
    expect(visitor.unsent).toBeNull();
  });

  it('is sent by the next one in an outage, whatever it is', async () => {
    const visitor = visitorInOutage();
    visitor.open('/');
    await visitor.wait(20 * SECOND);
    const page = visitor.open('/left-at-once');
    visitor.collector = silent;
    visitor.close();
    const [left] = page.told;
    visitor.collector = up;
    const next = visitor.open('/next', { afterMs: MINUTE });
    await visitor.wait(MINUTE);
    // The page before was seen, and left.
    expect(next.told).toHaveLength(4);
    expect(next.told.map(content)).toContain(content(left));
    expect(visitor.unsent).toBeNull();
  });

  it('is not sent after three days', async () => {
    const visitor = visitorInOutage();
    const id = lead(visitor.open('/'));
    await visitor.wait(MINUTE);
    visitor.collector = up;
    const next = visitor.open('/', { afterMs: 3 * DAY });
    await visitor.wait(HOUR);
    expect(timesTold(next, id)).toBe(0);
    expect(visitor.unsent).toBeNull();
  });

  it('takes so much room and no more, and page views make room for leads', async () => {
    const visitor = visitorInOutage();
    const leads: string[] = [];
    for (let i = 0; i < 60; i++) {
      const page = visitor.open(`/page-${i}?${'x'.repeat(1_500)}`);
      await visitor.wait(3 * SECOND);
      if (i % 25 === 5) leads.push(lead(page));
    }
    const unsent = visitor.unsent ?? '';
    expect(leads).toHaveLength(3);
    for (const id of leads) expect(unsent).toContain(id);
    expect(unsent).toContain('page_view');
    expect(unsent.length).toBeLessThan(80_000);
    for (let i = 0; i < 30; i++) lead(visitor.open('/'));
    for (const id of leads) expect(visitor.unsent).toContain(id);
    expect(visitor.unsent?.length).toBeLessThan(80_000);
  });
});

describe('two tabs', () => {
  it('leave each other what is under way', async () => {
    const visitor = new Visitor();
    visitor.collector = silent;
    const one = visitor.open('/', { tab: 1 });
    const id = lead(one);
    visitor.collector = up;
    const two = visitor.open('/', { tab: 2 });
    await visitor.wait(8 * SECOND);
    expect(timesTold(two, id)).toBe(0);
    await visitor.wait(HOUR);
    expect(timesTold(one, id) + timesTold(two, id)).toBe(2);
  });

  it('send once each what an outage held up', async () => {
    const visitor = visitorInOutage();
    const tabs = [1, 2].map((tab) => visitor.open(`/${tab}`, { tab }));
    tabs.forEach(lead);
    await visitor.wait(10 * MINUTE);
    const received: string[] = [];
    visitor.collector = (message) => {
      received.push(content(message));
      return 202;
    };
    await visitor.wait(10 * MINUTE);
    expect(received).toHaveLength(4);
    expect(new Set(received).size).toBe(4);
    expect(visitor.unsent).toBeNull();
  });
});

describe('where nothing may be kept', () => {
  it('a lead is sent again by its page alone', async () => {
    const visitor = visitorInOutage({ consent: 'required' });
    const page = visitor.open('/');
    const id = lead(page);
    await visitor.wait(MINUTE);
    expect(timesTold(page, id)).toBeGreaterThan(2);
    expect([visitor.storage, visitor.unsent]).toEqual([null, null]);
    visitor.collector = up;
    await visitor.wait(HOUR);
    const { length } = page.told;
    expect(page.told.at(-1)).toMatchObject({ visitor: null, events: [{ type: 'lead', id }] });
    await visitor.wait(HOUR);
    expect(page.told).toHaveLength(length);
  });

  it('what was kept before waits for the answer to a tool that asks', async () => {
    const visitor = visitorInOutage();
    const id = lead(visitor.open('/'));
    await visitor.wait(MINUTE);
    visitor.collector = up;
    const before = 'Cookiebot = { hasResponse: false, consent: {} }';
    const page = visitor.open('/', { before });
    await visitor.wait(MINUTE);
    expect(page.told).toEqual([]);
    expect(visitor.unsent).toContain(id);
    page.window.eval('waybill.consent(true)');
    await visitor.wait(MINUTE);
    expect(timesTold(page, id)).toBe(1);
    expect(visitor.unsent).toBeNull();
  });

  it('nothing is left after a no, and of what was seen before only leads are told', async () => {
    const visitor = visitorInOutage();
    const page = visitor.open('/');
    const id = lead(page);
    await visitor.wait(MINUTE);
    expect(visitor.unsent).toContain('page_view');
    page.window.eval('waybill.consent(false)');
    expect([visitor.storage, visitor.unsent]).toEqual([null, null]);
    await visitor.wait(10 * MINUTE);
    const { length } = page.told;
    visitor.collector = up;
    await visitor.wait(10 * MINUTE);
    expect([visitor.storage, visitor.unsent]).toEqual([null, null]);
    expect(page.told.slice(length)).toMatchObject([{ events: [{ type: 'lead', id }] }]);
  });

  it('nor what fails after a no', async () => {
    const visitor = new Visitor();
    const page = visitor.open('/');
    visitor.collector = () => {
      page.window.eval('waybill.consent(false)');
      return 503;
    };
    await visitor.wait(HOUR);
    expect(types(page)).toEqual(['page_view']);
    expect([visitor.storage, visitor.unsent]).toEqual([null, null]);
  });
});

describe('where storage', () => {
  it.each(['throws', 'full'] as const)('%s, the page keeps what is unsent', async (storage) => {
    const visitor = visitorInOutage();
    const page = visitor.open('/', { storage });
    const id = lead(page);
    await visitor.wait(MINUTE);
    visitor.collector = up;
    const { length } = page.told;
    await visitor.wait(10 * MINUTE);
    expect(page.told.slice(length)).toMatchObject([
      { events: [{ type: 'lead', id }] },
      { events: [{ type: 'page_view' }] },
    ]);
  });

  it.each([
    '',
    '{',
    'null',
    '5',
    '"text"',
    '{}',
    '{"filter":1}',
    '[null]',
    '[[1],{"a":1},"x",7]',
    '[{"toString":1}]',
  ])('holds %j, the page goes on', async (text) => {
    const visitor = visitorInOutage();
    visitor.unsent = text;
    const page = visitor.open('/');
    const id = lead(page);
    await visitor.wait(MINUTE);
    expect(JSON.parse(visitor.unsent ?? '')).toHaveLength(2);
    visitor.collector = up;
    const { length } = page.told;
    await visitor.wait(10 * MINUTE);
    expect(page.told.slice(length)).toMatchObject([
      { events: [{ type: 'lead', id }] },
      { events: [{ type: 'page_view' }] },
    ]);
    for (const message of page.told) expect(Batch.safeParse(message).error).toBeUndefined();
    expect(visitor.unsent).toBeNull();
  });
});

it('keeps a lead where the page has something else in the place of fetch', async () => {
  const visitor = new Visitor();
  const page = visitor.open('/', { before: 'globalThis.fetch = async () => ({ status: 500 })' });
  const id = lead(page);
  await visitor.wait(MINUTE);
  const next = visitor.open('/');
  await visitor.wait(MINUTE);
  expect(timesTold(next, id)).toBe(1);
});

it('asks again for what the browser lost, where the collector could not be asked', async () => {
  const visitor = visitorInOutage({}, 'mount');
  visitor.cookie = `waybill_visitor=${'0'.repeat(25)};path=/;domain=shop.example`;
  const page = visitor.open('/');
  await visitor.wait(2 * SECOND);
  visitor.collector = up;
  await visitor.wait(4 * SECOND);
  expect(page.told).toMatchObject([{ revive: true }, { revive: true }]);
  expect(content(page.told[1])).toBe(content(page.told[0]));
});
