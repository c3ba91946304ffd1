import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { classifications } from '../../collector/db/schema.ts';
import { SHOP, testHome } from '../support/home.ts';
import { lead, message, touch } from '../support/message.ts';

type Home = Awaited<ReturnType<typeof testHome>>;
let home: Home;
beforeAll(async () => {
  home = await testHome();
});
afterAll(() => home.close());

const ORIGIN = 'http://localhost';

async function collect(events: unknown[]) {
  const answer = await home.request(`/v1/collect/${home.siteKey}`, {
    method: 'POST',
    headers: { 'content-type': 'text/plain', origin: SHOP },
    body: JSON.stringify(message(events)),
  });
  expect(answer.status).toBe(202);
}

async function press(token: string, headers: Record<string, string> = { origin: ORIGIN }) {
  return home.request('/sign-in', {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body: new URLSearchParams({ token }).toString(),
  });
}

async function tokenOf(): Promise<string> {
  return (await home.signInLink()).split('token=')[1] ?? '';
}

async function signedIn(): Promise<string> {
  const answer = await press(await tokenOf());
  return answer.headers.get('set-cookie')?.split(';')[0] ?? '';
}

const page = async (path: string, cookie = '') =>
  (await home.request(path, { headers: { cookie } })).text();

describe('signing in', () => {
  it('asks for a click, works once, and sets a cookie that scripts cannot read', async () => {
    const token = await tokenOf();
    const opened = await home.request(`/sign-in?token=${token}`);
    expect(await opened.text()).toContain('<button type="submit">Sign in</button>');
    const answer = await press(token);
    expect(answer.status).toBe(303);
    expect(answer.headers.get('set-cookie')).toMatch(/HttpOnly.*SameSite=Lax/);
    const again = await press(token);
    expect([again.status, again.headers.get('waybill-reason')]).toEqual([410, 'link_spent']);
  });

  it('lets browsers name the origin of the press, by which it is known as ours', async () => {
    const opened = await home.request(`/sign-in?token=${await tokenOf()}`);
    expect(opened.headers.get('referrer-policy')).toBe('same-origin');
  });

  it('takes no link that nobody made', async () => {
    expect((await press('x'.repeat(32))).status).toBe(410);
  });

  it('takes no press from another site', async () => {
    const answer = await press(await tokenOf(), { origin: 'https://thief.example' });
    expect(answer.status).toBe(403);
    expect(answer.headers.get('waybill-reason')).toBe('forged');
  });

  it('takes no forged cookie', async () => {
    const cookie = await signedIn();
    const forged = cookie.replace(/=(.)/, (_all, first) => (first === 'a' ? '=b' : '=a'));
    const answer = await home.request('/leads', { headers: { cookie: forged } });
    expect(answer.headers.get('location')).toBe('/sign-in');
  });

  it('ends with signing out', async () => {
    const cookie = await signedIn();
    expect((await home.request('/leads', { headers: { cookie } })).status).toBe(200);
    await home.request('/sign-out', {
      method: 'POST',
      headers: { cookie, origin: ORIGIN, 'content-type': 'application/x-www-form-urlencoded' },
    });
    const answer = await home.request('/leads', { headers: { cookie } });
    expect(answer.status).toBe(303);
  });
});

