import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_STORY_CHARS } from '../../shared/limits.ts';
import type { Intent, Touch } from '../../shared/wire.ts';
import type { Visit } from '../../snippet/attribution/session.ts';
import { storyFrom } from '../../snippet/attribution/story.ts';
import { sourceOf } from '../../snippet/attribution/touch.ts';

const SHOP = 'https://www.shop.example';
const DAY_MS = 86_400_000;
const NOW = 1_790_000_000_000;

type Tags = Record<string, string>;

function touch(tags: Tags = {}, referrer = '', own = false): Touch {
  return { at: NOW - 5 * DAY_MS, landing_page: SHOP, referrer, tags, click_ids: {}, own };
}

function story(
  by: Touch,
  pages: (string | [url: string, engaged_ms: number])[] = [],
  intent: Intent = {},
  form = '',
  visits = 1,
): string {
  const visit: Visit = {
    v: 1,
    visitor: '0'.repeat(25),
    session: { id: '1'.repeat(25), started_at: NOW, number: visits },
    seen_at: NOW,
    touches: { first: by, last: by, session: by },
    path: pages.map((page) => {
      const [url, engaged_ms] = typeof page === 'string' ? [page, 0] : page;
      return { id: '2'.repeat(25), at: NOW, url: SHOP + url, title: '', engaged_ms };
    }),
  };
  return storyFrom(visit, sourceOf(by), intent, form, NOW);
}

function options(...values: string[]): NonNullable<Intent['options']> {
  return values.map((value) => ({ name: 'service', value }));
}

const AD = { utm_source: 'google', utm_medium: 'cpc', utm_campaign: 'spring-tuneup' };

it('tells a lead in one sentence', () => {
  expect(
    story(
      touch(AD),
      ['/ac-repair?gclid=a', ['/pricing', 150_000]],
      { lead_type: 'quote_request', topic: 'AC repair', options: options('AC repair') },
      'contact-form',
      2,
    ),
  ).toBe(
    "Google Ads 'spring-tuneup' → /ac-repair → /pricing (2 min) → contact form; asked for: quote, AC repair; 2nd visit in 5 days",
  );
});

describe('a source', () => {
  it.each<[string, Touch]>([
    ['Google Ads', touch({ utm_source: 'google', utm_medium: 'cpc' })],
    ['Google Ads', touch({ utm_source: 'google-ads', utm_medium: 'cpc' })],
    ['Facebook Ads', touch({ utm_source: 'facebook', utm_medium: 'paid_social' })],
    ['Google search', touch({}, 'https://www.google.com/')],
    ['Facebook', touch({}, 'https://l.facebook.com/')],
    ['Chatgpt', touch({}, 'https://chatgpt.com/')],
    ['partner.example', touch({}, 'https://partner.example/page')],
    ['Email', touch({ utm_source: 'spring-news', utm_medium: 'email' })],
    ['Direct', touch()],
    [
      "Partner 'a b'",
      touch({ utm_source: 'partner', utm_medium: 'referral', utm_campaign: 'a b' }),
    ],
    [
      'Partner',
      touch({ utm_source: 'partner', utm_medium: 'referral', utm_campaign: '(not set)' }),
    ],
    ['Referral', touch({ utm_source: 'x'.repeat(200), utm_medium: 'referral' })],
  ])('is called %s', (name, by) => {
    expect(story(by)).toBe(`${name} → form`);
  });

  it('is not guessed for who came from the site itself', () => {
    expect(story(touch({}, `${SHOP}/`, true), ['/a'])).toBe('/a → form');
  });
});

describe('pages', () => {
  it.each<[string, (string | [string, number])[], string]>([
    [
      'seen again in a row once, with their time added up',
      [['/a', 40_000], ['/a?b', 40_000], '/c'],
      '/a (1 min) → /c',
    ],
    ['seen again later twice', ['/a', '/c', '/a'], '/a → /c → /a'],
    ['without parameters', ['/a?email=ann@x.example#top'], '/a'],
    [
      'with whole minutes only',
      [
        ['/a', 59_999],
        ['/b', 60_000],
      ],
      '/a → /b (1 min)',
    ],
    ['too long to be read as a gap', [`/${'x'.repeat(90)}`, '/b'], '… → /b'],
  ])('are told %s', (_name, pages, expected) => {
    expect(story(touch(), pages)).toBe(`Direct → ${expected} → form`);
  });
});

describe('a form', () => {
  it.each([
    ['', 'form'],
    ['contact', 'contact form'],
    ['wpforms_form-12', 'wpforms form 12'],
    ['Kontaktformular', 'Kontaktformular'],
    ['(not set)', 'form'],
    ['Get a\n quote\u0000', 'Get a quote form'],
  ])('named %j is called %j', (name, expected) => {
    expect(story(touch(), [], {}, name)).toBe(`Direct → ${expected}`);
  });
});

