import type { Visit } from '../attribution/session.ts';
import { allCookies } from '../browser/cookie.ts';
import { config } from '../config.ts';
import { type Core, parts } from '../core.ts';

/** Tools, and what the names begin with under which each keeps a visitor's first touch and last. */
const TOOLS: [name: string, ...prefixes: string[]][] = [
  ['sourcebuster', 'sbjs_first_', 'sbjs_current_'],
  ['gaconnector', 'gaconnector_fc_', 'gaconnector_lc_'],
  // Of its last touch it keeps the tags alone; they stand for the first one's that it did not keep.
  ['utm_form', '_uc_(?:initial_)?'],
];

/** The cookies; of sourcebuster's, which hold several values each, one for each value. */
function readCookies(): string {
  return (
    allCookies()
      // Base64 of what begins with `fd%`: sourcebuster can be told to write that.
      .replace(/\bZmQl[\w+/]+/g, atob)
      // The time is read as UTC, which WooCommerce has it write; else it is the visitor's own.
      .replace(
        /(sbjs_\w+_)add=fd%3D(20.{8})%20([^;]*?)%7C%7C%7Cep%3D([^;]*?)%7C%7C%7Crf%3D/g,
        '$1at=$2T$3Z; $1landing=$4; $1referrer=',
      )
  );
}

/** What another tool saw of the visitor, as if it had been seen here. */
function inherited(core: Core): Visit | undefined {
  const cookies = readCookies();
  // A touch without a time was some time before; no two have the same.
  let now = Date.now() - 9;
  // Mostly none of them was here.
  if (!/sbjs_|gaconnector_|_uc_/.test(cookies)) return undefined;
  const here = core.identityOf(core.touch);
  for (const [name, ...prefixes] of TOOLS) {
    let visit: Visit | undefined;
    for (const prefix of prefixes) {
      const kept = new URLSearchParams();
      const pattern = RegExp(`\\b${prefix}(utm_\\w+|[a-z]+)\\w*=([^;]*)`, 'g');
      for (const [, key = '', value = ''] of cookies.matchAll(pattern))
        if (!kept.has(key)) kept.set(key, unescape(value));
      // What has no colon is no address and no time, but a word for none: `direct`, `(not set)`.
      const get = (key: string) => `${kept.get(key)}`.replace(/^[^:]*$/, '');
      const touch = core.arrive(
        `${get('landing')}#\n&${kept}`,
        get('referrer'),
        Math.min(Date.parse(get('at')) || now, ++now),
      );
      if (core.owns(touch)) touch.own = true;
      touch.landing_page = touch.landing_page.split('#\n')[0] as string;
      touch.inherited = name;
      visit = core.visitAfter(visit, touch, false, config.lookback_ms, 0, () => '');
    }
    // A tool that came first on this very page knows no more than is seen here.
    if (visit?.touches.list?.some((touch) => core.identityOf(touch) !== here)) return visit;
  }
  return undefined;
}

/**
 * What other tools keep of a visitor: where he came from before Waybill was there, and by which ids
 * they know him. Comes after all parts that keep visits, since it asks whether nothing is kept.
 */
parts.push({
  start(core) {
    const { load } = core;
    let asked = 0;
    core.load = () => {
      try {
        return load() ?? (asked++ ? undefined : inherited(core));
      } catch {
        return undefined;
      }
    };
  },
  lead(event, { consent: { storage, ads } }) {
    if (storage.level !== 'full') return;
    event.cookies = {};
    // An id that was cut would be worth nothing: one that is too long is left out.
    const ids = /\b(hubspotutk|_ga|(_fb)[cp])=([^;]{1,255})(?![^;])/g;
    for (const [, name = '', isAd, value = ''] of allCookies().matchAll(ids)) {
      if (!isAd || ads.level !== 'denied') event.cookies[name] = value;
    }
  },
});
