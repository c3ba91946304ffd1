import { MAX_COOKIE_BYTES } from '../../shared/limits.ts';
import type { Touch, Touches } from '../../shared/wire.ts';
import type { Visit } from './session.ts';

/** The touches that a cookie carries, in the order in which they are given up last. */
const KEPT = ['first', 'last_non_direct', 'last', 'session'] as const;

/** What is given up for space, in this order; of a landing page first its parameters. */
const GIVEN_UP =
  'landing_page landing_page referrer utm_content utm_term utm_id utm_campaign utm_medium utm_source';

/** `waybill=` */
const NAME_BYTES = 8;

/** URL-safe Base64: letters and digits, which no firewall takes for an attack. */
function encode(value: unknown): string {
  return btoa(unescape(encodeURIComponent(JSON.stringify(value))))
    .replace(/\+/g, '-')
    .replace(/\//g, '_')
    .replace(/=/g, '');
}

function giveUp(touch: Touch, name: string): void {
  const page = touch.landing_page;
  if (name === 'click_ids') touch.click_ids = {};
  else if (name === 'referrer') touch.referrer = '';
  else if (name === 'landing_page')
    touch.landing_page = /[?#]/.test(page) ? page.replace(/[?#].*/, '') : '';
  else delete touch.tags[name];
}

/**
 * A visit in so little text that a cookie holds it: without path and list of touches, and of the
 * rest without what does not fit; the first touch, and then click ids, are given up last.
 */
export function pack({ v, visitor, session, seen_at, touches }: Visit): string {
  const texts = KEPT.map((name) => JSON.stringify(touches[name]));
  // The same touch often has several parts: it is written once.
  const parts = texts.map((text, i) =>
    texts.indexOf(text) < i ? texts.indexOf(text) : text && JSON.parse(text),
  );
  const text = () =>
    encode([v, visitor, session.id, session.started_at, session.number, seen_at, ...parts]);
  const [first, ...others] = parts.filter((part) => part?.tags);
  for (const names of [GIVEN_UP, 'click_ids']) {
    for (const among of [others, [first]]) {
      for (const name of names.split(' ')) {
        for (const touch of among) {
          if (text().length > MAX_COOKIE_BYTES - NAME_BYTES) giveUp(touch, name);
        }
      }
    }
  }
  return text();
}

/** The visit of a packed text; throws where it is none. */
export function unpack(text: string): Visit {
  const json = decodeURIComponent(escape(atob(text.replace(/-/g, '+').replace(/_/g, '/'))));
  const [v, visitor, id, started_at, number, seen_at, ...parts] = JSON.parse(json);
  const touches = {} as Record<(typeof KEPT)[number], Touch>;
  KEPT.forEach((name, i) => {
    const touch = parts[parts[i]] ?? parts[i];
    if (touch) touches[name] = touch;
  });
  return { v, visitor, session: { id, started_at, number }, seen_at, touches, path: [] };
}

/** Of what was kept in two places the newer, with the older first touch. */
export function newest(a: Visit | undefined, b: Visit | undefined): Visit | undefined {
  if (!a || !b) return a ?? b;
  const [older, newer] = a.seen_at < b.seen_at ? [a, b] : [b, a];
  const { first, list } = older.touches;
  const touches: Touches = { ...(list && { list }), ...newer.touches };
  if (first.at < touches.first.at) touches.first = first;
  return {
    ...newer,
    touches,
    path: newer.path[0] ? newer.path : older.session.id === newer.session.id ? older.path : [],
  };
}
