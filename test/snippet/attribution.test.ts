import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TAGS } from '../../shared/fields.ts';
import { HEAD_TABLE } from '../../shared/head-table.ts';
import { MAX_BODY_BYTES } from '../../shared/limits.ts';
import { idNamesOf } from '../../shared/source.ts';
import { Batch } from '../../shared/wire.ts';
import { SHOP } from '../support/home.ts';
import { Visitor } from '../support/visitor.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const AD = '/?utm_source=google&utm_medium=cpc&utm_campaign=spring&gclid=Abc-1_2';
const GOOGLE = 'https://www.google.com/';

describe('fields', () => {
  it('carry tags, click id, landing page, referrer and path from page to page', () => {
    const visitor = new Visitor();
    visitor.open(AD, { referrer: GOOGLE });
    visitor.open('/ac-repair', { referrer: `${SHOP}${AD}` });
    const page = visitor.open('/contact?from=menu', { referrer: `${SHOP}/ac-repair` });
    expect(page.fields()).toMatchObject({
      utm_source: 'google',
      utm_medium: 'cpc',
      utm_campaign: 'spring',
      gclid: 'Abc-1_2',
      landing_page: `${SHOP}${AD}`,
      referrer: GOOGLE,
      pages_viewed: '/ > /ac-repair > /contact',
      waybill_source: 'google',
      waybill_medium: 'cpc',
      waybill_channel: 'Paid Search',
      waybill_visits: '1',
      waybill_days: '0',
      waybill_id: expect.stringMatching(/^[0-9a-v]{25}$/),
    });
  });

  it.each([
    ['direct', '/', '', { waybill_channel: 'Direct' }],
    ['search', '/', 'https://www.google.co.uk/', { waybill_source: 'google' }],
    [
      'not a search engine',
      '/',
      'https://google.com.evil.example/',
      { waybill_channel: 'Referral' },
    ],
    ['assistant', '/', 'https://chatgpt.com/', { waybill_channel: 'AI Assistant' }],
    ['a tag alone', '/?utm_source=News', '', { utm_source: 'News', waybill_source: 'news' }],
    ['names in any case', '/?UTM_Source=a&GCLID=B', '', { utm_source: 'a', gclid: 'B' }],
    ['tags in the fragment', '/#utm_source=a', '', { utm_source: 'a' }],
    ['escaped ampersands', '/?a=1&amp;utm_source=a', '', { utm_source: 'a' }],
    ['the first value that is not empty', '/?utm_source=&utm_source=b', '', { utm_source: 'b' }],
    [
      'an e-mail address',
      '/?utm_source=a&email=ann%40x.example',
      '',
      {
        landing_page: `${SHOP}/?utm_source=a&email=`,
      },
    ],
    [
      'exact values',
      "/?utm_source=a&utm_campaign=Tom+%26+Jerry's+%2250%25%22+%3Cb%3E",
      '',
      {
        utm_campaign: 'Tom & Jerry\'s "50%" <b>',
      },
    ],
  ])('tell of %s', (_name, url, referrer, expected) => {
    expect(new Visitor().open(url, { referrer }).fields()).toMatchObject(expected);
  });

  it('guess no channel for who comes from the site itself, unseen before', () => {
    const fields = new Visitor().open('/', { referrer: `${SHOP}/x` }).fields();
    expect(fields.waybill_channel).toBe('');
  });

  it('hold no invented word where nothing is known', () => {
    const { leadless } = { leadless: new Visitor().open('/').fields() };
    for (const [name, value] of Object.entries(leadless)) {
      expect(`${name}=${value}`).not.toMatch(/null|undefined|\(direct\)|\(not set\)|\(none\)|NaN/);
    }
  });

  it('drop what cannot be a click id', () => {
    const page = new Visitor().open(`/?gclid=${'a'.repeat(513)}&msclkid=%3Cscript%3E`);
    expect(page.fields()).not.toHaveProperty('gclid');
    expect(page.fields()).not.toHaveProperty('msclkid');
  });
});

