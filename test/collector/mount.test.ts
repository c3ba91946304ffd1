import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFirstAccount } from '../../collector/db/setup.ts';
import { addOrigin } from '../../collector/db/sites.ts';
import type { Batch, KeptVisit, Touch } from '../../shared/wire.ts';
import { SHOP, testHome } from '../support/home.ts';
import { AT, lead, message, newId, pageView, touch } from '../support/message.ts';

const BLOG = 'https://blog.shop.example';

let home: Awaited<ReturnType<typeof testHome>>;
beforeAll(async () => {
  home = await testHome();
  const site = { accountId: home.local.scope.accountId, siteId: home.local.site.id };
  for (const origin of [BLOG, 'http://localhost:8080']) await addOrigin(site, home.home.db, origin);
});
afterAll(() => home.close());

const DAY_MS = 86_400_000;
const OWN = { 'sec-fetch-site': 'same-origin' };

/** A request, where it is not one of the shop's page to the shop's host. */
interface How {
  origin?: string;
  url?: string;
  key?: string;
  headers?: Record<string, string>;
}

async function send(
  body: object,
  { origin = SHOP, url = SHOP, key = home.siteKey, headers = {} }: How = {},
) {
  // It comes when its newest event happens.
  const now = Math.max(...(body as Batch).events.map(({ at }) => at));
  home.home.deps.now = () => now;
  const answer = await home.request(`${url}/waybill/v1/collect/${key}`, {
    method: 'POST',
    headers: { 'content-type': 'text/plain', origin, ...headers },
    body: JSON.stringify({ ...body, sent_at: now }),
  });
  const { visit } = (await answer.json()) as { visit?: KeptVisit };
  return { status: answer.status, headers: answer.headers, visit };
}

async function cookieSet(body: object, how?: How) {
  return (await send(body, how)).headers.get('set-cookie');
}

const consent = (level: string, by = 'klaro') => ({
  storage: { level, by, at: AT },
  ads: { level: 'unknown', by: 'default', at: AT },
});

describe('the cookie of the visitor', () => {
  const visitor = newId();
  const body = message([pageView()], { visitor });
  const kept = (rest: string) => `waybill_visitor=${visitor}; Max-Age=34560000; ${rest}`;

  it.each([
    ['of the whole site', SHOP, 'Domain=shop.example; Path=/; Secure; SameSite=Lax'],
    ['the same on its other hosts', BLOG, 'Domain=shop.example; Path=/; Secure; SameSite=Lax'],
    ['of one host that is of no domain', 'http://localhost:8080', 'Path=/; SameSite=Lax'],
  ])('is %s', async (_name, url, expected) => {
    expect(await cookieSet(body, { url, origin: url, headers: OWN })).toBe(kept(expected));
  });

  it.each([
    ['the proxy names the host', { 'x-forwarded-host': 'www.shop.example' }],
    ['two proxies do', { ...OWN, 'x-forwarded-host': 'www.shop.example:443, inner.example' }],
  ])('is set where %s', async (_name, headers) => {
    const url = 'http://collector.internal:8787';
    expect(await cookieSet(body, { url, headers })).toContain(visitor);
  });

  const forwarded = (host: string) => ({
    url: 'http://collector.internal',
    headers: { 'x-forwarded-host': host },
  });
  it.each<[string, How]>([
    ['another host is asked', { url: 'https://collect.example' }],
    ['it says that it is the same', { url: 'https://collect.example', headers: OWN }],
    ['another host of the site is asked', { url: BLOG }],
    ['the proxy names another host', forwarded('shop.example')],
    ['the proxy names none', forwarded('%00 [')],
    ['the browser says otherwise', { headers: { 'sec-fetch-site': 'cross-site' } }],
    [
      'a neighbour names the host',
      { headers: { 'sec-fetch-site': 'same-site', 'x-forwarded-host': 'www.shop.example' } },
    ],
  ])('is not set where %s, and the message is taken', async (_name, how) => {
    const { status, headers } = await send(body, how);
    expect([status, headers.get('waybill-reason')]).toEqual([202, 'other_host']);
    expect(headers.get('set-cookie')).toBeNull();
  });

  it.each(['page', 'none'])('is deleted where storage is %s', async (level) => {
    const refused = message([pageView()], { visitor: null, consent: consent(level) });
    const cookie = `a=b; waybill_visitor=${visitor}; c=d`;
    expect(await cookieSet(refused, { headers: { cookie } })).toBe(
      'waybill_visitor=; Max-Age=0; Domain=shop.example; Path=/; Secure; SameSite=Lax',
    );
    expect(await cookieSet(refused, { headers: { cookie: 'xwaybill_visitor=1' } })).toBeNull();
    const named = message([pageView()], { visitor, consent: consent(level) });
    expect(await cookieSet(named)).toBeNull();
  });

  it('is left as it is while a consent tool is waited for', async () => {
    const pending = message([pageView()], { visitor, consent: consent('page', 'pending') });
    const cookie = `waybill_visitor=${visitor}`;
    expect(await cookieSet(pending, { headers: { cookie } })).toBeNull();
  });

  it('is not set for no visitor, nor by a message that is refused', async () => {
    expect(await cookieSet(message([pageView()], { visitor: null }))).toBeNull();
    expect(await cookieSet(message([{}], { visitor }))).toBeNull();
    expect(await cookieSet(message([pageView()], { visitor: 'x; Domain=example' }))).toBeNull();
    const { status, headers } = await send(body, { origin: 'https://thief.example' });
    expect([status, headers.get('set-cookie')]).toEqual([403, null]);
  });

  it('is of this door alone', async () => {
    const answer = await home.request(`${SHOP}/v1/collect/${home.siteKey}`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain', origin: SHOP, cookie: `waybill_visitor=${visitor}` },
      body: JSON.stringify({ ...body, revive: true }),
    });
    expect(answer.headers.get('set-cookie')).toBeNull();
    expect(await answer.json()).toEqual({ taken: 1, refused: [] });
  });
});

