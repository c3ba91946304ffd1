import { hostOf, isBelow } from '../../shared/url.ts';
import { newest, pack, unpack } from '../attribution/pack.ts';
import type { Visit } from '../attribution/session.ts';
import { isSound } from '../attribution/sound.ts';
import { dropCookie, findSite, readCookie, writeCookie } from '../browser/cookie.ts';
import { load, save } from '../browser/store.ts';
import { config } from '../config.ts';
import { parts } from '../core.ts';

const NAME = 'waybill';

/** The visit that somewhere was kept; none where storage is blocked, or what it holds is broken. */
function soundOf(read: () => unknown): Visit | undefined {
  try {
    const visit = read() as Visit;
    return visit && isSound(visit) ? visit : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Keeps the visit twice: whole in the storage of the origin, and as much as fits in a cookie that
 * every host of the site reads. Either may be missing, blocked or broken.
 */
parts.push({
  start(core) {
    /** The site's domain; nothing is tried before something may be kept. */
    let site: string | undefined;
    const find = () => {
      site ??= findSite();
      return site;
    };
    core.load = () => {
      find();
      return newest(
        soundOf(() => load(NAME)),
        soundOf(() => {
          const text = readCookie(NAME);
          return text && unpack(text);
        }),
      );
    };
    core.save = (visit) => {
      if (visit) writeCookie(NAME, pack(visit), find());
      else dropCookie(NAME);
      try {
        save(NAME, visit);
      } catch {
        // Blocked, or full.
      }
    };
    core.owns = ({ landing_page, referrer }) => {
      const host = hostOf(referrer);
      const own = [site || location.hostname.replace(/^www\./, ''), ...(config.excluded ?? [])];
      return (
        own.some((domain) => isBelow(host, domain)) ||
        // Where no cookie may be tried: the site without a subdomain, at least.
        (!site && !!host && isBelow(location.hostname, host)) ||
        // What payment providers were told to come back with.
        /[?&]utm_nooverride=1/.test(landing_page)
      );
    };
  },
});
