import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Started, startWaybill, waybill } from '../support/executable.ts';
import { temporaryFolder } from '../support/home.ts';
import { lead, message, newId, pageView } from '../support/message.ts';
import {
  before,
  elsewhere,
  findProxy,
  type ProxyName,
  type RunningProxy,
  startProxy,
} from '../support/proxies.ts';

const SITE = 'www.example.com';
const COLLECT = 'collect.example.com';
const ORIGIN = `https://${SITE}`;
/** Enough for all that is sent from this machine's address below, save by who sends too much. */
const PER_ADDRESS = 60;

describe.each<ProxyName>(['nginx', 'caddy'])('behind %s', (name) => {
  const path = findProxy(name);
  const folder = temporaryFolder();
  let settings: Record<string, string>;
  let started: Started;
  let proxy: RunningProxy;
  let siteKey: string;
  let apiKey: string;

  beforeAll(async () => {
    if (!path) return;
    settings = {
      WAYBILL_DATA: folder.path,
      WAYBILL_PUBLIC_URL: `https://${COLLECT}`,
      WAYBILL_ADDRESS_HEADER: 'x-forwarded-for',
      WAYBILL_RATE_PER_ADDRESS: `${PER_ADDRESS}`,
    };
    await waybill(['origins', 'add', ORIGIN], settings);
    started = await startWaybill(settings, ['--no-demo']);
    siteKey = /\/s\/(\w+)\.js/.exec(started.printed)?.[1] ?? '';
    apiKey = (await waybill(['keys', 'add'], settings)).stdout.trim();
    proxy = await startProxy(name, path, before(name, started.port));
  });
  afterAll(async () => {
    await proxy?.stop();
    await started?.stop();
    folder.remove();
  });

  const test = it.skipIf(!path);

  /** Sends a message as a page of the site does. */
  const send = (
    host: string,
    body: string,
    headers: Record<string, string> = {},
    door = host === SITE ? '/waybill/v1/collect/' : '/v1/collect/',
  ) =>
    proxy.ask(host, door + siteKey, {
      method: 'POST',
      body,
      headers: {
        'content-type': 'text/plain',
        origin: ORIGIN,
        'sec-fetch-site': host === SITE ? 'same-origin' : 'cross-site',
        'content-length': `${Buffer.byteLength(body)}`,
        ...headers,
      },
    });
  const asAnn = () => ({ headers: { authorization: `Bearer ${apiKey}` } });

  test('the site shows its own pages, and the script', async () => {
    expect((await proxy.ask(SITE, '/')).text).toBe("The site's own page");
    const script = await proxy.ask(SITE, `/waybill/s/${siteKey}.js`);
    expect(script.status).toBe(200);
    expect(script.text).toContain(`"collect":"/waybill/v1/collect/${siteKey}"`);
    expect(script.text).toContain(`"leads":"https://${COLLECT}/leads/"`);
  });

  test('a message is taken, and the visitor is known again by his cookie alone', async () => {
    const visitor = newId();
    const event = lead();
    const first = await send(SITE, JSON.stringify(message([event], { visitor })));
    expect(first.status).toBe(202);
    expect(first.headers['set-cookie']).toEqual([
      expect.stringMatching(
        new RegExp(`^waybill_visitor=${visitor}; .*Domain=example\\.com; .*Secure`),
      ),
    ]);
    await expect
      .poll(async () => (await proxy.ask(COLLECT, `/v1/leads/${event.id}`, asAnn())).status)
      .toBe(200);
    const cookie = `session=theirs; waybill_visitor=${visitor}; other=1`;
    const again = await send(
      SITE,
      JSON.stringify(message([pageView()], { visitor, revive: true })),
      { cookie },
    );
    expect(JSON.parse(again.text).visit).toMatchObject({ sessions: 1 });
  });

  test("none of the site's other cookies is handed on", async () => {
    // A sign-in at the dashboard, as a browser would bring it where it was set for the domain.
    const link = (await waybill(['sign-in'], settings)).stdout.trim();
    const token = new URL(link).searchParams.get('token') ?? '';
    const signedIn = await proxy.ask(COLLECT, '/sign-in', {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        origin: `https://${COLLECT}`,
      },
      body: `token=${token}`,
    });
    expect(signedIn.status).toBe(303);
    const cookie = signedIn.headers['set-cookie']?.[0]?.split(';')[0] ?? '';
    expect((await proxy.ask(COLLECT, '/leads', { headers: { cookie } })).status).toBe(200);
    const mounted = await proxy.ask(SITE, '/waybill/leads', { headers: { cookie } });
    expect(mounted.status).toBe(404);
  });

  test.each([
    '/waybill/leads',
    '/waybill/v1/leads',
    '/waybill/sign-in',
    '/waybill/health',
    '/waybill/metrics',
    '/waybill/',
    '/waybill/../leads',
    '/waybill/..%2fleads',
    '/waybill/%2e%2e/v1/leads',
    '/waybill/..%5cleads',
    '/v1/leads/..%2f..%2fwaybill%2fx',
    '/%2e%2e/leads/..%2fwaybill%2fx',
    '/waybill//v1/leads',
    '/v1/leads',
    '/leads',
    '/health',
  ])('nothing but script and messages is to be had from the site: %s', async (path) => {
    const answer = await proxy.ask(SITE, path, asAnn());
    expect([400, 404]).toContain(answer.status);
    expect(answer.text).not.toMatch(/"leads"|Sign in|"ok":true/);
  });

  test('a body that is too large is refused with its reason', async () => {
    const refused = await send(COLLECT, ' '.repeat(100_000));
    expect([refused.status, refused.headers['waybill-reason']]).toEqual([413, 'too_large']);
    expect(refused.headers['access-control-allow-origin']).toBe('*');
  });

  test('a URL that is too long is refused', async () => {
    const refused = await proxy.ask(COLLECT, `/leads?after=${'a'.repeat(9_000)}`);
    expect(refused.status).toBe(414);
  });

  test('who sends too much is told until when, whatever address he claims', async () => {
    const seen = new Set<number>();
    let refused: Awaited<ReturnType<typeof send>> | undefined;
    for (let sent = 0; sent <= PER_ADDRESS && !refused; sent++) {
      const headers = { 'x-forwarded-for': `192.0.2.${sent}`, 'x-real-ip': `192.0.2.${sent}` };
      const answer = await send(COLLECT, JSON.stringify(message([pageView()])), headers);
      seen.add(answer.status);
      if (answer.status === 429) refused = answer;
    }
    expect(seen).toEqual(new Set([202, 429]));
    expect(Number(refused?.headers['retry-after'])).toBeGreaterThan(0);
    expect(refused?.headers['waybill-reason']).toBe('rate_limited');
    expect(refused?.headers['access-control-expose-headers']).toContain('Retry-After');
  });
});

