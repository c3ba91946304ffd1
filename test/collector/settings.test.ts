import { runInNewContext } from 'node:vm';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sites } from '../../collector/db/schema.ts';
import { SETTING_NAMES, settingFrom, settingWords } from '../../collector/domain/setting-words.ts';
import { snippetPartsFrom } from '../../collector/domain/snippet.ts';
import { changeSetting } from '../../collector/node/setup.ts';
import {
  COMMON_PARTS,
  CONSENT_TOOLS,
  DIALECTS,
  EMBEDDED,
  LAST_PARTS,
  PARTS,
  VENDORS,
} from '../../shared/parts.ts';
import { testHome } from '../support/home.ts';

let home: Awaited<ReturnType<typeof testHome>>;
beforeAll(async () => {
  home = await testHome();
  // Parts that say their name, under one short name at the top of each.
  const code = PARTS.map((name) => [name, `const e="${name}";WAYBILL_PARTS.push(e)`]);
  const core = 'const e=WAYBILL_PARTS;ran={config:WAYBILL_CONFIG,parts:e}';
  home.home.deps.snippet = {
    version: '1.2.3',
    code: { ...Object.fromEntries(code), core },
    debug: 'overlay()',
  };
});
afterAll(() => home.close());

/** What the core of the site's script finds when it runs. */
async function ran(): Promise<{ config: object; parts: string[] }> {
  const answer = await home.request(`/s/${home.siteKey}.js`);
  expect(answer.status).toBe(200);
  const page = { ran: undefined };
  runInNewContext(await answer.text(), page);
  return JSON.parse(JSON.stringify(page.ran));
}

async function set(settings: Record<string, string | string[]>) {
  for (const name of SETTING_NAMES) {
    const words = [settings[name] ?? []].flat();
    const read = name in settings ? settingFrom(name, words) : { value: undefined };
    if ('fault' in read) throw new Error(read.fault);
    await changeSetting(home.home, home.local, name, read.value);
  }
}

const ALL_TOOLS = CONSENT_TOOLS.map((tool) => `consent-${tool}`);

