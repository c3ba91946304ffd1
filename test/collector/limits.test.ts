import { eq } from 'drizzle-orm';
import { Hono } from 'hono';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readNodeSettings } from '../../collector/config.ts';
import { ledger } from '../../collector/db/schema.ts';
import { networkOf } from '../../collector/domain/network.ts';
import { addressReader, placeReader } from '../../collector/node/address.ts';
import { rateLimits } from '../../collector/node/limits.ts';
import { SHOP, testHome } from '../support/home.ts';
import { message, pageView } from '../support/message.ts';

describe('the address of who asks', () => {
  const SOCKET = '10.0.0.1';
  const XFF = { WAYBILL_ADDRESS_HEADER: 'X-Forwarded-For' };
  const TWO = { ...XFF, WAYBILL_PROXIES: '2' };
  const KNOWN = { ...XFF, WAYBILL_PROXIES: '10.0.0.0/24, 2001:db8:7::/48 192.0.2.10' };
  const OTHERS = { ...XFF, WAYBILL_PROXIES: '127.0.0.1' };

  it.each([
    ['is that of the socket, whatever headers say', {}, '9.9.9.9', SOCKET],
    ['is what the one proxy saw', XFF, '9.9.9.9', '9.9.9.9'],
    ['is what the proxy added, not what was sent to it', XFF, '1.1.1.1, 9.9.9.9', '9.9.9.9'],
    ['is what the outer of two proxies added', TWO, '1.1.1.1, 9.9.9.9, 10.2.2.2', '9.9.9.9'],
    ['is what the inner proxy saw, where it was asked by itself', TWO, '9.9.9.9', '9.9.9.9'],
    ['is that of the socket where the proxy says nothing', XFF, '', SOCKET],
    ['is that of the socket where the header holds no address', XFF, 'unknown', SOCKET],
    ['is that of the socket where the header holds code', XFF, '<script>', SOCKET],
    ['is what a known proxy saw', KNOWN, '1.1.1.1, 9.9.9.9', '9.9.9.9'],
    ['is what the outer known proxy saw', KNOWN, '1.1.1.1, 9.9.9.9, 192.0.2.10', '9.9.9.9'],
    ['is what a known proxy saw by IPv6', KNOWN, '9.9.9.9, 2001:db8:7::1', '9.9.9.9'],
    ['is that of an unknown proxy', OTHERS, '9.9.9.9', SOCKET],
    ['is that of the proxy that saw what is none', KNOWN, '9.9.9.9, x, 192.0.2.10', '192.0.2.10'],
    ['is that of the outermost proxy, where it asks itself', KNOWN, '10.0.0.7', '10.0.0.7'],
    ['comes with a port', XFF, '9.9.9.9:4711', '9.9.9.9'],
    ['comes as IPv6', XFF, '2001:db8::7', '2001:db8::7'],
    ['comes as IPv6 with brackets and a port', XFF, '[2001:db8::7]:4711', '2001:db8::7'],
    ['comes by another header', { WAYBILL_ADDRESS_HEADER: 'cf-connecting-ip' }, '9.9.9.9', SOCKET],
  ])('%s', async (_says, settings, header, address) => {
    const addressOf = addressReader(readNodeSettings(settings));
    const app = new Hono().get('/', (c) => c.text(addressOf(c)));
    const env = { incoming: { socket: { remoteAddress: SOCKET } } };
    const answer = await app.request('/', { headers: { 'x-forwarded-for': header } }, env);
    expect(await answer.text()).toBe(address);
  });

  it.each(['0', '21', 'all', '10.0.0.300', '10.0.0.1/40'])('is not read by %j proxies', (text) => {
    expect(() => readNodeSettings({ WAYBILL_PROXIES: text })).toThrow(
      'WAYBILL_PROXIES must be a number from 1 to 20, or addresses, as 127.0.0.1 192.0.2.0/24',
    );
  });

  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:2::9', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['', ''],
  ])('%s is of the network %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });
});

describe('the place of who asks', () => {
  const BOTH = {
    WAYBILL_COUNTRY_HEADER: 'CF-IPCountry',
    WAYBILL_REGION_HEADER: 'cf-region-code',
  };

  it.each([
    [{}, 'DE', 'BE', {}],
    [BOTH, 'de', 'be', { country: 'DE', region: 'BE' }],
    [{ WAYBILL_COUNTRY_HEADER: 'cf-ipcountry' }, 'DE', 'BE', { country: 'DE' }],
    [BOTH, 'XX', 'BE', {}],
    [BOTH, 'T1', '', {}],
    [BOTH, 'DE', 'x'.repeat(99), { country: 'DE' }],
    [BOTH, '<b>', 'BE', {}],
  ])('is, by %j, of %j and %j: %j', async (settings, country, region, place) => {
    const placeOf = placeReader(readNodeSettings(settings));
    const app = new Hono().get('/', (c) => c.json(placeOf(c)));
    const headers = { 'cf-ipcountry': country, 'cf-region-code': region };
    expect(await (await app.request('/', { headers })).json()).toEqual(place);
  });
});