describe('a browser that lost what it kept', () => {
  const direct = (at: number) =>
    touch({ at, landing_page: `${SHOP}/`, referrer: '', tags: {}, click_ids: {} });
  const news = (at: number) => touch({ at, tags: { utm_source: 'news' }, click_ids: {} });

  /** A session of so many pages, a minute each, begun by a touch. Returns its id and addresses. */
  async function session(visitor: string, number: number, begun: Touch, pages = 1) {
    const id = newId();
    const urls = Array.from({ length: pages }, (_, i) => `${SHOP}/${i}`);
    const views = urls.map((url, i) =>
      pageView({
        at: begun.at + i * 60_000,
        url,
        ...(i ? { engaged_ms: 500 } : { touch: begun }),
      }),
    );
    await send(message(views, { visitor, session: { id, started_at: begun.at, number } }));
    return { id, urls };
  }

  const asking = (visitor: string, changes: object = {}) =>
    message([pageView({ at: AT + 9 * DAY_MS })], { visitor, revive: true, ...changes });
  const withCookie = (visitor: string) => ({
    headers: { cookie: `theirs=1; waybill_visitor=${visitor}` },
  });
  const ask = (visitor: string, changes?: object) =>
    send(asking(visitor, changes), withCookie(visitor));

  it('is given its touches, its sessions and the path of the newest', async () => {
    const visitor = newId();
    const [first, campaign, last] = [touch({ at: AT }), news(AT + DAY_MS), direct(AT + 2 * DAY_MS)];
    // In no order, and not without another visitor's.
    const { id, urls } = await session(visitor, 3, last, 3);
    await session(newId(), 9, news(AT + 3 * DAY_MS), 5);
    await session(visitor, 2, campaign);
    await session(visitor, 1, first);
    const body = asking(visitor);
    const { visit, headers } = await send(body, withCookie(visitor));
    expect(visit).toEqual({
      touches: { first, last, last_non_direct: campaign, session: last },
      sessions: 3,
      session_id: id,
      started_at: last.at,
      seen_at: last.at + 120_000,
      path: expect.anything(),
    });
    expect(visit?.path.map(({ url }) => url)).toEqual(urls);
    expect(visit?.path[1]).toEqual({
      id: expect.any(String),
      at: last.at + 60_000,
      url: `${SHOP}/1`,
      title: 'Home',
      engaged_ms: 500,
    });
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('access-control-allow-origin')).toBeNull();
    // By now the session that asks is stored, and still is none before itself.
    expect((await send(body, withCookie(visitor))).visit).toEqual(visit);
  });

  it('is told of more sessions where more were counted than told', async () => {
    const visitor = newId();
    await session(visitor, 7, touch());
    await session(visitor, 1, touch({ at: AT + DAY_MS }));
    expect((await ask(visitor)).visit?.sessions).toBe(7);
  });

  it('is told what its leads told, where no page view did', async () => {
    const visitor = newId();
    const inherited = { ...news(AT - 40 * DAY_MS), inherited: 'hubspot' };
    const within = news(AT + 60_000);
    const touches = {
      first: inherited,
      last: within,
      last_non_direct: within,
      session: direct(AT),
    };
    await send(message([lead({ touches })], { visitor }));
    expect((await ask(visitor)).visit).toMatchObject({ touches, path: [], sessions: 1 });
  });

  it('is given of a long path the first page and the newest', async () => {
    const visitor = newId();
    const { urls } = await session(visitor, 1, direct(AT), 45);
    const { visit } = await ask(visitor);
    expect(visit?.path.map(({ url }) => url)).toEqual([urls[0], ...urls.slice(-29)]);
    expect(visit?.touches).not.toHaveProperty('last_non_direct');
  });

  it.each<[string, (own: string) => ReturnType<typeof send>]>([
    ["another visitor's cookie", (own) => send(asking(own), withCookie(newId()))],
    ['no cookie', (own) => send(asking(own))],
    ['storage for one page only', (own) => ask(own, { consent: consent('page') })],
    ['no word that it lost something', (own) => ask(own, { revive: undefined })],
    ['a page of another host', (own) => send(asking(own), { ...withCookie(own), origin: BLOG })],
    ['a visitor of whom nothing is known', () => ask(newId())],
  ])('is given nothing with %s', async (_name, asks) => {
    const visitor = newId();
    await session(visitor, 1, touch());
    const { status, visit } = await asks(visitor);
    expect([status, visit]).toEqual([202, undefined]);
  });

  it('is given nothing of another site', async () => {
    const visitor = newId();
    await session(visitor, 1, touch());
    await createFirstAccount(home.home.db, {
      accountId: newId(),
      memberId: newId(),
      siteId: newId(),
      siteKey: 'othersite',
      keyHash: 'other',
      origins: [SHOP],
      now: 0,
    });
    const { status, visit } = await send(asking(visitor), {
      ...withCookie(visitor),
      key: 'othersite',
    });
    expect([status, visit]).toEqual([202, undefined]);
  });
});