describe("a site's script", () => {
  it('holds what every site needs, and says nothing of what was not set', async () => {
    await set({});
    expect(await ran()).toEqual({
      config: {
        script: '1.2.3',
        collect: `http://localhost/v1/collect/${home.siteKey}`,
        leads: 'http://localhost/leads/',
        debug: 'http://localhost/s/debug.js',
        lookback_ms: 90 * 86_400_000,
      },
      parts: ['consent-gpc', ...ALL_TOOLS, ...COMMON_PARTS, ...LAST_PARTS],
    });
  });

  it.each([
    [
      { domains: 'https://www.Other.example/contact' },
      { domains: ['other.example', 'shop.example'] },
    ],
    [
      { excluded: 'calendly.com, //sign.example:443/x' },
      { excluded: ['calendly.com', 'sign.example'] },
    ],
    [{ consent: 'required' }, { consent: 'required' }],
    [{ create: 'minimal' }, { create: 'minimal' }],
    [{ create: 'Fill' }, { create: 'fill' }],
    [{ forms_on: ['#Quote, .x form', 'form'] }, { forms_on: ['#Quote, .x form', 'form'] }],
    [{ forms_off: ['form[action*="/intern/"]'] }, { forms_off: ['form[action*="/intern/"]'] }],
    [
      { map: ['[name=input_7]=utm_source', '#crm=waybill_id'] },
      { map: { '[name=input_7]': 'utm_source', '#crm': 'waybill_id' } },
    ],
    [{ contact: 'auto' }, { contact: {} }],
    [
      { contact: ['email=[name="your-email"]', 'Message=textarea'] },
      { contact: { email: '[name="your-email"]', message: 'textarea' } },
    ],
    [{ data_layer: 'dataLayer' }, { data_layer: 'dataLayer' }],
  ])('is told of %j', async (settings, config) => {
    await set(settings);
    const found = await ran();
    expect(found.config).toMatchObject(config);
    expect(Object.keys(found.config)).toHaveLength(6);
  });

  it.each([{ create: 'all' }, { contact: 'off' }])('is told nothing of %j', async (settings) => {
    await set(settings);
    expect(Object.keys((await ran()).config)).toHaveLength(5);
  });

  it('is told how long to remember', async () => {
    await set({ lookback_days: '30' });
    expect((await ran()).config).toMatchObject({ lookback_ms: 30 * 86_400_000 });
  });

  it.each([
    [{ domains: 'other.example' }, [...ALL_TOOLS, ...COMMON_PARTS, 'links']],
    [{ consent: 'required' }, [...ALL_TOOLS, ...COMMON_PARTS]],
    [{ consent: 'none' }, [...COMMON_PARTS]],
    [{ consent: 'klaro cookiebot' }, ['consent-cookiebot', 'consent-klaro', ...COMMON_PARTS]],
  ])('has the parts of %j, those with precedence first', async (settings, parts) => {
    await set(settings);
    expect((await ran()).parts).toEqual(['consent-gpc', ...parts, ...LAST_PARTS]);
  });

  it.each([
    [{ dialects: 'handl, attributer' }, ['dialect-attributer', 'dialect-handl']],
    [{ industry: 'medical' }, ['industry-medical']],
    [{ vendors: 'netlify gravity' }, ['vendor-gravity', 'vendor-netlify']],
    [{ vendors: 'typeform wpforms' }, ['embed', 'vendor-wpforms', 'vendor-typeform']],
    [
      { data_layer: 'dataLayer', contact: 'auto', vendors: 'cal' },
      ['embed', 'contact', 'data-layer', 'vendor-cal'],
    ],
    [{ dialects: 'all' }, DIALECTS.map((dialect) => `dialect-${dialect}`)],
    [{ vendors: 'ALL' }, ['embed', ...VENDORS.map((vendor) => `vendor-${vendor}`)]],
  ])('sees to forms with the parts of %j', async (settings, parts) => {
    await set({ ...settings, consent: 'none', domains: 'other.example' });
    const expected = ['consent-gpc', ...COMMON_PARTS, ...parts, 'links', ...LAST_PARTS];
    expect((await ran()).parts).toEqual(expected);
    expect(PARTS.filter((part) => expected.includes(part))).toEqual(expected);
  });

  it.each(EMBEDDED)('has what sees to frames together with %s', async (vendor) => {
    await set({ vendors: vendor });
    expect((await ran()).parts).toContain('embed');
  });

  it.each([
    [{ vendors: ['some-vendor-to-come', 'kit'] }, ['vendor-kit']],
    [{ vendors: 'kit', dialects: { handl: 1 }, map: ['a'], forms_on: 'form' }, []],
    [{ create: 'some', industry: 'fishing', contact: { fax: '#fax' }, data_layer: {} }, []],
  ])('is served whatever %j means to another version', async (settings, more) => {
    await home.home.db.update(sites).set({ settings });
    const { config, parts } = await ran();
    expect(Object.keys(config)).toHaveLength(5);
    expect(parts).toEqual(['consent-gpc', ...ALL_TOOLS, ...COMMON_PARTS, ...more, ...LAST_PARTS]);
  });

  it.each([
    ['{"lookback_days":"soon","domains":7,"new":{}}', undefined],
    ['{"consent":["some-tool-to-come"]}', 'required'],
  ])('is served whatever %s means to another version', async (settings, consent) => {
    await home.home.db.update(sites).set({ settings: sql`${settings}` });
    const { config, parts } = await ran();
    expect(Object.entries(config).slice(5)).toEqual(consent ? [['consent', consent]] : []);
    expect(parts).toEqual(['consent-gpc', ...ALL_TOOLS, ...COMMON_PARTS, ...LAST_PARTS]);
  });

  it('is never made of less than all parts', () => {
    const code = Object.fromEntries(PARTS.map((name) => [name, '']));
    const text = (changes: object) =>
      JSON.stringify({ version: '1', debug: '', code: { ...code, ...changes } });
    expect(snippetPartsFrom(text({})).version).toBe('1');
    expect(() => snippetPartsFrom(JSON.stringify({ version: '1', code }))).toThrow('debug');
    expect(() => snippetPartsFrom(text({ links: undefined, 'consent-klaro': undefined }))).toThrow(
      'consent-klaro, links',
    );
  });
});

