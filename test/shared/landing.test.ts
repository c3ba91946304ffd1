import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FULL_TABLE } from '../../collector/domain/source-table.ts';
import { campaignOf } from '../../shared/landing.ts';
import { isPersonal } from '../../shared/personal.ts';
import { idNamesOf } from '../../shared/source.ts';
import { scrub } from '../../snippet/attribution/scrub.ts';

const IDS = idNamesOf(FULL_TABLE);
const SITE = 'https://www.shop.example/';

function read(query: string) {
  return campaignOf(SITE + query, IDS, isPersonal);
}

describe('the tags of a landing page', () => {
  it.each([
    ['in the query', '?utm_source=a', { utm_source: 'a' }],
    ['in the fragment', '#utm_source=a', { utm_source: 'a' }],
    ['in a route', '#/book?utm_source=a&utm_medium=b', { utm_source: 'a', utm_medium: 'b' }],
    ['after an anchor', '#contact?utm_source=a', { utm_source: 'a' }],
    ['of the query before the fragment', '?utm_source=a#utm_source=b', { utm_source: 'a' }],
    ['in any case', '?UTM_Source=News', { utm_source: 'News' }],
    [
      'with escaped ampersands',
      '?a=1&amp;utm_source=a&amp;amp;utm_id=7',
      { utm_source: 'a', utm_id: '7' },
    ],
    [
      'with a second question mark',
      '?utm_source=a?utm_medium=b',
      { utm_source: 'a', utm_medium: 'b' },
    ],
    ['with semicolons', '?utm_source=a;utm_medium=b', { utm_source: 'a', utm_medium: 'b' }],
    [
      'encoded as a whole',
      '?utm_source%3Da%26utm_medium%3Db',
      { utm_source: 'a', utm_medium: 'b' },
    ],
    [
      'encoded twice as a whole',
      '?utm_source%253Da%2526utm_medium%253Db',
      { utm_source: 'a', utm_medium: 'b' },
    ],
    ['encoded twice', '?utm_source=my%2520news', { utm_source: 'my news' }],
    ['encoded three times', '?utm_source=my%252520news', { utm_source: 'my news' }],
    [
      'with broken escapes',
      '?utm_campaign=100%+off%21%E0%A4%A',
      { utm_campaign: '100% off!%E0%A4%A' },
    ],
    [
      'the first that says something',
      '?utm_source=&utm_source=null&utm_source=b',
      { utm_source: 'b' },
    ],
    [
      'of Matomo',
      '?mtm_source=a&mtm_medium=b&mtm_campaign=c&mtm_kwd=d&mtm_content=e&mtm_cid=6',
      {
        utm_source: 'a',
        utm_medium: 'b',
        utm_campaign: 'c',
        utm_term: 'd',
        utm_content: 'e',
        utm_id: '6',
      },
    ],
    [
      'of Piwik',
      '?pk_source=a&pk_cpn=c&piwik_keyword=d',
      { utm_source: 'a', utm_campaign: 'c', utm_term: 'd' },
    ],
    ['of HubSpot', '?hsa_cam=99&hsa_kw=boiler&hsa_acc=1', { utm_id: '99', utm_term: 'boiler' }],
    [
      'with a question in it',
      '?utm_content=what?now&utm_id=1',
      { utm_content: 'what?now', utm_id: '1' },
    ],
    [
      'byte for byte',
      `?utm_campaign=${encodeURIComponent('Tom & Jerry\'s "50%" <b> 100% + 😀 Größe 日本')}`,
      { utm_campaign: 'Tom & Jerry\'s "50%" <b> 100% + 😀 Größe 日本' },
    ],
    [
      'of a wide alphabet',
      `?utm_source=${encodeURIComponent('ｇｏｏｇｌｅ')}`,
      { utm_source: 'ｇｏｏｇｌｅ' },
    ],
    [
      'without what is not seen',
      '?utm_source=goo%E2%80%8Bgle%00%0A&utm_medium=%20%20c%20%20d+',
      { utm_source: 'google', utm_medium: 'c d' },
    ],
    [
      'cut',
      `?utm_source=${'a'.repeat(5_000)}&utm_medium=b`,
      { utm_source: 'a'.repeat(255), utm_medium: 'b' },
    ],
    [
      'cut between characters',
      `?utm_source=${encodeURIComponent(`${'a'.repeat(254)}😀`)}`,
      { utm_source: 'a'.repeat(254) },
    ],
  ])('are read %s', (_name, query, tags) => {
    expect(read(query).tags).toEqual(tags);
  });

  it.each([
    ...['null', 'undefined', '(not set)', '(not%20provided)', '(none)', '-', '', '%20'],
    ...[
      '{keyword}',
      '{{campaign.name}}',
      '__CAMPAIGN__',
      '%%x%%',
      '%7B%7Bad.id%7D%7D',
      'PANTHEON_STRIPPED',
    ],
    ...['ann%40shop.example', 'ann%2540shop.example'],
  ])('are nothing where they hold %j', (value) => {
    expect(read(`?utm_source=${value}&utm_campaign=${value}`).tags).toEqual({});
  });

  it.each([
    '%3Cscript%3Ealert(1)%3C/script%3E',
    '%22%3E%3Cimg%20src=x%3E',
    'javascript:alert(1)',
    '`x`',
  ])('name no source by the script %j, but a campaign', (value) => {
    const { tags } = read(`?utm_source=${value}&utm_medium=${value}&utm_campaign=${value}`);
    expect(Object.keys(tags)).toEqual(['utm_campaign']);
  });
});