describe('leads', () => {
  it('are listed, and one is shown with its path', async () => {
    const event = lead();
    await collect([event]);
    const cookie = await signedIn();
    expect(await page('/leads', cookie)).toContain(`href="/leads/${event.id}"`);
    const html = await page(`/leads/${event.id}`, cookie);
    expect(html).toContain('Repair, from Paid Search');
    expect(html.indexOf('Home')).toBeLessThan(html.indexOf('/contact'));
  });

  it('say what decided on the source, and what they were taken for earlier', async () => {
    const event = lead();
    await collect([event]);
    const cookie = await signedIn();
    const html = await page(`/leads/${event.id}`, cookie);
    expect(html).toMatch(/<dt>Platform<\/dt><dd>google<\/dd>/);
    expect(html).toContain('by the click id gclid (rule S1, C6)');
    expect(html).not.toContain('Earlier');
    const { db } = home.home;
    const [row] = await db
      .select()
      .from(classifications)
      .where(eq(classifications.leadId, event.id));
    if (!row) throw new Error('The lead is not classified.');
    const earlier = { rulesVersion: 1, at: 0, source: 'yelp.com', medium: 'referral' };
    await db.insert(classifications).values({ ...row, ...earlier, channel: 'Referral', rule: '' });
    const again = await page(`/leads/${event.id}`, cookie);
    expect(again).toContain('Repair, from Paid Search');
    expect(again).toMatch(/Earlier<\/dt><dd>Referral: yelp\.com \/ referral.*1 Jan 1970, 00:00/);
  });

  it('show what visitors wrote into an address as text', async () => {
    const evil = '<img src=x onerror=alert(1)>';
    const first = touch({ tags: { utm_source: evil, utm_campaign: evil }, click_ids: {} });
    const touches = { first, last: first, last_non_direct: first, session: first };
    const event = lead({ touches, fields: { utm_source: evil }, page: `javascript:${evil}` });
    await collect([event]);
    const html = await page(`/leads/${event.id}`, await signedIn());
    expect(html).toContain('&lt;img');
    expect(html).not.toContain('<img');
  });

  it('are listed page by page, newest first, none twice', async () => {
    for (let i = 0; i < 12; i++) await collect([lead(), lead()]);
    const seen: { id: string; received_at: string }[] = [];
    let next: string | null = '';
    while (next !== null) {
      const answer: Response = await home.request(`/v1/leads?limit=5&after=${next}`, {
        headers: { authorization: `Bearer ${home.apiKey}` },
      });
      const body = (await answer.json()) as { leads: typeof seen; next: string | null };
      seen.push(...body.leads);
      next = body.next;
    }
    expect(seen.length).toBeGreaterThanOrEqual(24);
    expect(new Set(seen.map(({ id }) => id)).size).toBe(seen.length);
    const times = seen.map((one) => one.received_at);
    expect(times).toEqual([...times].sort().reverse());
  });
});

describe('another account', () => {
  it('sees nothing of this one', async () => {
    const event = lead();
    await collect([event]);
    const { createFirstAccount } = await import('../../collector/db/setup.ts');
    const { hashOf } = await import('../../collector/secrets/token.ts');
    const { newId } = await import('../support/message.ts');
    await createFirstAccount(home.home.db, {
      accountId: newId(),
      memberId: newId(),
      siteId: newId(),
      siteKey: 'othersite',
      keyHash: await hashOf('other-key'),
      origins: [],
      now: 0,
    });
    const read = (path: string) =>
      home.request(path, { headers: { authorization: 'Bearer other-key' } });
    expect((await read(`/v1/leads/${event.id}`)).status).toBe(404);
    expect(await (await read('/v1/leads')).json()).toEqual({ leads: [], next: null });
  });
});

describe('the script', () => {
  it.each(['br', 'gzip', 'identity'])('is the same, sent as %s', async (encoding) => {
    const { brotliDecompressSync, gunzipSync } = await import('node:zlib');
    const answer = await home.request(`/s/${home.siteKey}.js`, {
      headers: { 'accept-encoding': encoding },
    });
    const bytes = new Uint8Array(await answer.arrayBuffer());
    const unpack = { br: brotliDecompressSync, gzip: gunzipSync, identity: Buffer.from };
    const plain = await (await home.request(`/s/${home.siteKey}.js`)).text();
    expect(unpack[encoding as 'br'](bytes).toString('utf8')).toBe(plain);
    expect(answer.headers.get('content-encoding') ?? 'identity').toBe(encoding);
  });
});