describe('touches', () => {
  it('keep the ad over later direct visits, and the first over all', async () => {
    const visitor = new Visitor();
    visitor.open('/', { referrer: 'https://www.bing.com/' });
    visitor.open(AD, { afterMs: DAY_MS });
    const page = visitor.open('/contact', { afterMs: DAY_MS });
    expect(page.fields()).toMatchObject({
      utm_source: 'google',
      waybill_first_source: 'bing',
      waybill_visits: '3',
      waybill_days: '2',
      pages_viewed: '/contact',
    });
    await page.submit();
    const { touches } = page.leads[0] ?? {};
    expect(touches?.last_non_direct?.click_ids).toEqual({ gclid: 'Abc-1_2' });
    expect(touches?.last.landing_page).toBe(`${SHOP}/contact`);
    expect(touches?.session.landing_page).toBe(`${SHOP}/contact`);
  });

  it('forget the ad after 90 days', () => {
    const visitor = new Visitor();
    visitor.open(AD);
    const page = visitor.open('/contact', { afterMs: 91 * DAY_MS });
    expect(page.fields()).not.toHaveProperty('gclid');
  });

  it('are remembered from the last of equal arrivals on', () => {
    const visitor = new Visitor();
    for (const afterMs of [0, 60 * DAY_MS]) visitor.open('/', { referrer: GOOGLE, afterMs });
    const page = visitor.open('/contact', { afterMs: 35 * DAY_MS });
    expect(page.fields()).toMatchObject({ waybill_source: 'google', waybill_visits: '3' });
  });

  it('begin anew with another campaign, within the same session', () => {
    const visitor = new Visitor();
    const before = visitor.open(AD).messages[0];
    const page = visitor.open('/?utm_source=newsletter&utm_medium=email');
    expect(page.fields()).toMatchObject({ utm_source: 'newsletter', waybill_visits: '1' });
    expect(page.fields()).not.toHaveProperty('gclid');
    expect(page.messages[0]?.session.id).toBe(before?.session.id);
  });

  it('are not begun by a reload', () => {
    const visitor = new Visitor();
    visitor.open(AD, { referrer: GOOGLE });
    const [event] = visitor.open(AD, { referrer: GOOGLE }).events;
    expect(event).not.toHaveProperty('touch');
  });
});

describe('sessions', () => {
  it.each([
    ['go on within half an hour', HOUR_MS / 2 - 1, 1],
    ['end after half an hour of silence', HOUR_MS / 2, 2],
  ])('%s', (_name, afterMs, number) => {
    const visitor = new Visitor();
    const first = visitor.open('/').messages[0];
    const second = visitor.open('/next', { afterMs }).messages[0];
    expect(second?.session.number).toBe(number);
    expect(second?.session.id === first?.session.id).toBe(number === 1);
    expect(second?.visitor).toBe(first?.visitor);
  });
});

describe('storage', () => {
  it.each(['throws', 'full'] as const)('that %s costs the memory alone', async (storage) => {
    const page = new Visitor().open(AD, { storage });
    expect(page.fields()).toMatchObject({ utm_source: 'google' });
    await page.submit();
    expect(page.leads).toHaveLength(1);
  });

  it.each([
    ...['{', 'null', '"x"', '[]', '{"visitor":1}', '{"v":1}'],
    '{"v":1,"session":{"number":1}}',
    '{"v":1,"seen_at":9e15,"session":{"number":1},"touches":{},"path":[]}',
    '{"v":1,"seen_at":9e15,"session":{"number":1},"touches":{"first":{}},"path":"ab"}',
  ])('that holds %s is begun anew', (text) => {
    const visitor = new Visitor();
    visitor.storage = text;
    const page = visitor.open(AD);
    expect(page.fields()).toMatchObject({ utm_source: 'google', waybill_visits: '1' });
    expect(Batch.safeParse(page.messages[0]).error).toBeUndefined();
  });
});

