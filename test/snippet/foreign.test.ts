import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Batch } from '../../shared/wire.ts';
import { SHOP } from '../support/home.ts';
import { builtScript, Visitor } from '../support/visitor.ts';

const DAY_MS = 86_400_000;
/** When a visitor opens his first page. */
const NOW = 1_790_000_001_000;
const GOOGLE = 'https://www.google.com/';
const AD = `${SHOP}/?utm_source=google&utm_medium=cpc&utm_campaign=spring+sale&gclid=Abc-1_2`;

type Cookies = Record<string, string>;

/** As sourcebuster encodes a cookie. */
function sbjs(text: string): string {
  const escaped = (letter: string) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`;
  return encodeURIComponent(text).replace(/[!~*'()]/g, escaped);
}

/** One of sourcebuster's touches, in its own words. */
function sbjsTouch(which: string, words: string, page: string, referrer = '(none)', date?: string) {
  const [typ, src, mdm, cmp] = words.split(' ');
  const time = date ?? '2026-09-01 10:20:30';
  return {
    [`sbjs_${which}`]: sbjs(
      `typ=${typ}|||src=${src}|||mdm=${mdm}|||cmp=${cmp}|||cnt=(none)|||trm=(none)|||id=(none)`,
    ),
    [`sbjs_${which}_add`]: sbjs(`fd=${time}|||ep=${page}|||rf=${referrer}`),
  };
}

/** As sourcebuster leaves them: the first touch, which is the current one, too. */
function sbjsCookies(words: string, page: string, referrer?: string, date?: string): Cookies {
  return {
    sbjs_migrations: '1418474375998%3D1',
    ...sbjsTouch('current', words, page, referrer, date),
    ...sbjsTouch('first', words, page, referrer, date),
    sbjs_udata: sbjs('vst=3|||uip=(none)|||uag=Mozilla/5.0'),
  };
}

function base64(cookies: Cookies): Cookies {
  return Object.fromEntries(
    Object.entries(cookies).map(([name, value]) => [name, btoa(value).replace(/=+$/, '')]),
  );
}

/** As utm_form writes them. */
function utmForm(values: Cookies): Cookies {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [`_uc_${name}`, escape(value)]),
  );
}

/** As GA Connector writes them, for the first click or the last. */
function gaConnector(click: 'fc' | 'lc', values: Cookies): Cookies {
  const all = { term: '(not set)', content: '(not set)', landing: `${SHOP}/`, ...values };
  return Object.fromEntries(
    Object.entries(all).map(([name, value]) => [
      `gaconnector_${click}_${name}`,
      encodeURIComponent(value),
    ]),
  );
}

const DIRECT = {
  source: '(direct)',
  medium: '(none)',
  campaign: '(direct)',
  referrer: '(not set)',
};

/** Script that leaves cookies, before the tag. */
function leave(cookies: Cookies): string {
  return Object.entries(cookies)
    .map(([name, value]) => `document.cookie = ${JSON.stringify(`${name}=${value}; path=/`)};`)
    .join('');
}

/** What a visitor with such cookies is known by who opens a page and sends its form. */
async function known(cookies: Cookies, url = '/contact', referrer = '') {
  const page = new Visitor().open(url, { before: leave(cookies), referrer });
  const fields = await page.submit();
  const message = page.messages.at(-1);
  expect(Batch.safeParse(message).error).toBeUndefined();
  const [lead] = page.leads;
  if (!lead) throw new Error('No lead was told.');
  return { page, fields, lead, touches: lead.touches };
}

describe('a first touch is inherited', () => {
  it.each<[string, Cookies, object, object]>([
    [
      'from sourcebuster, tags and click ids from the landing page',
      sbjsCookies('utm google cpc spring+sale', AD, GOOGLE),
      {
        inherited: 'sourcebuster',
        at: Date.UTC(2026, 8, 1, 10, 20, 30),
        landing_page: AD,
        referrer: GOOGLE,
        tags: { utm_source: 'google', utm_medium: 'cpc', utm_campaign: 'spring sale' },
        click_ids: { gclid: 'Abc-1_2' },
      },
      {
        utm_campaign: 'spring sale',
        gclid: 'Abc-1_2',
        landing_page: AD,
        waybill_channel: 'Paid Search',
        waybill_first_source: 'google',
        waybill_days: '20',
      },
    ],
    [
      'from sourcebuster in Base64',
      base64(sbjsCookies('utm google cpc spring+sale', AD, GOOGLE)),
      { landing_page: AD, referrer: GOOGLE, at: Date.UTC(2026, 8, 1, 10, 20, 30) },
      { utm_source: 'google', gclid: 'Abc-1_2' },
    ],
    [
      'from sourcebuster, without the tags that it makes up of a click id',
      sbjsCookies('utm google cpc google_cpc', `${SHOP}/?gclid=Abc`, GOOGLE),
      { tags: {}, click_ids: { gclid: 'Abc' } },
      { waybill_channel: 'Paid Search' },
    ],
    [
      'from sourcebuster, of a search, by its referrer alone',
      sbjsCookies('organic google organic (none)', `${SHOP}/ac-repair`, GOOGLE),
      { tags: {}, referrer: GOOGLE, landing_page: `${SHOP}/ac-repair` },
      { waybill_source: 'google', waybill_medium: 'organic', referrer: GOOGLE },
    ],
    [
      'from sourcebuster, of a referral',
      sbjsCookies(
        'referral partner.example referral (none)',
        `${SHOP}/`,
        'https://partner.example/x',
      ),
      { tags: {}, referrer: 'https://partner.example/x' },
      { waybill_source: 'partner.example', waybill_channel: 'Referral' },
    ],
    [
      'from sourcebuster, in any script',
      sbjsCookies('utm yandex cpc x', `${SHOP}/?utm_source=yandex&utm_campaign=%D0%9C%D0%9A_20%25`),
      { tags: { utm_source: 'yandex', utm_campaign: 'МК_20%' } },
      { utm_campaign: 'МК_20%' },
    ],
    [
      'from sourcebuster, where content has a pipe',
      sbjsCookies('utm a b c', `${SHOP}/?utm_source=a&utm_content=208|528`, GOOGLE),
      { tags: { utm_source: 'a', utm_content: '208|528' }, referrer: GOOGLE },
      { utm_content: '208|528' },
    ],
    [
      'from utm_form, with the tags that it took out of the landing page',
      utmForm({
        referrer: 'direct',
        last_referrer: 'direct',
        initial_landing_page: `${SHOP}/?gclid=Abc`,
        utm_source: 'News',
        utm_medium: 'email',
        utm_campaign: 'Frühling 字 50% (Tom & Jerry)',
        utm_term: '',
        utm_content: '',
        visits: '2',
      }),
      {
        inherited: 'utm_form',
        landing_page: `${SHOP}/?gclid=Abc`,
        referrer: '',
        tags: {
          utm_source: 'News',
          utm_medium: 'email',
          utm_campaign: 'Frühling 字 50% (Tom & Jerry)',
        },
        click_ids: { gclid: 'Abc' },
      },
      { utm_source: 'News', utm_campaign: 'Frühling 字 50% (Tom & Jerry)' },
    ],
    [
      'from utm_form, with the first tags where it kept them',
      utmForm({
        referrer: 'direct',
        initial_landing_page: `${SHOP}/`,
        initial_utm_source: 'first',
        initial_utm_campaign: 'null',
        utm_source: 'last',
        utm_campaign: 'last',
      }),
      { tags: { utm_source: 'first' } },
      { utm_source: 'first' },
    ],
    [
      'from utm_form, of a search',
      utmForm({ referrer: GOOGLE, initial_landing_page: `${SHOP}/x`, visits: '1' }),
      { tags: {}, referrer: GOOGLE, landing_page: `${SHOP}/x` },
      { waybill_source: 'google', waybill_medium: 'organic' },
    ],
    [
      'from GA Connector, of a search, without its own words',
      gaConnector('fc', { source: 'google', medium: 'organic', referrer: GOOGLE }),
      { inherited: 'gaconnector', tags: {}, referrer: GOOGLE, landing_page: `${SHOP}/` },
      { waybill_source: 'google', waybill_medium: 'organic' },
    ],
    [
      'from GA Connector, with the tags of the landing page',
      gaConnector('fc', { source: 'google', medium: 'cpc', landing: AD, referrer: GOOGLE }),
      { click_ids: { gclid: 'Abc-1_2' }, landing_page: AD },
      { utm_campaign: 'spring sale', waybill_channel: 'Paid Search' },
    ],
  ])('%s', async (_name, cookies, first, fields) => {
    const found = await known(cookies);
    expect(found.touches.first).toMatchObject(first);
    expect(found.touches.last_non_direct).toEqual(found.touches.first);
    expect(found.touches.list).toEqual([found.touches.first]);
    expect(found.touches.last).toMatchObject({ landing_page: `${SHOP}/contact`, tags: {} });
    expect(found.touches.last).not.toHaveProperty('inherited');
    expect(found.fields).toMatchObject(fields);
  });

  it.each<[string, Cookies]>([
    [
      'sourcebuster',
      {
        ...sbjsTouch('first', 'organic bing organic', `${SHOP}/`, 'https://www.bing.com/'),
        ...sbjsTouch(
          'current',
          'utm news email',
          `${SHOP}/x?utm_source=news&utm_medium=email`,
          '(none)',
          '2026-09-02 00:00:00',
        ),
      },
    ],
    [
      'GA Connector',
      {
        ...gaConnector('fc', {
          source: 'bing',
          medium: 'organic',
          referrer: 'https://www.bing.com/',
        }),
        ...gaConnector('lc', { landing: `${SHOP}/x?utm_source=news&utm_medium=email`, ...DIRECT }),
      },
    ],
  ])('and another last one, where %s knows both', async (_tool, cookies) => {
    const { touches, fields } = await known(cookies);
    expect(fields).toMatchObject({ waybill_first_source: 'bing', utm_source: 'news' });
    expect(touches.list).toEqual([touches.first, touches.last_non_direct]);
    const times = [touches.first, touches.last_non_direct, touches.last].map((one) => one?.at);
    expect(new Set(times).size).toBe(3);
  });

  it('with the date of a direct one, where a later one was not direct', async () => {
    const { touches, fields } = await known({
      ...sbjsTouch('first', 'typein (direct) (none)', `${SHOP}/`, '(none)', '2026-08-02 10:00:00'),
      ...sbjsTouch('current', 'organic google organic', `${SHOP}/`, GOOGLE),
    });
    expect(touches.first).toMatchObject({ tags: {}, referrer: '', landing_page: `${SHOP}/` });
    expect(fields).toMatchObject({ waybill_days: '50', waybill_source: 'google' });
    expect(fields).not.toHaveProperty('waybill_first_source');
  });

  it('and stays, as from a visit before, on the pages that follow', async () => {
    const visitor = new Visitor();
    const cookies = sbjsCookies('organic google organic (none)', `${SHOP}/x`, GOOGLE);
    const first = visitor.open('/', { before: leave(cookies) });
    expect(first.messages[0]?.session).toMatchObject({ number: 2 });
    const next = visitor.open('/contact', { referrer: `${SHOP}/` });
    expect(next.fields()).toMatchObject({ waybill_source: 'google', pages_viewed: '/ > /contact' });
    expect(next.messages[0]?.session).toEqual(first.messages[0]?.session);
    expect(next.messages[0]?.visitor).toBe(first.messages[0]?.visitor);
  });

  it('beside an arrival that is newer', async () => {
    const cookies = sbjsCookies('organic google organic (none)', `${SHOP}/`, GOOGLE);
    const { touches, fields } = await known(cookies, '/contact?utm_source=news&utm_medium=email');
    expect(fields).toMatchObject({ utm_source: 'news', waybill_first_source: 'google' });
    expect(touches.list).toEqual([touches.first, touches.last_non_direct]);
    expect(touches.last).not.toHaveProperty('inherited');
  });

  it('from before the look-back, and is the first only', async () => {
    const cookies = sbjsCookies('organic google', `${SHOP}/`, GOOGLE, '2026-05-01 10:00:00');
    const { touches, fields } = await known(cookies);
    expect(touches.first.referrer).toBe(GOOGLE);
    expect(touches).not.toHaveProperty('last_non_direct');
    expect(fields.waybill_source ?? '').toBe('');
  });

  it('without what identifies a person, and within the caps', async () => {
    const page = `${SHOP}/?utm_source=a&email=ann%40x.example&x=${'y'.repeat(3_000)}`;
    const { touches } = await known({
      ...sbjsTouch(
        'first',
        'utm a',
        page,
        `https://partner.example/?mail=ann@x.example&${'z'.repeat(900)}`,
      ),
    });
    expect(touches.first.landing_page).toContain('?utm_source=a&email=&x=yyy');
    expect(touches.first.landing_page).toHaveLength(2_000);
    expect(touches.first.referrer).toHaveLength(500);
    expect(JSON.stringify(touches)).not.toMatch(/ann|\\n/);
  });

  it.each([
    ['in the future', '2027-01-01 10:00:00'],
    ['that is none', '2026-99-99 10:00:00'],
  ])('at the latest now, with a date %s', async (_name, date) => {
    const { touches } = await known(sbjsCookies('organic google', `${SHOP}/`, GOOGLE, date));
    expect(touches.first.referrer).toBe(GOOGLE);
    expect(touches.first.at).toBeLessThan(NOW);
    expect(touches.first.at).toBeGreaterThan(NOW - 60_000);
  });
});

