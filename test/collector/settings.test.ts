import { runInNewContext } from 'node:vm';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sites } from '../../collector/db/schema.ts';
import { SETTING_NAMES, settingFrom } from '../../collector/domain/setting-words.ts';
import { snippetPartsFrom } from '../../collector/domain/snippet.ts';
import { changeSetting } from '../../collector/node/setup.ts';
import { COMMON_PARTS, CONSENT_TOOLS, LAST_PARTS, PARTS } from '../../shared/parts.ts';
import { testHome } from '../support/home.ts';

let home: Awaited<ReturnType<typeof testHome>>;
beforeAll(async () => {
  home = await testHome();
  // Parts that say their name, under one short name at the top of each.
  const code = PARTS.map((name) => [name, `const e="${name}";WAYBILL_PARTS.push(e)`]);
  const core = 'const e=WAYBILL_PARTS;ran={config:WAYBILL_CONFIG,parts:e}';
  home.home.deps.snippet = { version: '1.2.3', code: { ...Object.fromEntries(code), core } };
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

async function set(settings: Record<string, string>) {
  for (const name of SETTING_NAMES) {
    const read =
      name in settings ? settingFrom(name, [settings[name] ?? '']) : { value: undefined };
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
  ])('is told of %j', async (settings, config) => {
    await set(settings);
    const found = await ran();
    expect(found.config).toMatchObject(config);
    expect(Object.keys(found.config)).toHaveLength(5);
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
    ['{"lookback_days":"soon","domains":7,"new":{}}', undefined],
    ['{"consent":["some-tool-to-come"]}', 'required'],
  ])('is served whatever %s means to another version', async (settings, consent) => {
    await home.home.db.update(sites).set({ settings: sql`${settings}` });
    const { config, parts } = await ran();
    expect(Object.entries(config).slice(4)).toEqual(consent ? [['consent', consent]] : []);
    expect(parts).toEqual(['consent-gpc', ...ALL_TOOLS, ...COMMON_PARTS, ...LAST_PARTS]);
  });

  it('is never made of less than all parts', () => {
    const code = Object.fromEntries(PARTS.map((name) => [name, '']));
    const text = (changes: object) =>
      JSON.stringify({ version: '1', code: { ...code, ...changes } });
    expect(snippetPartsFrom(text({})).version).toBe('1');
    expect(() => snippetPartsFrom(text({ links: undefined, 'consent-klaro': undefined }))).toThrow(
      'consent-klaro, links',
    );
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
  ] as const)('%s is read from %j', (name, words, value) => {
    expect(settingFrom(name, [words])).toEqual({ value });
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
  ] as const)('%s cannot be %j', (name, words) => {
    expect(settingFrom(name, words.split(' '))).toEqual({
      fault: expect.stringMatching(
        RegExp(
          `^${name} cannot be ".*"\\. It takes .+\\. Example: waybill settings set ${name} \\w`,
        ),
      ),
    });
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