describe('a long path', () => {
  it('keeps the first page and the newest, and fits into one message', async () => {
    const visitor = new Visitor();
    visitor.open(AD);
    for (let i = 0; i < 40; i++) visitor.open(`/page-${i}/${'x'.repeat(600)}`);
    const page = visitor.open('/contact');
    const viewed = page.fields().pages_viewed ?? '';
    expect(viewed.length).toBeLessThanOrEqual(1_000);
    expect(viewed).toMatch(/^\/ > .*> \/contact$/);
    await page.submit();
    expect(page.leads[0]?.path[0]?.url).toBe(`${SHOP}${AD}`);
    expect(page.leads[0]?.path.at(-1)?.url).toBe(`${SHOP}/contact`);
    expect(page.leads[0]?.path.length).toBeGreaterThan(10);
    expect(JSON.stringify(page.messages.at(-1)).length).toBeLessThan(60_000);
    expect(Batch.safeParse(page.messages.at(-1)).error).toBeUndefined();
  });
});

it('takes any landing page and referrer, and sends only what the contract allows', () => {
  const text = fc.string({ unit: 'binary' });
  fc.assert(
    fc.property(text, text, fc.constantFrom('', 'https://'), (query, referrer, scheme) => {
      const page = new Visitor().open(`/?utm_source=${query}&gclid=${query}#${query}`, {
        referrer: scheme + referrer,
      });
      expect(page.messages).toHaveLength(1);
      expect(Batch.safeParse(page.messages[0]).error).toBeUndefined();
    }),
    { numRuns: 100 },
  );
});

it('takes a 100 kB address', async () => {
  const page = new Visitor().open(`/?utm_source=a&utm_campaign=${'c'.repeat(100_000)}`);
  expect(page.fields()).toMatchObject({ utm_source: 'a' });
  await page.submit();
  expect(page.leads).toHaveLength(1);
  expect(Batch.safeParse(page.messages.at(-1)).error).toBeUndefined();
});

it.each(['a', 'é', '字'])(
  'fits the longest lead into one message, written in %s',
  async (letter) => {
    const visitor = new Visitor();
    const long = (name: string, length: number) => `${name}=${letter.repeat(length)}`;
    const tags = TAGS.map((tag) => long(`utm_${tag}`, 300));
    const ids = idNamesOf(HEAD_TABLE).map((id) => `${id}=${'i'.repeat(512)}`);
    const query = [...tags, ...ids].join('&');
    const referrer = `https://www.partner.example/${'r'.repeat(3_000)}`;
    for (let i = 0; i < 8; i++) {
      visitor.open(`/?utm_campaign=${i}&${query}`, { referrer, afterMs: i % 7 ? 0 : HOUR_MS });
    }
    const boxes = Array.from(
      { length: 30 },
      () =>
        `<label><input type="checkbox" checked name="${letter.repeat(300)}">${letter.repeat(300)}</label>`,
    );
    const html = `<form method="post"><input name="email" value="a@b.example">${boxes.join('')}</form>`;
    const page = visitor.open(`/contact?${query}`, { referrer, html });
    await page.submit();
    expect(page.leads).toHaveLength(1);
    expect(Batch.safeParse(page.messages.at(-1)).error).toBeUndefined();
    const bytes = new TextEncoder().encode(JSON.stringify(page.messages.at(-1))).length;
    expect(bytes).toBeLessThanOrEqual(MAX_BODY_BYTES);
  },
);

// Were it quadratic, one of these would take minutes, not milliseconds.
it.each(['=', 'a=1;', '%40', '@', '&a', '==========x'])(
  'reads an address full of %j without dwelling on it',
  (piece) => {
    const page = new Visitor().open(`/?a${piece.repeat(300_000)}`);
    expect(page.messages).toHaveLength(1);
  },
);
