import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isOwnSite } from '../../collector/domain/own-site.ts';
import { HEAD_TABLE } from '../../shared/head-table.ts';
import { campaignOf } from '../../shared/landing.ts';
import {
  MAX_CLICK_ID_CHARS,
  MAX_CLICK_IDS,
  MAX_PATH_URL_CHARS,
  MAX_TEXT_CHARS,
} from '../../shared/limits.ts';
import { isPersonal } from '../../shared/personal.ts';
import { classify, idNamesOf, type Source } from '../../shared/source.ts';
import { hostOf } from '../../shared/url.ts';
import { scrub } from '../../snippet/attribution/scrub.ts';
import { Visitor } from '../support/visitor.ts';

interface Case {
  id: string;
  landing_url: string;
  referrer: string;
  expect: Pick<Source, 'source' | 'medium' | 'channel'>;
  /** What GA4 itself would say, where that is another. */
  ga4_channel?: string;
}

const file = new URL('../fixtures/referrer-cases.json', import.meta.url);
const { cases }: { cases: Case[] } = JSON.parse(readFileSync(file, 'utf8'));

/** What the head table makes of an arrival. */
function found(landing_page: string, referrer: string): Source {
  const seen = campaignOf(landing_page, idNamesOf(HEAD_TABLE), isPersonal);
  const own = isOwnSite(hostOf(referrer), hostOf(landing_page));
  return classify({ landing_page, referrer, ...seen, own }, HEAD_TABLE);
}

/** What addresses are made of, well and badly. */
const PIECES = [
  ...'?&#;/:=.@%[]{}<>|$ \t\n\0',
  ...['https://', 'android-app://com.', 'www.google.', 'co.uk', '%26', '%3D', '%25', '&amp;'],
  ...['utm_source=', 'UTM_Medium=', 'utm_campaign=', 'mtm_cid=', 'gclid=', 'fbclid=', 'mkt_tok='],
  ...['cpc', '(direct)', 'null', '__proto__', 'constructor', 'ann@shop.example', 'x'.repeat(600)],
  // What grows when it is normalised or lowered, and half a character.
  ...['\ufdfa'.repeat(300), 'İ'.repeat(255), '\ud83d', '😀'],
];
const Mangled = fc.array(fc.constantFrom(...PIECES), { maxLength: 30 }).map((all) => all.join(''));
const Any = fc.oneof(fc.string({ unit: 'binary', maxLength: 3_000 }), Mangled);

describe('any two texts', () => {
  it('give a source within the caps', () => {
    fc.assert(
      fc.property(Any, Any, (landing, referrer) => {
        const { tags, click_ids } = campaignOf(landing, idNamesOf(HEAD_TABLE), isPersonal);
        const { source, medium, channel } = found(landing, referrer);
        for (const text of [source, medium, channel, ...Object.values(tags)]) {
          expect(text.length).toBeLessThanOrEqual(MAX_TEXT_CHARS);
          expect(text).not.toBe('');
        }
        expect(Object.keys(click_ids).length).toBeLessThanOrEqual(MAX_CLICK_IDS);
        for (const id of Object.values(click_ids)) {
          expect(id.length).toBeLessThanOrEqual(MAX_CLICK_ID_CHARS);
        }
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('the script on a page', () => {
  const Landing = fc.oneof(
    fc.constantFrom(...cases.map(({ landing_url }) => landing_url)),
    fc.tuple(fc.constantFrom('?', '#', '/?a&', '?utm_source='), Any).map((all) => all.join('')),
  );
  const Referrer = fc.oneof(fc.constantFrom(...cases.map(({ referrer }) => referrer)), Any);

  it('says what the same rules say elsewhere', () => {
    fc.assert(
      fc.property(Landing, Referrer, (landing, referrer) => {
        const page = new Visitor().open(landing, { referrer });
        const posted = page.fields();
        // The referrer as it is kept: scrubbed, and cut.
        const kept = scrub(referrer).slice(0, MAX_PATH_URL_CHARS);
        const { source, medium, channel, rule } = found(page.window.location.href, kept);
        const known = (word: string) => word.replace(/^\(.*/, '');
        expect([
          posted.waybill_source ?? '',
          posted.waybill_medium ?? '',
          posted.waybill_channel ?? '',
        ]).toEqual([known(source), known(medium), rule === 6 ? '' : channel]);
      }),
      { numRuns: 60 },
    );
  });
});

describe('the head table', () => {
  const isPaid = (channel: string) => /^(Paid|Display|Cross-network)/.test(channel);
  const judged = cases.map((one) => ({ ...one, ...found(one.landing_url, one.referrer) }));
  const misses = judged.filter(({ channel, expect }) => channel !== expect.channel);

  it('finds the channel of nearly all cases', () => {
    expect(judged.length - misses.length).toBeGreaterThanOrEqual(240);
  });

  it.each(misses)('knows less of $id, $landing_url from $referrer, and nothing wrong', (miss) => {
    const coarser = ['Referral', 'Unassigned', 'Direct', miss.ga4_channel];
    expect(coarser).toContain(miss.channel);
    expect(isPaid(miss.channel)).toBe(isPaid(miss.expect.channel));
  });
});
