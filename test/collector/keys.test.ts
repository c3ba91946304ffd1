import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { callerOfKey, siteByKey } from '../../collector/db/entry.ts';
import { insertSite, revokeSiteKey } from '../../collector/db/sites.ts';
import type { Access } from '../../collector/domain/access.ts';
import { makeKey } from '../../collector/jobs/grant.ts';
import { rotateSiteKey } from '../../collector/node/setup.ts';
import { hashOf } from '../../collector/secrets/token.ts';
import { addKey, SHOP, testHome } from '../support/home.ts';
import { lead, message, newId } from '../support/message.ts';

const NOW = 1_790_000_000_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

let home: Awaited<ReturnType<typeof testHome>>;
let admin: string;
let now: number;
beforeEach(async () => {
  home = await testHome();
  now = NOW;
  home.home.deps.now = () => now;
  admin = await addKey(home.home, home.local, 'admin');
});
afterEach(() => home.close());

interface Answer {
  status: number;
  reason: string | null;
  // biome-ignore lint/suspicious/noExplicitAny: what the API answers is what is tested
  body: any;
}

async function api(route: string, body?: object, secret = admin): Promise<Answer> {
  const [method = '', path = ''] = route.split(' ');
  const answer = await home.request(path, {
    method,
    headers: {
      authorization: `Bearer ${secret}`,
      ...(body && { 'content-type': 'application/json' }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  const { status, headers } = answer;
  return { status, reason: headers.get('waybill-reason'), body: await answer.json() };
}

const works = async (secret: string) => (await api('GET /v1/leads', undefined, secret)).status;

describe('a key', () => {
  it('is shown once, and listed by its id', async () => {
    const asked = { name: 'CRM', access: 'write', site: home.siteKey, expires_in: '90d' };
    const { status, body } = await api('POST /v1/keys', asked);
    const { secret, ...shown } = body;
    expect([status, shown]).toEqual([
      201,
      {
        id: (await hashOf(secret)).slice(0, 12),
        name: 'CRM',
        access: 'write',
        site: home.siteKey,
        created_at: new Date(NOW).toISOString(),
        expires_at: new Date(NOW + 90 * DAY_MS).toISOString(),
        revoked_at: null,
      },
    ]);
    const listed = (await api('GET /v1/keys')).body;
    expect(listed.keys).toContainEqual(shown);
    expect(JSON.stringify(listed)).not.toContain(secret);
    expect(await works(secret)).toBe(200);
  });

  it('may read, of the whole account, unless it is said', async () => {
    const { body } = await api('POST /v1/keys', {});
    expect(body).toMatchObject({ name: '', access: 'read', site: null, expires_at: null });
  });

  it('ends when it is too old, to the millisecond', async () => {
    const { secret } = (await api('POST /v1/keys', { expires_in: '30m' })).body;
    now += HOUR_MS / 2 - 1;
    expect(await works(secret)).toBe(200);
    now += 1;
    expect(await works(secret)).toBe(401);
  });

  it('ends when it is revoked, at once and for good', async () => {
    const { id, secret } = (await api('POST /v1/keys', {})).body;
    expect(await works(secret)).toBe(200);
    const revoked = await api(`DELETE /v1/keys/${id}`);
    expect(revoked.body.revoked_at).toBe(new Date(NOW).toISOString());
    expect(await api('GET /v1/leads', undefined, secret)).toMatchObject({
      status: 401,
      reason: 'unknown_key',
    });
    now += 1;
    expect((await api(`DELETE /v1/keys/${id}`)).body).toEqual(revoked.body);
    expect((await api(`POST /v1/keys/${id}/rotate`)).status).toBe(404);
  });

  it('is replaced without a pause', async () => {
    const old = (await api('POST /v1/keys', { access: 'write', name: 'CRM' })).body;
    const { status, body } = await api(`POST /v1/keys/${old.id}/rotate`, { overlap: '2h' });
    expect(status).toBe(201);
    expect(body).toMatchObject({ access: 'write', name: 'CRM', site: null, expires_at: null });
    expect(body.replaces).toMatchObject({
      id: old.id,
      expires_at: new Date(NOW + 2 * HOUR_MS).toISOString(),
    });
    now += 2 * HOUR_MS - 1;
    expect([await works(old.secret), await works(body.secret)]).toEqual([200, 200]);
    now += 1;
    expect([await works(old.secret), await works(body.secret)]).toEqual([401, 200]);
  });

  it.each([
    [undefined, DAY_MS],
    [{}, DAY_MS],
    [{ overlap: '0' }, 0],
    [{ overlap: '30m' }, HOUR_MS / 2],
  ])('that is replaced with %j works for so long', async (body, overlapMs) => {
    const { id } = (await api('POST /v1/keys', {})).body;
    const { replaces } = (await api(`POST /v1/keys/${id}/rotate`, body)).body;
    expect(replaces.expires_at).toBe(new Date(NOW + overlapMs).toISOString());
  });

  it('that was to end is replaced by one that is to, and never lives longer for it', async () => {
    const { id } = (await api('POST /v1/keys', { expires_in: '1h' })).body;
    now += HOUR_MS / 2;
    const { body } = await api(`POST /v1/keys/${id}/rotate`);
    expect(body.expires_at).toBe(new Date(now + HOUR_MS).toISOString());
    expect(body.replaces.expires_at).toBe(new Date(NOW + HOUR_MS).toISOString());
  });

  it('can replace itself', async () => {
    const { id } = (await callerKeys()).find(({ access }) => access === 'admin') ?? { id: '' };
    const { secret } = (await api(`POST /v1/keys/${id}/rotate`, { overlap: '0' })).body;
    expect(await works(admin)).toBe(401);
    expect((await api('GET /v1/keys', undefined, secret)).status).toBe(200);
  });

  it.each(['collect', 'read', 'write'] as const)(
    'with access %s is told what is asked for',
    async (access) => {
      const secret = await addKey(home.home, home.local, access);
      const { status, reason, body } = await api('GET /v1/keys', undefined, secret);
      expect([status, reason]).toEqual([403, 'forbidden']);
      expect(body.error.message).toBe(
        `This asks for a key with access admin; yours has ${access}. Make one: waybill keys add --access admin`,
      );
    },
  );

  const callerKeys = async (): Promise<{ id: string; access: Access }[]> =>
    (await api('GET /v1/keys')).body.keys;
});

describe("an admin's key of one site", () => {
  let secret: string;
  beforeEach(async () => {
    const { scope, site } = home.local;
    const grant = { access: 'admin', name: '' } as const;
    ({ secret } = await makeKey({ ...scope, siteId: site.id }, home.home.deps, grant));
    await insertSite(scope, home.home.db, {
      id: newId(),
      key: 'othersite000',
      name: 'Other',
      origins: [],
      createdAt: 0,
    });
  });

  it('sees its site and what is given for it alone', async () => {
    const member = (await api('POST /v1/members', { name: 'Ann', site: home.siteKey })).body;
    await api('POST /v1/members', { name: 'Bea' });
    await api('POST /v1/keys', { site: 'othersite000' });
    expect((await api('GET /v1/sites', undefined, secret)).body.sites).toMatchObject([
      { key: home.siteKey },
    ]);
    expect((await api('GET /v1/keys', undefined, secret)).body.keys).toMatchObject([
      { site: home.siteKey },
    ]);
    expect((await api('GET /v1/members', undefined, secret)).body).toEqual({ members: [member] });
  });

  it('gives for its site alone, also where it says nothing', async () => {
    for (const body of [{}, { site: home.siteKey }]) {
      expect((await api('POST /v1/keys', body, secret)).body.site).toBe(home.siteKey);
      const member = await api('POST /v1/members', { ...body, name: 'Ann' }, secret);
      expect(member.body.site).toBe(home.siteKey);
    }
    expect(await api('POST /v1/keys', { site: 'othersite000' }, secret)).toMatchObject({
      status: 404,
      reason: 'not_found',
    });
  });

  it('makes no sites', async () => {
    const { status, reason } = await api('POST /v1/sites', { name: 'Mine' }, secret);
    expect([status, reason]).toEqual([403, 'forbidden']);
  });
});

describe('a site', () => {
  it('is made with its origins, and collects', async () => {
    const asked = { name: ' Acme shop ', origins: [`${SHOP}/contact`] };
    const { status, body } = await api('POST /v1/sites', asked);
    expect([status, body]).toEqual([
      201,
      {
        key: expect.stringMatching(/^[0-9a-v]{12}$/),
        name: 'Acme shop',
        origins: [SHOP],
        created_at: new Date(NOW).toISOString(),
      },
    ]);
    expect((await api('GET /v1/sites')).body.sites).toContainEqual(body);
    const sent = await home.request(`/v1/collect/${body.key}`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain', origin: SHOP },
      body: JSON.stringify(message([lead()])),
    });
    expect(sent.status).toBe(202);
  });

  it('goes on under a key that was replaced until it is revoked', async () => {
    const { db } = home.home;
    const old = home.siteKey;
    const key = await rotateSiteKey(home.home, home.local);
    for (const one of [old, key]) {
      expect(await siteByKey(db, one, now)).toMatchObject({ key, name: 'My site' });
      const script = await home.request(`/s/${one}.js`);
      expect(await script.text()).toContain(`/v1/collect/${key}"`);
    }
    expect(await revokeSiteKey(home.local.scope, db, old, now)).toBe(true);
    expect(await siteByKey(db, old, now)).toBeUndefined();
    expect(await siteByKey(db, key, now)).toBeDefined();
    expect(await revokeSiteKey(home.local.scope, db, old, now)).toBe(false);
  });
});

describe('a server that collects', () => {
  const collect = (secret: string, siteKey = home.siteKey) =>
    home.request(`/v1/collect/${siteKey}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${secret}` },
      body: JSON.stringify(message([lead()])),
    });

  it.each([
    ['collect', 202],
    ['read', 403],
    ['write', 403],
    ['admin', 202],
  ] as const)('with access %s is answered with %i', async (access, status) => {
    expect((await collect(await addKey(home.home, home.local, access))).status).toBe(status);
  });

  it('needs a key that works, of the site', async () => {
    const other = (await api('POST /v1/sites', { name: 'Other' })).body;
    const grant = { access: 'collect', site: other.key };
    const { id, secret } = (await api('POST /v1/keys', grant)).body;
    expect((await collect(secret)).status).toBe(403);
    expect((await collect(secret, other.key)).status).toBe(202);
    await api(`DELETE /v1/keys/${id}`);
    expect((await collect(secret, other.key)).status).toBe(403);
  });
});

describe('a member', () => {
  const press = (link: string, cookie = '') =>
    home.request('/sign-in', {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        origin: 'http://localhost',
        cookie,
      },
      body: new URLSearchParams({ token: link.split('token=')[1] ?? '' }).toString(),
    });
  const opens = async (cookie: string) =>
    (await home.request('/leads', { headers: { cookie } })).status;
  const cookieOf = (answer: Response) => answer.headers.get('set-cookie')?.split(';')[0] ?? '';

  it('is added, signs in by a link that lasts a day, and is removed', async () => {
    const { status, body: member } = await api('POST /v1/members', { name: 'Ann' });
    expect([status, member]).toEqual([
      201,
      {
        id: expect.any(String),
        name: 'Ann',
        access: 'read',
        site: null,
        created_at: new Date(NOW).toISOString(),
      },
    ]);
    expect((await api('GET /v1/members')).body.members).toContainEqual(member);
    const link = await api(`POST /v1/members/${member.id}/sign-in-link`);
    expect(link).toMatchObject({
      status: 201,
      body: { expires_at: new Date(NOW + DAY_MS).toISOString() },
    });
    const unused = (await api(`POST /v1/members/${member.id}/sign-in-link`)).body.url;
    const cookie = cookieOf(await press(link.body.url));
    expect(await opens(cookie)).toBe(200);
    expect((await api(`DELETE /v1/members/${member.id}`)).status).toBe(200);
    expect(await opens(cookie)).toBe(303);
    expect((await press(unused)).status).toBe(410);
    expect((await api(`POST /v1/members/${member.id}/sign-in-link`)).status).toBe(404);
    expect((await api(`DELETE /v1/members/${member.id}`)).status).toBe(404);
    expect((await api('GET /v1/members')).body.members).not.toContainEqual(member);
  });

  it('is not signed in by a link of yesterday', async () => {
    const link = await home.signInLink();
    now += DAY_MS;
    expect((await press(link)).status).toBe(410);
  });

  it('is signed in for 30 days', async () => {
    const cookie = cookieOf(await press(await home.signInLink()));
    now += 30 * DAY_MS - 1;
    expect(await opens(cookie)).toBe(200);
    now += 1;
    expect(await opens(cookie)).toBe(303);
  });

  it('ends with signing in whoever was signed in before, and gets a cookie of his own', async () => {
    const before = cookieOf(await press(await home.signInLink()));
    const after = cookieOf(await press(await home.signInLink(), before));
    expect(after).not.toBe(before);
    expect([await opens(before), await opens(after)]).toEqual([303, 200]);
  });

  it('has over https a cookie that no other host can set', async () => {
    home.home.deps.publicUrl = 'https://collect.example.com';
    const answer = await home.request('/sign-in', {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        origin: 'https://collect.example.com',
      },
      body: new URLSearchParams({
        token: (await home.signInLink()).split('token=')[1] ?? '',
      }).toString(),
    });
    expect(answer.headers.get('set-cookie')).toMatch(
      /^__Host-waybill_sign_in=\S+; Max-Age=2592000; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    );
    const cookie = cookieOf(answer);
    expect(await opens(cookie)).toBe(200);
    expect(await opens(cookie.replace('__Host-', ''))).toBe(303);
  });

  it('leaves nothing in a cache', async () => {
    const cookie = cookieOf(await press(await home.signInLink()));
    const answer = await home.request('/leads', { headers: { cookie } });
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });
});