describe("on a site's own origin", () => {
  it('the script needs the address of the dashboard', async () => {
    const answer = await home.request(`${SHOP}/waybill/s/${home.siteKey}.js`);
    expect(answer.status).toBe(503);
    expect(answer.headers.get('waybill-reason')).toBe('not_configured');
    expect(await answer.text()).toContain('WAYBILL_PUBLIC_URL');
  });

  it('the script has the part that asks for what was lost', async () => {
    const { deps } = home.home;
    deps.publicUrl = 'https://collect.example';
    deps.snippet = { ...deps.snippet, code: { ...deps.snippet.code, revive: '"the part"' } };
    const text = async (path: string) => (await home.request(SHOP + path)).text();
    expect(await text(`/waybill/s/${home.siteKey}.js`)).toContain('(()=>{"the part"})()');
    expect(await text(`/s/${home.siteKey}.js`)).not.toContain('the part');
  });

  const NOWHERE = '| / /leads /sign-in /sign-out /v1/leads /v1/collect /s'.split(' ');
  it.each(['POST', 'OPTIONS', 'GET', 'DELETE'])('nothing else answers %s', async (method) => {
    const nothing = async (path: string) => {
      const answer = await home.request(`${SHOP}/waybill${path}`, { method });
      expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([
        404,
        null,
      ]);
    };
    for (const path of NOWHERE) await nothing(path.replace('|', ''));
    if (method !== 'POST') await nothing(`/v1/collect/${home.siteKey}`);
  });
});