describe('nothing is inherited', () => {
  const own = `${SHOP}/elsewhere`;
  it.each<[string, Cookies]>([
    ['of a direct first touch', sbjsCookies('typein (direct) (none) (none)', `${SHOP}/`)],
    ['of one that the site itself sent', sbjsCookies('typein (direct) (none)', `${SHOP}/`, own)],
    [
      'of one that came back from a payment',
      sbjsCookies('referral paypal.com referral', `${SHOP}/`, 'https://www.paypal.com/'),
    ],
    [
      'of a direct one of utm_form',
      utmForm({
        referrer: 'direct',
        initial_landing_page: `${SHOP}/`,
        utm_source: '',
        visits: '4',
      }),
    ],
    [
      'of a direct one of GA Connector',
      { ...gaConnector('fc', DIRECT), ...gaConnector('lc', DIRECT) },
    ],
    [
      'of placeholders',
      gaConnector('fc', { ...DIRECT, landing: '(not set)', referrer: 'undefined' }),
    ],
    ['of no cookies', {}],
    [
      'of cookies of other names',
      { source: 'google', sbjs: 'x', x_uc_utm_source: 'a', ref: GOOGLE },
    ],
    ['of a broken escape', { sbjs_first_add: '%', sbjs_first: '%zz', _uc_referrer: '%' }],
    ['of broken Base64', { sbjs_first_add: 'ZmQlM', sbjs_current_add: 'ZmQl0x=' }],
    [
      'of half a cookie',
      {
        sbjs_first_add: sbjs(`fd=2026-09-01 10:20:30|||ep=${SHOP}`),
        x_current_add: sbjs(`fd=2026-09-01 10:20:30|||ep=${SHOP}|||rf=${GOOGLE}`),
      },
    ],
    ['of a date in another form', { sbjs_first_add: sbjs(`fd=1 May|||ep=${SHOP}|||rf=${GOOGLE}`) }],
    ['of an empty cookie', { sbjs_first_add: '', _uc_utm_source: '', gaconnector_fc_landing: '' }],
  ])('%s', async (_name, cookies) => {
    const { touches, fields, page } = await known(cookies);
    expect(touches.first).toEqual(touches.last);
    expect(JSON.stringify(page.messages)).not.toContain('inherited');
    expect(touches).not.toHaveProperty('last_non_direct');
    expect(fields).toMatchObject({ waybill_visits: '1', waybill_days: '0' });
  });

  it.each<[string, (url: string) => Cookies]>([
    ['sourcebuster', (url) => sbjsCookies('utm google cpc x', url, GOOGLE, '2026-09-21 13:33:20')],
    [
      'utm_form',
      () =>
        utmForm({
          referrer: GOOGLE,
          initial_landing_page: `${SHOP}/?gclid=Abc-1_2`,
          utm_source: 'google',
          utm_medium: 'cpc',
          utm_campaign: 'spring sale',
        }),
    ],
    [
      'GA Connector',
      (landing) => ({
        ...gaConnector('fc', { landing, referrer: GOOGLE }),
        ...gaConnector('lc', { landing, referrer: GOOGLE }),
      }),
    ],
  ])('of this very arrival, which %s saw first', async (_tool, cookies) => {
    const { touches } = await known(cookies(AD), AD, GOOGLE);
    expect(touches.first).toEqual(touches.last);
    expect(touches.first).not.toHaveProperty('inherited');
    expect(touches.list).toHaveLength(1);
  });

  it('where a visit of Waybill is kept', () => {
    const visitor = new Visitor();
    visitor.open('/', { referrer: 'https://www.bing.com/' });
    const cookies = sbjsCookies('organic google organic (none)', `${SHOP}/`, GOOGLE);
    const page = visitor.open('/contact', { before: leave(cookies), afterMs: DAY_MS });
    expect(page.fields()).toMatchObject({ waybill_source: 'bing', waybill_first_source: 'bing' });
  });

  it('twice, where storage does not work', async () => {
    const cookies = sbjsCookies('organic google organic (none)', `${SHOP}/`, GOOGLE);
    const text = Object.entries(cookies).map((pair) => pair.join('='));
    const before = `Object.defineProperty(Object.getPrototypeOf(document), 'cookie', { configurable: true,
      get: () => ${JSON.stringify(text.join('; '))}, set() {} })`;
    const page = new Visitor().open('/a', { before, storage: 'throws' });
    expect(await page.submit()).toMatchObject({ pages_viewed: '/a', waybill_source: 'google' });
    expect(page.leads[0]?.path).toHaveLength(1);
  });
});

