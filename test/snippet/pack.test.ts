import fc from 'fast-check';
import { expect, it } from 'vitest';
import { MAX_COOKIE_BYTES } from '../../shared/limits.ts';
import type { Touch } from '../../shared/wire.ts';
import { pack, unpack } from '../../snippet/attribution/pack.ts';
import type { Visit } from '../../snippet/attribution/session.ts';

const COOKIE = 'waybill=';

function touch(at: number, letter: string, length: number, id = `id-${letter}`): Touch {
  const text = letter.repeat(length);
  return {
    at,
    landing_page: `https://www.shop.example/${text}?utm_source=${text}`,
    referrer: `https://www.partner.example/${text}`,
    tags: { utm_source: `s${text}`, utm_medium: 'm', utm_campaign: `c${text}`, utm_content: text },
    click_ids: { gclid: id },
  };
}

function visit(first: Touch, lnd: Touch, last: Touch): Visit {
  return {
    v: 1,
    visitor: '0'.repeat(25),
    session: { id: '1'.repeat(25), started_at: 1, number: 3 },
    seen_at: 1_790_000_000_000,
    touches: { first, last_non_direct: lnd, last, session: last },
    path: [],
  };
}

it('fits any visit into the cookie, in letters that no firewall minds', () => {
  const Touches = fc.tuple(fc.nat(1_900), fc.constantFrom('a', 'é', '字', '😀', '"', '<'));
  fc.assert(
    fc.property(Touches, Touches, Touches, fc.nat(512), (a, b, c, length) => {
      const [first, lnd, last] = [a, b, c].map(([size, letter], at) =>
        touch(at, letter, Math.min(size, 255 * 7), 'i'.repeat(length)),
      ) as [Touch, Touch, Touch];
      const text = pack(visit(first, lnd, last));
      expect(text).toMatch(/^[\w-]+$/);
      expect(COOKIE.length + text.length).toBeLessThanOrEqual(MAX_COOKIE_BYTES);
      expect(unpack(text)).toMatchObject({ visitor: '0'.repeat(25), seen_at: 1_790_000_000_000 });
    }),
    { numRuns: 100 },
  );
});

it('gives back what fits as it was', () => {
  const one = touch(1, 'a', 20);
  const kept = visit(one, touch(2, 'ü', 20), one);
  expect(unpack(pack(kept))).toEqual(kept);
});

it.each([
  [5, { page: true, campaign: true }],
  [110, { page: false, campaign: true }],
  [400, { page: false, campaign: false }],
])('gives up pages, then campaigns, the first touch and click ids last (%i)', (length, keeps) => {
  const kept = unpack(pack(visit(touch(1, 'a', 30), touch(2, 'b', length), touch(3, 'c', length))));
  const { first, last, last_non_direct: lnd } = kept.touches;
  expect(first).toEqual(touch(1, 'a', 30));
  expect(last.click_ids).toEqual({ gclid: 'id-c' });
  expect(lnd?.click_ids).toEqual({ gclid: 'id-b' });
  expect([!!last.landing_page, !!last.tags.utm_campaign]).toEqual([keeps.page, keeps.campaign]);
});