it.each([
  [1, ''],
  [2, '2nd'],
  [3, '3rd'],
  [4, '4th'],
  [11, '11th'],
  [12, '12th'],
  [13, '13th'],
  [20, '20th'],
  [21, '21st'],
  [22, '22nd'],
  [101, '101st'],
  [111, '111th'],
  [113, '113th'],
])('counts %i visits', (visits, expected) => {
  const said = expected && `; ${expected} visit in 5 days`;
  expect(story(touch(), [], {}, '', visits)).toBe(`Direct → form${said}`);
});

it.each([
  [{ lead_type: 'quote_request' }, 'quote'],
  [{ lead_type: 'job_applicant' }, 'job applicant'],
  [
    { topic: 'AC repair', options: options('AC repair', 'undefined', '', 'Monday') },
    'AC repair, Monday',
  ],
])('tells what was asked for: %j', (intent, expected) => {
  expect(story(touch(), [], intent)).toBe(`Direct → form; asked for: ${expected}`);
});

it('gives up middle pages, then options, then the visits', () => {
  const pages = (n: number) => Array.from({ length: n }, (_, i) => `/page-number-${i}`);
  const asked = (n: number) => ({
    lead_type: 'quote_request',
    topic: 'AC repair',
    options: options(...Array.from({ length: n }, (_, i) => `${i} ${'option '.repeat(10).trim()}`)),
  });
  const long = story(touch(AD), pages(20), asked(1), 'contact', 2);
  expect(long).toMatch(/^Google Ads 'spring-tuneup' → \/page-number-0 → … → \/page-number-\d+ → /);
  expect(long).toMatch(
    /-19 → contact form; asked for: quote, AC repair, 0 op.*; 2nd visit in 5 days$/,
  );
  const longer = story(touch(AD), pages(20), asked(10), 'contact', 2);
  expect(longer).toMatch(
    /'spring-tuneup' → \/page-number-0 → … → \/page-number-19 → contact form; asked for: quote, AC repair, 0 option [^,]+; 2nd visit in 5 days$/,
  );
  const longest = story(
    touch({ ...AD, utm_campaign: 'c'.repeat(80) }),
    [`/${'a'.repeat(70)}`, '/b'],
    { topic: 't'.repeat(70) },
    'f'.repeat(60),
    2,
  );
  expect(longest).not.toContain('visit');
  expect(longest).toContain(`'${'c'.repeat(80)}'`);
  expect(longest).toContain(`${'f'.repeat(60)} form`);
});

describe('any story', () => {
  const Text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 255 }),
    fc.lorem({ maxCount: 30 }).map((text) => text.slice(0, 255)),
    fc.constantFrom('undefined', '(not set)', '(direct)', 'x'.repeat(255), '…', ' → ', 'a; b'),
  );

  it('keeps to its length and says neither half words nor nothing', () => {
    fc.assert(
      fc.property(
        fc.record({ utm_source: Text, utm_medium: Text, utm_campaign: Text }),
        fc.array(fc.tuple(fc.webPath(), fc.nat(1_000_000)), { maxLength: 30 }),
        fc.array(Text, { maxLength: 10 }),
        Text,
        Text,
        fc.integer({ min: 1, max: 2 ** 31 }),
        (tags, pages, values, topic, form, visits) => {
          const intent = { lead_type: 'quote_request', topic, options: options(...values) };
          const told = story(touch(tags), pages, intent, form, visits);
          expect(told.length).toBeLessThanOrEqual(MAX_STORY_CHARS);
          expect(told).not.toMatch(/undefined|\((not set|direct)\)|\p{C}/iu);
          expect(told).toMatch(/form/i);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('ends and begins where words do', () => {
    const Words = fc.array(fc.stringMatching(/^[a-z]{3,40}$/), { maxLength: 12 });
    fc.assert(
      fc.property(
        Words,
        Words,
        fc.array(Words, { maxLength: 10 }),
        Words,
        (name, topic, values, pages) => {
          const told = story(
            touch({ ...AD, utm_campaign: name.join(' ') }),
            pages.map((page) => `/${page}`),
            { topic: topic.join(' '), options: options(...values.map((words) => words.join(' '))) },
            name.join(' '),
            3,
          );
          const known = new Set([...name, ...topic, ...values.flat(), ...pages]);
          for (const word of 'Google Ads form asked for 3rd visit in 5 days'.split(' '))
            known.add(word);
          for (const word of told.match(/[a-z\d]+/gi) ?? []) expect(known).toContain(word);
        },
      ),
      { numRuns: 300 },
    );
  });
});