describe('consent', () => {
  const cookies = sbjsCookies('organic google organic (none)', `${SHOP}/`, GOOGLE);

  it('given later inherits later, and this arrival still counts', async () => {
    const script = builtScript().replace('"script":', '"consent":"required","script":');
    const before = leave({ ...cookies, _ga: 'GA1.1.2.3' }) + script;
    const page = new Visitor().open('/?utm_source=news&utm_medium=email', { before });
    await page.submit();
    expect(page.leads[0]).not.toHaveProperty('cookies');
    expect(page.leads[0]?.touches.first).not.toHaveProperty('inherited');
    page.window.eval('waybill.consent(true)');
    page.type('email', 'eve@shop.example');
    expect(await page.submit()).toMatchObject({
      utm_source: 'news',
      waybill_first_source: 'google',
    });
    expect(page.leads[1]?.cookies).toEqual({ _ga: 'GA1.1.2.3' });
  });

  it('refused inherits nothing, and reads no ids', async () => {
    const page = new Visitor().open('/', { before: leave({ ...cookies, _ga: 'GA1.1.2.3' }) });
    page.window.eval('waybill.consent(false)');
    await page.submit();
    expect(page.leads[0]).not.toHaveProperty('cookies');
    expect(page.leads[0]?.touches.first).not.toHaveProperty('inherited');
  });
});