describe('what is asked wrongly', () => {
  it.each([
    ['POST /v1/keys', { access: 'all' }, 'access: '],
    ['POST /v1/keys', { expires_in: '3 weeks' }, 'expires_in: takes 30m, 24h or 90d'],
    ['POST /v1/keys', { expires_in: '0' }, 'expires_in: takes 30m, 24h or 90d'],
    ['POST /v1/keys', { expires: '90d' }, 'Unrecognized key: "expires"'],
    ['POST /v1/keys', { name: 'a\nb' }, 'name: must not hold line breaks'],
    ['POST /v1/keys', [], 'body: '],
    ['POST /v1/sites', { name: ' ' }, 'name: '],
    [
      'POST /v1/sites',
      { name: 'A', origins: ['example.com'] },
      'origins.0: is not an origin. Write it like https://www.example.com',
    ],
    ['POST /v1/members', {}, 'name: '],
    ['POST /v1/members', { name: 'Ann', access: 'collect' }, 'access: '],
  ])('%s %j', async (route, asked, says) => {
    const { status, reason, body } = await api(route, asked);
    expect([status, reason]).toEqual([400, 'bad_request']);
    expect(body.error.message).toContain(says);
  });

  it.each([
    [{}, 'no_key'],
    [{ authorization: 'Basic YTpi' }, 'no_key'],
    [{ authorization: 'Bearer nobody' }, 'unknown_key'],
  ])('%j is told how to ask', async (headers, reason) => {
    const answer = await home.request('/v1/keys', { headers });
    expect([answer.status, answer.headers.get('waybill-reason')]).toEqual([401, reason]);
    expect(answer.headers.get('www-authenticate')).toBe('Bearer');
  });

  it('and is no JSON', async () => {
    const answer = await home.request('/v1/keys', {
      method: 'POST',
      headers: { authorization: `Bearer ${admin}`, 'content-type': 'application/json' },
      body: '{',
    });
    expect(answer.headers.get('waybill-reason')).toBe('malformed_json');
  });

  it.each([
    'DELETE /v1/keys/ffffffffffff',
    'POST /v1/keys/%25/rotate',
    'DELETE /v1/members/nobody',
    'POST /v1/members/nobody/sign-in-link',
  ])('%s names nothing that is there', async (route) => {
    expect(await api(route)).toMatchObject({ status: 404, reason: 'not_found' });
  });
});

it('the first key may read', async () => {
  const first = await callerOfKey(home.home.db, await hashOf(home.apiKey), now);
  expect(first).toEqual({ scope: home.local.scope, access: 'read' });
});
