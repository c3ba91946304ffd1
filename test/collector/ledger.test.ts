import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ledger } from '../../collector/db/schema.ts';
import { changeSetting } from '../../collector/node/setup.ts';
import { SHOP, testHome } from '../support/home.ts';
import { lead, message, pageView } from '../support/message.ts';

let home: Awaited<ReturnType<typeof testHome>>;
beforeEach(async () => {
  home = await testHome();
});
afterEach(() => home.close());

type Headers = Record<string, string>;

const send = (body: string | object, headers: Headers = {}, key = home.siteKey) =>
  home.request(`/v1/collect/${key}`, {
    method: 'POST',
    headers: { 'content-type': 'text/plain', origin: SHOP, ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

async function read(path: string) {
  // What was refused is written within a second.
  await home.home.flush();
  await home.home.deps.project();
  const answer = await home.request(path, { headers: { authorization: `Bearer ${home.apiKey}` } });
  return answer.json();
}

/** What came in and what became of it, without what is none. */
async function counted() {
  const { total, balanced, waiting } = await read('/v1/ledger');
  expect([balanced, waiting]).toEqual([true, 0]);
  const some = ({ refused, ...counts }: Record<string, unknown>) => ({
    ...Object.fromEntries(Object.entries(counts).filter(([, count]) => count)),
    ...(Object.keys(refused as object).length > 0 && { refused }),
  });
  return { requests: some(total.requests), events: some(total.events) };
}

describe('the ledger', () => {
  const view = pageView();
  const form = lead();
  const badEvent = { type: 'nonsense' };
  const contact = { email: 'ann@mailinator.com' };
  const fast = (seconds: number) => lead({ intent: { seconds } });
  const accepted = { type: 'accepted', id: form.id, at: form.at, by: 'netlify', page: form.page };
  const tested = pageView({ url: `${SHOP}/?a=b&waybill=test` });

  it.each<[string, object, (object | [object, Headers])[]]>([
    ['new events', { in: 3, stored: 3 }, [message([view, form]), message([accepted])]],
    [
      'what is sent again',
      { in: 4, stored: 2, duplicate: 2 },
      [message([view, form]), message([view, form])].map((one) => ({
        ...one,
        session: { id: form.id, started_at: form.at, number: 1 },
      })),
    ],
    ['news of a lead', { in: 2, stored: 2 }, same([form, { ...form, status: 'accepted' }])],
    ['an event twice in a message', { in: 2, stored: 1, duplicate: 1 }, [message([view, view])]],
    [
      'another page by the id of one',
      { in: 2, stored: 1, conflict: 1 },
      same([view, { ...view, url: `${SHOP}/else` }]),
    ],
    [
      'another lead by the id of one',
      { in: 2, stored: 1, conflict: 1 },
      same([form, { ...form, form: { id: 'other', name: '' } }]),
    ],
    [
      'an event by an id of another session',
      { in: 2, stored: 1, conflict: 1 },
      [message([view]), message([view])],
    ],
    [
      'a bot',
      { in: 1, bot: 1 },
      [[message([form]), { 'user-agent': 'Mozilla/5.0 (compatible; Googlebot/2.1)' }]],
    ],
    ['who names no browser', { in: 1, bot: 1 }, [[message([form]), { 'user-agent': ' ' }]]],
    [
      'a scanner of mails',
      { in: 1, bot: 1 },
      [[message([form]), { 'user-agent': 'Barracuda Sentinel (EE)' }]],
    ],
    [
      'a page fetched ahead',
      { in: 1, bot: 1 },
      [[message([view]), { 'sec-purpose': 'prefetch;prerender' }]],
    ],
    [
      'a form that was sent at once',
      { in: 2, spam: 1, stored: 1 },
      [message([fast(1.2), fast(12)])],
    ],
    ['a disposable address', { in: 1, spam: 1 }, [message([lead({ contact })])]],
    [
      'a web address for a name',
      { in: 1, spam: 1 },
      [message([lead({ contact: { name: 'See http://win.example' } })])],
    ],
    [
      'who tries the script out',
      { in: 2, test: 2 },
      [message([tested, lead({ path: [{ ...tested, title: '' } as never] })])],
    ],
    [
      'an event that is not valid',
      { in: 3, stored: 1, refused: { invalid_event: 2 } },
      [message([badEvent, view, badEvent])],
    ],
    ['only such', { in: 2, refused: { invalid_events: 2 } }, [message([badEvent, badEvent])]],
    [
      'too many at once',
      { in: 101, refused: { too_many_events: 101 } },
      [message(Array.from({ length: 101 }, () => view))],
    ],
    [
      'a message without a session',
      { in: 1, refused: { invalid_message: 1 } },
      [message([view], { session: undefined })],
    ],
  ])('counts %s', async (_name, events, sent) => {
    await changeSetting(home.home, home.local, 'contact', {});
    for (const one of sent) {
      const [body, headers] = Array.isArray(one) ? one : [one, {}];
      await send(body, headers);
    }
    expect((await counted()).events).toEqual(events);
  });

  /** Events of one session, a message each. */
  function same(events: object[]): object[] {
    const envelope = message([]);
    return events.map((event) => ({ ...envelope, events: [event] }));
  }

  it('counts requests, with why they were refused', async () => {
    await send(message([view]));
    await send('{"v":1,');
    await send('{"v":1,');
    await send(message([view]), { origin: 'https://www.thief.example' });
    await send(message([view]), { 'content-type': 'text/html' });
    expect(await counted()).toEqual({
      requests: {
        in: 5,
        taken: 1,
        refused: { malformed_json: 2, origin_not_allowed: 1, content_type: 1 },
      },
      events: { in: 1, stored: 1 },
    });
  });

  it('counts what named no site, and shows it to nobody', async () => {
    await send(message([view]), {}, 'nosuchsite');
    expect(await counted()).toEqual({ requests: {}, events: {} });
    const rows = await home.home.db.select().from(ledger);
    expect(
      rows.map(({ siteId, outcome, reason, count }) => [siteId, outcome, reason, count]),
    ).toEqual([
      ['', 'in', '', 1],
      ['', 'refused', 'unknown_site', 1],
    ]);
  });

  it('gives each day of each site, and the days that are asked for', async () => {
    await send(message([view]));
    const today = new Date().toISOString().slice(0, 10);
    const { days } = await read(`/v1/ledger?from=${today}&to=${today}`);
    expect(days).toMatchObject([
      { day: today, site: home.siteKey, requests: { in: 1, taken: 1 }, events: { stored: 1 } },
    ]);
    expect((await read('/v1/ledger?from=2020-01-01&to=2020-02-01')).days).toEqual([]);
  });

  it.each(['from=yesterday', 'to=2026-13-40', 'from=2026-02-02&to=2026-02-01', 'from=2020-01-01'])(
    'refuses %s',
    async (query) => {
      expect((await read(`/v1/ledger?${query}`)).error.reason).toBe('bad_query');
    },
  );
});

describe('a label', () => {
  const listed = async (show = '') => {
    const { leads } = await read(`/v1/leads${show && `?show=${show}`}`);
    return leads.map(({ id, label }: { id: string; label: string }) => [id, label]);
  };

  it('keeps a lead out of the list that people read, and loses it not', async () => {
    const [person, bot, spam, tested] = [
      lead(),
      lead(),
      lead({ intent: { seconds: 0.4 } }),
      lead({ page: `${SHOP}/contact?waybill=debug` }),
    ];
    for (const event of [person, spam, tested]) await send(message([event]));
    await send(message([bot]), { 'user-agent': 'curl/8.5.0' });
    expect(await listed()).toEqual([
      [tested.id, 'test'],
      [person.id, ''],
    ]);
    expect(await listed('spam')).toEqual([[spam.id, 'spam']]);
    expect(await listed('bot')).toEqual([[bot.id, 'bot']]);
    expect(await listed('test')).toEqual([[tested.id, 'test']]);
    expect(await listed('all')).toHaveLength(4);
    expect(await read(`/v1/leads/${bot.id}`)).toMatchObject({
      label: 'bot',
      label_by: 'user agent of a bot',
    });
    expect(await read(`/v1/leads/${spam.id}`)).toMatchObject({
      label: 'spam',
      label_by: 'sent 0.4 s after it was begun',
    });
    expect((await read('/v1/leads?show=nobody')).error.reason).toBe('bad_query');
  });

  it('is none once a person is known to have sent it', async () => {
    const body = message([lead()]);
    const [{ id }] = (body as { events: [{ id: string }] }).events;
    await send(body, { 'user-agent': 'curl/8.5.0' });
    await send(body);
    await send(body, { 'user-agent': 'curl/8.5.0' });
    expect(await read(`/v1/leads/${id}`)).toMatchObject({ label: '', label_by: '' });
  });
});

describe('a browser', () => {
  it('is kept by its name and great version alone', async () => {
    const event = lead();
    await send(message([event]));
    const found = await read(`/v1/leads/${event.id}`);
    expect(found.client).toEqual({ browser: 'Chrome 141', os: 'Windows', device: 'desktop' });
    expect(JSON.stringify(found)).not.toContain('Mozilla');
  });
});