describe('ids of other tools', () => {
  const ids = {
    hubspotutk: '9c7e1f0d2a4b4c6d8e9fa0b1c2d3e4f5',
    _fbp: 'fb.1.1720695542207.3cefb786',
    _fbc: 'fb.1.1574068802060.IwAR3CrqMPypr465sGPAkvk4vny',
    _ga: 'GA1.1.120203662.1667446544',
  };
  const others = {
    _ga_JYDVKLW8PC: 'GS1.1.1',
    _fbpx: '1',
    x_ga: '1',
    waybill_fbp: '1',
    hubspotutk2: '1',
  };

  it('go on the lead, as they stand', async () => {
    const { lead } = await known({ ...others, ...ids, _fbp: 'fb.1.%7C%20a=b' });
    expect(lead.cookies).toEqual({ ...ids, _fbp: 'fb.1.%7C%20a=b' });
  });

  it.each([
    ['255', 255, true],
    ['256', 256, false],
  ])('are whole or left out: %s characters', async (_name, length, isThere) => {
    const { lead } = await known({ _fbc: 'x'.repeat(length), _ga: ids._ga });
    expect(lead.cookies).toEqual({ ...(isThere && { _fbc: 'x'.repeat(length) }), _ga: ids._ga });
  });

  it('of ad platforms stay behind where ads are denied', async () => {
    const page = new Visitor().open('/', { before: leave(ids) });
    page.window.eval('waybill.consent(true, false)');
    await page.submit();
    expect(page.leads[0]?.cookies).toEqual({ hubspotutk: ids.hubspotutk, _ga: ids._ga });
  });

  it('are on no other event', async () => {
    const { page } = await known(ids);
    const [view] = page.events.filter(({ type }) => type === 'page_view');
    expect(view).not.toHaveProperty('cookies');
  });
});

it('takes any cookie, and sends only what the contract allows', () => {
  const text = fc.string({ unit: 'binary' }).map((any) => any.replace(/[;\r\n\0]/g, ''));
  const value = fc.oneof(text, text.map(sbjs), text.map(escape), fc.webUrl());
  fc.assert(
    fc.property(value, value, value, (a, b, c) => {
      const cookies = {
        ...sbjsTouch('first', `${a} ${b}`, c, a, '2026-01-01 00:00:00'),
        sbjs_current_add: a,
        ...{ _uc_referrer: a, _uc_initial_landing_page: b, _uc_utm_source: c, _uc_utm_id: b },
        ...{ gaconnector_fc_landing: c, gaconnector_fc_referrer: b, _ga: a, _fbc: b },
      };
      const page = new Visitor().open('/', { before: leave(cookies) });
      expect(page.messages).toHaveLength(1);
      expect(Batch.safeParse(page.messages[0]).error).toBeUndefined();
    }),
    { numRuns: 50 },
  );
});