describe.each<ProxyName>(['nginx', 'caddy'])("behind a site's own %s, and nginx", (name) => {
  const paths = [findProxy(name), findProxy('nginx')] as const;
  const folder = temporaryFolder();
  const running: { stop: () => Promise<unknown> }[] = [];
  let siteKey: string;
  let site: RunningProxy;
  let collect: RunningProxy;

  beforeAll(async () => {
    const [path, nginx] = paths;
    if (!path || !nginx) return;
    const settings = {
      WAYBILL_DATA: folder.path,
      WAYBILL_PUBLIC_URL: `https://${COLLECT}`,
      WAYBILL_ADDRESS_HEADER: 'x-forwarded-for',
      // That of both proxies, here.
      WAYBILL_PROXIES: '127.0.0.1',
      WAYBILL_RATE_PER_ADDRESS: '2',
    };
    await waybill(['origins', 'add', ORIGIN], settings);
    const started = await startWaybill(settings, ['--no-demo']);
    siteKey = /\/s\/(\w+)\.js/.exec(started.printed)?.[1] ?? '';
    collect = await startProxy('nginx', nginx, before('nginx', started.port));
    site = await startProxy(name, path, elsewhere(name, collect.port));
    running.push(started, collect, site);
  });
  afterAll(async () => {
    await Promise.all(running.map(({ stop }) => stop()));
    folder.remove();
  });

  it.skipIf(!paths.every(Boolean))('each visitor has his own cookie and allowance', async () => {
    const send = async (proxy: RunningProxy, host: string, door: string, from: string) => {
      const visitor = newId();
      const answer = await proxy.ask(host, door + siteKey, {
        method: 'POST',
        from,
        headers: {
          'content-type': 'text/plain',
          origin: ORIGIN,
          'sec-fetch-site': 'same-origin',
          'x-forwarded-for': '192.0.2.7',
          cookie: `waybill_visitor=${visitor}`,
        },
        body: JSON.stringify(message([pageView()], { visitor })),
      });
      const isSet = answer.headers['set-cookie']?.[0]?.startsWith(`waybill_visitor=${visitor};`);
      return [answer.status, isSet ?? false];
    };
    const atSite = (from: string) => send(site, SITE, '/waybill/v1/collect/', from);
    const direct = (from: string) => send(collect, COLLECT, '/v1/collect/', from);
    expect(await atSite('127.0.0.8')).toEqual([202, true]);
    expect(await direct('127.0.0.8')).toEqual([202, false]);
    expect(await atSite('127.0.0.8')).toEqual([429, false]);
    expect(await direct('127.0.0.8')).toEqual([429, false]);
    expect(await atSite('127.0.0.9')).toEqual([202, true]);
    for (const path of ['/waybill/leads', '/waybill/../leads', '/leads/..%2fwaybill%2fx']) {
      expect((await site.ask(SITE, path)).status).toBe(404);
    }
  });
});