describe('the click ids of a landing page', () => {
  it.each([
    ['?gclid=Aa-_1', { gclid: 'Aa-_1' }],
    ['?GCLID=Aa', { gclid: 'Aa' }],
    ['?sccid=Aa', { ScCid: 'Aa' }],
    ['?fbclid=a%2Bb', { fbclid: 'a+b' }],
    ['?gclid=first&gclid=second', { gclid: 'first' }],
    [`?gclid=${'a'.repeat(512)}`, { gclid: 'a'.repeat(512) }],
    [`?gclid=${'a'.repeat(513)}`, {}],
    ['?gclid={gclid}&msclkid=a%20b&ttclid=__CLICKID__&twclid=null', {}],
    // Of a person's id the name tells of an e-mail.
    ['?mkt_tok=secret&mc_eid=secret&mc_cid=camp', { mkt_tok: '', mc_eid: '', mc_cid: 'camp' }],
    ['?mkt_tok=', { mkt_tok: '' }],
  ])('of %s', (query, ids) => {
    expect(read(query).click_ids).toEqual(ids);
  });
});

describe('an address that is kept', () => {
  const names: string[] = JSON.parse(
    readFileSync(new URL('../fixtures/pii-params.json', import.meta.url), 'utf8'),
  );
  const kept = (query: string) => scrub(SITE + query).slice(SITE.length);

  it.each(names)('has no %s', (name) => {
    expect(kept(`?a=1&${name}=secret&b=2#${name}=secret`)).toBe(`?a=1&${name}=&b=2#${name}=`);
    expect(kept(`?a=1&${name.toUpperCase()}=secret`)).not.toContain('secret');
  });

  it.each([
    ['?to=ann@shop.example', '?to='],
    ['?to=ann%40shop.example&a=1', '?to=&a=1'],
    ['?to=ann%2540shop.example', '?to='],
    ['?utm_content=ann%40shop.example', '?utm_content='],
    ['?q%3Dann%40shop.example', '?q='],
    ['?call=%2B1%20415%20555%202671', '?call='],
    ['?call=(415)555-2671', '?call='],
    ['?call=+49-30-901820-12', '?call='],
  ])('has nobody in it: %s', (query, expected) => {
    expect(kept(query)).toBe(expected);
  });

  it.each([
    '?page=2&product=blue&q=boiler+repair#reviews',
    '?utm_id=12345678901&hsa_cam=20911234567&gad_campaignid=20911234567&campaignid=20911234567',
    '?gclid=Cj0KCQjwiMmwBhDmARIsABeQ7x&msclkid=5b1a2c3d4e5f60718293a4b5c6d7e8f9',
    '?elqCampaignId=12&mc_cid=abc&_hsmi=123456',
    '?date=2026-11-21&price=1299&creative=612345678901',
  ])('is as it was written otherwise: %s', (query) => {
    expect(kept(query)).toBe(query);
  });

  it('keeps no platform from its click ids', () => {
    const lost = IDS.filter((name) => isPersonal(name));
    const paid = FULL_TABLE.ids
      .filter(([, medium]) => /^c|aff/.test(medium))
      .flatMap(([, , ...all]) => all);
    expect(paid.filter((name) => lost.includes(name))).toEqual([]);
  });
});
