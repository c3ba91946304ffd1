import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { classifications } from '../../collector/db/schema.ts';
import { changeSetting } from '../../collector/node/setup.ts';
import { iso } from '../../collector/routes/time.ts';
import { clockText, timeText } from '../../collector/ui/words.ts';
import { SHOP, testHome } from '../support/home.ts';
import { lead, message, newId, pageView, touch } from '../support/message.ts';

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

  it.each([
    ['a form in parts without their boundary', 'multipart/form-data', 'x', 415],
    ['a form in parts that are none', 'multipart/form-data; boundary=x', '--x\r\nx', 415],
    ['more than a token', 'application/x-www-form-urlencoded', `token=${'x'.repeat(60_000)}`, 413],
    ['a form without a token', 'application/x-www-form-urlencoded', 'x=%ff', 410],
  ])('takes no %s', async (_name, type, body, status) => {
    const headers = { origin: ORIGIN, 'content-type': type };
    const answer = await home.request('/sign-in', { method: 'POST', headers, body });
    expect(answer.status).toBe(status);
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

  it('say what was meant, what became of it, and who told', async () => {
    const story = 'Google Ads "spring" → /ac-repair → contact form; asked for: quote';
    const event = lead({
      by: 'native',
      form: { id: 'f7', name: 'Quote', heading: 'Ask for a quote', submit_label: 'Get my quote' },
      intent: {
        lead_type: 'quote_request',
        lead_type_by: 'button: Get my quote',
        topic: 'Repair',
        options: [{ name: 'When', value: 'This week' }],
        call_to_action: 'Call us today',
        seconds: 75.4,
        tries: 2,
      },
      contact: { email: 'ann@b.example', message: '<b>Call</b> me' },
      fields: { waybill_story: story, utm_source: '' },
    });
    const { id, page: url } = event;
    // Before the owner asks for it, nothing of a person is kept, whoever sends it.
    const early = { ...event, id: newId() };
    await collect([early]);
    expect(await page(`/leads/${early.id}`, await signedIn())).not.toContain('ann@b.example');
    await changeSetting(home.home, home.local, 'contact', {});
    // What is known of a site may be a second old.
    await new Promise((done) => setTimeout(done, 1_100));
    await collect([
      event,
      { type: 'accepted', id, at: event.at + 1_000, by: 'contact-form-7', page: url },
    ]);
    const html = await page(`/leads/${id}`, await signedIn());
    const text = html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
    for (const line of [
      'Lead type quote request told by button: Get my quote',
      'When This week',
      'Called to by Call us today',
      'Form Quote Heading Ask for a quote Button Get my quote',
      'Time taken 1 min 15 s Tries 2',
      `Status Accepted, told by contact-form-7 ${timeText(iso(event.at + 1_000))}`,
      `Submitted, told by the browser ${timeText(iso(event.at))}`,
      'Email ann@b.example Message &lt;b&gt;Call&lt;/b&gt; me',
    ])
      expect(text).toContain(line);
    expect(html).toContain(
      '<p class="story">Google Ads &quot;spring&quot; → /ac-repair → contact form; asked for: quote</p>',
    );
    expect(text).not.toContain('What else he did');
    expect(await page('/leads', await signedIn())).not.toContain('ann@b.example');
  });

  it('say nothing of what is not known', async () => {
    const event = lead({ intent: {}, fields: {} });
    await collect([event]);
    const html = await page(`/leads/${event.id}`, await signedIn());
    expect(html).toContain('A lead from Paid Search');
    expect(html).toMatch(/<dt>Status<\/dt><dd><div>Submitted<div/);
    expect(html).toMatch(/<dt>Lead type<\/dt><dd class="missing"><strong>Missing<\/strong>: no /);
    for (const word of ['class="story"', 'Topic', 'Tries', 'Time taken', 'Contact</h2>'])
      expect(html).not.toContain(word);
  });

  it('are shown with what else was done in their session', async () => {
    const event = lead();
    const other = { id: 'x', name: 'Callback' };
    const at = event.at;
    const intent = (changes: object) => ({
      type: 'intent',
      id: newId(),
      at,
      page: 'https://www.shop.example/prices',
      intent: {},
      ...changes,
    });
    await collect([
      intent({ action: 'start', form: event.form, lead: event.id }),
      intent({ action: 'start', form: other, lead: newId(), at: at - 9_000 }),
      intent({ action: 'abandon', form: other, at: at - 8_000, intent: { last_field: 'phone' } }),
      intent({ action: 'blocked', form: event.form, lead: event.id, by: 'validation' }),
      intent({ action: 'call', at: at + 5_000 }),
      event,
    ]);
    await collect([intent({ action: 'download' })]);
    const html = await page(`/leads/${event.id}`, await signedIn());
    const beside = html.slice(html.indexOf('What else he did')).replace(/<[^>]+>/g, ' ');
    expect(beside.slice(0, beside.indexOf('Fields')).replace(/\s+/g, ' ').trim()).toBe(
      [
        'What else he did',
        `${clockText(iso(at - 9_000))} Began Callback /prices`,
        `${clockText(iso(at - 8_000))} Left unsent Callback, last at phone /prices`,
        `${clockText(iso(at))} Could not send Contact, told by the form /prices`,
        `${clockText(iso(at + 5_000))} Tapped a telephone number /prices`,
      ].join(' '),
    );
  });

  it('come with the form tools that are not switched on, and how to', async () => {
    const cookie = await signedIn();
    expect(await page('/leads', cookie)).not.toContain('not switched on');
    await changeSetting(home.home, home.local, 'vendors', ['webflow']);
    await collect([pageView({ hints: ['hs-form', 'calendly.com', 'w-form'] })]);
    const html = await page('/leads', cookie);
    expect(html).toContain('My site, not switched on: <strong>hubspot, calendly</strong>');
    expect(html).toContain('npx waybill settings set vendors hubspot webflow calendly');
    await changeSetting(home.home, home.local, 'vendors', 'all');
    const all = await page('/leads', cookie);
    expect(all).toContain('<h1>Leads</h1>');
    expect(all).not.toContain('not switched on');
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

describe('what happened to a lead', () => {
  const tell = async (said: Record<string, string>, origin = ORIGIN) => {
    const event = lead();
    await collect([event]);
    const answer = await home.request(`/leads/${event.id}/events`, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        origin,
        cookie: await signedIn(),
      },
      body: new URLSearchParams(said).toString(),
    });
    const html = await page(`/leads/${event.id}`, await signedIn());
    return { answer, stage: /class="standing"><span class="chip">(\w+)/.exec(html)?.[1] };
  };

  it.each<[Record<string, string>, string]>([
    [{ kind: 'accepted' }, 'Accepted'],
    [{ kind: 'rejected', reason: 'poor_fit' }, 'Rejected'],
    [{ kind: 'action', channel: 'call', direction: 'out' }, 'Contacted'],
    [{ kind: 'recycled', days: '90' }, 'Recycled'],
    [{ kind: 'won', value: '1250,50', currency: 'eur' }, 'Won'],
    [{ kind: 'won', value: '', currency: 'USD' }, 'Won'],
    [{ kind: 'lost', reason: 'price' }, 'Lost'],
    [{ kind: 'disqualified', reason: 'no_budget' }, 'Disqualified'],
  ])('is told by a button: %o', async (said, stage) => {
    const told = await tell(said);
    expect([told.answer.status, told.stage]).toEqual([303, stage]);
  });

  it.each([
    {},
    { kind: 'routed' },
    { kind: 'rejected' },
    { kind: 'rejected', reason: 'other' },
    { kind: 'recycled', days: '1e20' },
    { kind: 'won', value: 'much', currency: 'EUR' },
  ])('is not told by what says too little, or nonsense: %o', async (said) => {
    const told = await tell(said as Record<string, string>);
    expect([told.answer.status, told.stage]).toEqual([400, 'Received']);
  });

  it('is told by our own pages alone', async () => {
    const told = await tell({ kind: 'accepted' }, 'https://elsewhere.example');
    expect([told.answer.status, told.stage]).toEqual([403, 'Received']);
  });
});