describe('a rate limit', () => {
  let home: Awaited<ReturnType<typeof testHome>>;
  afterEach(() => home?.close());

  const collect = (address: string) =>
    home.request(`/v1/collect/${home.siteKey}`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain', origin: SHOP, 'x-real-ip': address },
      body: JSON.stringify(message([pageView()])),
    });
  const statuses = async (addresses: string[]) => {
    const seen: number[] = [];
    for (const address of addresses) seen.push((await collect(address)).status);
    return seen;
  };

  it('holds an address, says until when, and leaves others alone', async () => {
    home = await testHome({ WAYBILL_RATE_PER_ADDRESS: '3', WAYBILL_ADDRESS_HEADER: 'x-real-ip' });
    expect(await statuses(['192.0.2.1', '192.0.2.1', '192.0.2.1'])).toEqual([202, 202, 202]);
    const refused = await collect('192.0.2.1');
    expect(refused.status).toBe(429);
    expect(refused.headers.get('waybill-reason')).toBe('rate_limited');
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(50);
    expect(refused.headers.get('access-control-expose-headers')).toContain('Retry-After');
    expect((await refused.json()).error.message).toMatch(/from this address.*\d+ seconds/);
    expect(await statuses(['192.0.2.2'])).toEqual([202]);
    // A subscriber has a whole network of these.
    const own = ['2001:db8::1', '2001:db8::2', '2001:db8::3', '2001:db8::4', '2001:db8:0:1::1'];
    expect(await statuses(own)).toEqual([202, 202, 202, 429, 202]);
  });

  it('holds the API and the sign-in, too', async () => {
    home = await testHome({ WAYBILL_RATE_PER_ADDRESS: '1', WAYBILL_ADDRESS_HEADER: 'x-real-ip' });
    const headers = { 'x-real-ip': '192.0.2.1', authorization: `Bearer ${home.apiKey}` };
    expect((await home.request('/v1/leads', { headers })).status).toBe(200);
    expect((await home.request('/v1/leads', { headers })).status).toBe(429);
    const guess = await home.request('/sign-in', { method: 'POST', headers, body: 'token=x' });
    expect(guess.status).toBe(429);
    expect((await home.request('/health', { headers })).status).toBe(200);
  });

  it('holds a site, whoever asks', async () => {
    home = await testHome({ WAYBILL_RATE_PER_SITE: '2', WAYBILL_ADDRESS_HEADER: 'x-real-ip' });
    const refused = await statuses(['192.0.2.1', '192.0.2.2', '192.0.2.3', '192.0.2.4']);
    expect(refused).toEqual([202, 202, 429, 429]);
  });

  it('is none where it is 0', async () => {
    home = await testHome({
      WAYBILL_RATE_PER_ADDRESS: '0',
      WAYBILL_RATE_PER_SITE: '0',
      WAYBILL_ADDRESS_HEADER: 'x-real-ip',
    });
    const seen = await statuses(Array.from({ length: 20 }, () => '192.0.2.1'));
    expect(new Set(seen)).toEqual(new Set([202]));
  });

  it('is counted in the ledger', async () => {
    home = await testHome({ WAYBILL_RATE_PER_SITE: '1' });
    await statuses(['', '', '']);
    const refused = async () => {
      await home.home.deps.project();
      const rows = await home.home.db.select().from(ledger).where(eq(ledger.outcome, 'refused'));
      return rows.map(({ unit, reason, count }) => ({ unit, reason, count }));
    };
    await expect
      .poll(refused, { timeout: 5_000, interval: 200 })
      .toEqual([{ unit: 'request', reason: 'rate_limited', count: 2 }]);
  });
});

describe('limits in memory', () => {
  afterEach(() => void vi.useRealTimers());

  it('end with their minute', async () => {
    vi.useFakeTimers();
    const limit = rateLimits(readNodeSettings({ WAYBILL_RATE_PER_ADDRESS: '1' }));
    expect(await limit('address', 'a')).toBeUndefined();
    vi.advanceTimersByTime(20_000);
    expect(await limit('address', 'a')).toBe(40);
    vi.advanceTimersByTime(40_000);
    expect(await limit('address', 'a')).toBeUndefined();
    expect(await limit('address', 'a')).toBe(60);
  });

  it('know no more than so many addresses, and still those that they know', async () => {
    const limit = rateLimits(readNodeSettings({ WAYBILL_RATE_PER_ADDRESS: '1' }));
    // Of two minutes, where one ends between them.
    for (let address = 0; address < 200_000; address++) await limit('address', `${address}`);
    for (let address = 0; address < 300_000; address++) await limit('address', `new ${address}`);
    expect(await limit('address', 'new 299999')).toBeUndefined();
    expect(await limit('address', '7')).toBeGreaterThan(0);
  });
});

describe('a URL', () => {
  let home: Awaited<ReturnType<typeof testHome>>;
  beforeEach(async () => {
    home = await testHome();
  });
  afterEach(() => home.close());

  it.each([
    ['of 7,000 characters', `/leads?after=${'a'.repeat(7_000)}`, 303],
    ['of 9,000 characters', `/leads?after=${'a'.repeat(9_000)}`, 414],
    ['that steps out of the mount', '/waybill/..%2fleads', 404],
    ['that steps into the mount', '/leads/..%2Fwaybill%2f', 404],
    ['with a turned slash', '/waybill/..%5cleads', 404],
  ])('%s is answered as it should', async (_name, path, status) => {
    expect((await home.request(path)).status).toBe(status);
  });
});
