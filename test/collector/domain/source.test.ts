import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allTouches, decisiveTouch } from '../../../collector/domain/decisive.ts';
import { type Classification, sourceOf } from '../../../collector/domain/source.ts';
import { MAX_CLICK_ID_CHARS, MAX_TEXT_CHARS } from '../../../shared/limits.ts';

/** What addresses are made of, well and badly. */
const PIECES = [
  ...'?&#;/:=.@%[]{}<>|$ \t\n\0',
  ...[
    'https://',
    'android-app://',
    'www.google.com',
    'acme.github.io',
    '%26',
    '%3D',
    '%25',
    '&amp;',
  ],
  ...['utm_source=', 'UTM_Medium=', 'utm_campaign=', 'utm_id=', 'mtm_cid=', 'gclid=', 'mkt_tok='],
  ...['cpc', '(direct)', '(none)', '__proto__', 'constructor', 'x'.repeat(600)],
  // One that grows to 18 when it is normalised, half a character, and one of two halves.
  ...['\ufdfa'.repeat(300), '\ud83d', 'x'.repeat(254), '\u{1f600}'],
];
const Mangled = fc.array(fc.constantFrom(...PIECES), { maxLength: 40 }).map((all) => all.join(''));
const Any = fc.oneof(fc.string({ unit: 'binary', maxLength: 3_000 }), Mangled);
const Texts = fc.dictionary(
  fc.oneof(fc.constantFrom('utm_source', 'utm_medium', 'gclid'), Any),
  Any,
);
const Seen = fc.record({ landing_page: Any, referrer: Any, tags: Texts, click_ids: Texts });

function expectSound(found: Classification) {
  const { click_ids, evidence, ...words } = found;
  expect(found.channel).toMatch(/\w/);
  for (const text of [...Object.values(words), ...Object.values(evidence).map(String)]) {
    expect(text.length).toBeLessThanOrEqual(MAX_TEXT_CHARS);
    expect(text).not.toMatch(/\p{Surrogate}/u);
  }
  for (const [name, id] of Object.entries(click_ids)) {
    expect(name.length).toBeLessThanOrEqual(MAX_TEXT_CHARS);
    expect(id.length).toBeLessThanOrEqual(MAX_CLICK_ID_CHARS);
  }
}

describe('the source of a touch', () => {
  it('is found whatever the addresses are, within the caps', () => {
    fc.assert(
      fc.property(Any, Any, (landing_page, referrer) => {
        expectSound(sourceOf({ landing_page, referrer, tags: {}, click_ids: {} }));
      }),
      { numRuns: 1_000 },
    );
  });

  it('is found whatever the tags and ids are, within the caps', () => {
    fc.assert(
      fc.property(Seen, (seen) => expectSound(sourceOf(seen))),
      { numRuns: 500 },
    );
  });

  it.each(PIECES)('is found in no time when an address goes on and on: %j', (piece) => {
    const long = piece.repeat(60_000 / piece.length);
    const start = performance.now();
    sourceOf({
      landing_page: `https://a.example/?${long}`,
      referrer: long,
      tags: {},
      click_ids: {},
    });
    expect(performance.now() - start).toBeLessThan(1_000);
  });
});

describe('the touch that a lead is filed under', () => {
  const Time = fc.integer({ min: 0, max: 8.64e15 });
  const Touch = fc.tuple(Seen, Time).map(([seen, at]) => ({ ...seen, at }));
  const Touches = fc.record(
    {
      first: Touch,
      last: Touch,
      last_non_direct: Touch,
      session: Touch,
      list: fc.array(Touch, { maxLength: 4 }),
    },
    { requiredKeys: ['first', 'last', 'session'] },
  );

  it('is one of its touches, whatever they are', () => {
    fc.assert(
      fc.property(Touches, (touches) => {
        const { touch, found } = decisiveTouch(touches);
        expect(allTouches(touches)).toContain(touch);
        expectSound(found);
      }),
      { numRuns: 100 },
    );
  });
});