describe('the overlay', () => {
  it('is served at the collector alone', async () => {
    const answer = await home.request('/s/debug.js');
    expect([answer.status, await answer.text()]).toEqual([200, 'overlay()']);
    const { headers } = await home.request(`/s/${home.siteKey}.js`);
    for (const name of ['cache-control', 'content-type', 'vary'])
      expect(answer.headers.get(name)).toBe(headers.get(name));
    const etag = answer.headers.get('etag') ?? '';
    const again = await home.request('/s/debug.js', { headers: { 'if-none-match': etag } });
    expect(again.status).toBe(304);
    const own = await home.request('/waybill/s/debug.js', {
      headers: { 'x-forwarded-host': 'www.shop.example' },
    });
    expect(own.status).toBe(404);
  });
});

describe('a setting', () => {
  it.each([
    ['excluded', 'https://calendly.com/acme/intro?month=2026-01', ['calendly.com']],
    ['excluded', 'WWW.Calendly.com:443 *.calendly.com calendly.com.', ['calendly.com']],
    ['domains', 'münchen.example', ['xn--mnchen-3ya.example']],
    [
      'domains',
      'acme.myshopify.com,shop.example.co.uk',
      ['acme.myshopify.com', 'shop.example.co.uk'],
    ],
    ['lookback_days', '730', 730],
    ['consent', 'None', 'none'],
    ['consent', 'tcf,tcf klaro', ['klaro', 'tcf']],
    ['create', 'Minimal', 'minimal'],
    ['vendors', 'Calendly,hubspot', ['hubspot', 'calendly']],
    ['vendors', 'all', 'all'],
    ['industry', 'b2b', 'b2b'],
    ['contact', 'Auto', {}],
    ['contact', 'off', null],
    ['data_layer', ' _gtm$Layer ', '_gtm$Layer'],
  ] as const)('%s is read from %j', (name, words, value) => {
    expect(settingFrom(name, [words])).toEqual({ value });
  });

  it.each([
    'form',
    '*',
    '.Calculator FORM, #Quote > form:not(.Off):nth-child(2n + 1)',
    '[name="a]b(c"]',
    "[data-x='it\"s'] ~ div + p",
    String.raw`.md\:flex.w-1\/2 #\31 23`,
    'form:has(> [name=a]:is(input, select))',
    '#größe, .名前',
    'form[action*="/intern/" i]',
    `#${'a'.repeat(199)}`,
  ])('forms_on takes the selector %s as it is', (selector) => {
    expect(settingFrom('forms_on', [selector, selector])).toEqual({ value: [selector] });
  });

  it.each([
    '',
    ' ',
    'form[',
    'form]',
    '[name="a]',
    'form[name=\'x"]',
    ':not(.a',
    ':is()',
    '[]',
    'form,',
    ', form',
    'a,,b',
    'form >',
    '> form',
    '"form"',
    'form { color: red }',
    '<form>',
    'name=email',
    '#1a',
    'form..a',
    'form#',
    'a\\',
    `#${'a'.repeat(200)}`,
  ])('forms_off cannot be %j', (selector) => {
    expect(settingFrom('forms_off', ['form', selector])).toEqual({
      fault: expect.stringMatching(
        /^forms_off cannot be ".*"\. It takes up to 20 CSS selectors, each in quotes.*\. Example: waybill settings set forms_off '#/,
      ),
    });
  });

  it.each([
    ['map', ['[name="a=b"]=utm_source'], { '[name="a=b"]': 'utm_source' }],
    [
      'map',
      ['.x input, [name=y]=gclid', '#z=waybill_story'],
      { '.x input, [name=y]': 'gclid', '#z': 'waybill_story' },
    ],
    ['contact', ['EMAIL=[name="your email"]'], { email: '[name="your email"]' }],
  ] as const)('%s is read from %j', (name, words, value) => {
    expect(settingFrom(name, words)).toEqual({ value });
  });

  it.each([
    ['lookback_days', '0'],
    ['lookback_days', '731'],
    ['lookback_days', '30 40'],
    ['lookback_days', '-1'],
    ['domains', 'localhost'],
    ['domains', '127.0.0.1'],
    ['domains', 'co.uk'],
    ['domains', 'myshopify.com'],
    ['domains', 'ann@example.com'],
    ['domains', 'ftp://example.com'],
    ['domains', Array.from({ length: 21 }, (_, i) => `shop${i}.example`).join(' ')],
    ['consent', 'klaro auto'],
    ['consent', 'somebot'],
    ['consent', ','],
    ['create', 'some'],
    ['create', 'all fill'],
    ['forms_on', Array.from({ length: 21 }, (_, i) => `#f${i}`).join(' ')],
    ['map', '[name=input_7]'],
    ['map', 'utm_source'],
    ['map', '=utm_source'],
    ['map', '#a='],
    ['map', '#a=UTM'],
    ['map', '#a[=utm_source'],
    ['map', '#a=utm_source #a=utm_medium'],
    ['map', Array.from({ length: 41 }, (_, i) => `#f${i}=gclid`).join(' ')],
    ['vendors', 'hubspot all'],
    ['vendors', 'gravity-forms'],
    ['dialects', 'klingon'],
    ['industry', 'medical b2b'],
    ['industry', ''],
    ['contact', ''],
    ['contact', 'on'],
    ['contact', 'fax=#fax'],
    ['contact', 'email='],
    ['contact', 'email=#a email=#b'],
    ['contact', 'email=#a auto'],
    ['data_layer', 'data-layer'],
    ['data_layer', 'window.dataLayer'],
    ['data_layer', '2x'],
    ['data_layer', 'a b'],
    ['keep_raw_days', '401'],
    ['keep_raw_days', 'forever'],
    ['keep_sessions_days', '0'],
    ['keep_sessions_days', '3651'],
    ['keep_leads_days', 'never'],
    ['keep_contacts_days', '-1'],
  ] as const)('%s cannot be %j', (name, words) => {
    expect(settingFrom(name, words.split(' '))).toEqual({
      fault: expect.stringMatching(
        RegExp(
          `^${name} cannot be ".*"\\. It takes .+\\. Example: waybill settings set ${name} '?[\\w[#]`,
        ),
      ),
    });
  });

  it.each(SETTING_NAMES)('%s says an example that it takes', (name) => {
    const read = settingFrom(name, ['\u0000']);
    if ('value' in read) throw new Error('It takes anything.');
    const [, example = ''] = / settings set \w+ (.+)$/.exec(read.fault) ?? [];
    const words = example.match(/'[^']*'|\S+/g) ?? [];
    const found = settingFrom(
      name,
      words.map((word) => word.replaceAll("'", '')),
    );
    expect(found).toHaveProperty('value');
  });

  it.each([
    ['lookback_days', ['30']],
    ['create', ['fill']],
    ['forms_on', ['#a .b, c', 'd']],
    ['map', ['#a=gclid', '[b="c=d"]=utm_id']],
    ['vendors', ['all']],
    ['dialects', ['handl', 'afl']],
    ['industry', ['courses']],
    ['contact', ['off']],
    ['contact', ['auto']],
    ['contact', ['email=#a', 'phone=[b="c"]']],
    ['data_layer', ['dataLayer']],
    ['keep_leads_days', ['forever']],
    ['keep_contacts_days', ['90']],
  ] as const)('%s is said again as %j', (name, words) => {
    const read = settingFrom(name, words);
    if ('fault' in read) throw new Error(read.fault);
    expect(settingWords(name, read.value)).toEqual(words);
  });

  it('changes alone', async () => {
    await home.home.db.update(sites).set({ settings: { new: 1 } });
    await Promise.all([
      changeSetting(home.home, home.local, 'lookback_days', 7),
      changeSetting(home.home, home.local, 'consent', ['tcf']),
      changeSetting(home.home, home.local, 'domains'),
    ]);
    const [site] = await home.home.db.select().from(sites);
    expect(site?.settings).toEqual({ new: 1, lookback_days: 7, consent: ['tcf'] });
  });
});
