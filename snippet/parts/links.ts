import { hostOf, isBelow } from '../../shared/url.ts';
import { newest, pack, unpack } from '../attribution/pack.ts';
import type { Visit } from '../attribution/session.ts';
import { isSound } from '../attribution/sound.ts';
import { guard } from '../browser/guard.ts';
import { own } from '../browser/own.ts';
import { config } from '../config.ts';
import { parts } from '../core.ts';

/** What carries a visit from one of the site's domains to another. */
const PARAMETER = /_waybill=([\w.-]*)&?/;
/** A link that is passed on to somebody else soon carries nothing. */
const FRESH_MS = 120_000;

function isListed(host: string): boolean {
  return (config.domains ?? []).some((domain) => isBelow(host, domain));
}

/** An address without the parameter; all else stands as it was written. */
function without(url: string): string {
  return url.replace(PARAMETER, '').replace(/[?&](?=#|$)/, '');
}

/** Takes what a link carried out of the address bar; believed only from a listed domain, and fresh. */
function received(): Visit | undefined {
  const { href } = location;
  const [, text] = PARAMETER.exec(href) ?? [];
  if (!text) return undefined;
  history.replaceState(history.state, '', without(href));
  const [at = '', packed = ''] = text.split('.');
  const from = own(document, 'referrer') && new URL(own(document, 'referrer')).hostname;
  const age = Date.now() - Number.parseInt(at, 36);
  return from && isListed(from) && age >= 0 && age < FRESH_MS ? unpack(packed) : undefined;
}

/** Carries visitors over between the domains of a site, which share no cookie. */
parts.push({
  start(core) {
    const { arrive, load, save, owns } = core;
    // The stub noted the address as it was.
    core.arrive = (url, ...rest) => arrive(without(url), ...rest);
    core.owns = (touch) => isListed(hostOf(touch.referrer)) || owns(touch);
    let brought: Visit | undefined;
    guard(() => {
      const visit = received();
      if (visit && isSound(visit)) brought = visit;
    })();
    core.load = () => {
      const visit = newest(load(), brought);
      brought = undefined;
      return visit;
    };
    core.save = (visit) => {
      brought = undefined;
      save(visit);
    };

    const decorate = guard((event: Event) => {
      const link = event
        .composedPath()
        .find((node) => typeof (node as HTMLAnchorElement).href === 'string') as
        | HTMLAnchorElement
        | undefined;
      if (!link || !core.isFull()) return;
      const url = without(link.href);
      const isHere = owns({ ...core.touch, landing_page: '', referrer: url });
      // Of the hosts that this page's cookie reaches none needs to be told.
      if (!/^https?:/.test(url) || isHere || !isListed(hostOf(url))) return;
      const text = `_waybill=${Date.now().toString(36)}.${pack(core.visit)}`;
      link.href = url.replace(/(?=#|$)/, (/^[^#]*\?/.test(url) ? '&' : '?') + text);
    });
    // Also the middle button, and the keyboard: whatever follows the link comes after one of these.
    for (const type of ['mousedown', 'touchstart', 'click', 'keydown'])
      addEventListener(type, decorate, true);
  },
});
