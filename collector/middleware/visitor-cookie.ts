import type { Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { VISITOR_COOKIE } from '../../shared/fields.ts';
import type { Envelope } from '../../shared/wire.ts';
import { hostnameOf, registrableDomainOf } from '../domain/host.ts';
import { originFrom } from '../domain/origin.ts';

/** As long as browsers let a cookie live: 400 days. */
const SECONDS = 34_560_000;
/** Who says what consent is while nobody has: an earlier yes may still turn out to hold. */
const PENDING = 'pending';

/** The page's origin. A server that has a key to collect with need not say one. */
function originOf(c: Context): URL | undefined {
  const origin = originFrom(c.req.header('origin') ?? '');
  return origin === undefined ? undefined : new URL(origin);
}

/**
 * Whether a page of the very host that was asked sent this. A page cannot choose its Origin, its
 * Host or Sec-Fetch-Site, and for X-Forwarded-Host it would need a leave that nobody gives here.
 * Who is no browser can write them all, and gains nothing: what is given back goes by the id of the
 * visitor, which is no more to be guessed than a key.
 */
export function isSameOrigin(c: Context): boolean {
  const said = c.req.header('sec-fetch-site');
  if (said && said !== 'same-origin') return false;
  const origin = originOf(c);
  if (!origin) return false;
  const { hostname } = origin;
  // The first of several proxies saw the browser.
  const forwarded = c.req.header('x-forwarded-host')?.split(',')[0]?.trim() ?? '';
  return hostname === new URL(c.req.url).hostname || hostname === hostnameOf(forwarded);
}

/**
 * Renews the cookie of a message's visitor, or deletes it where none may be kept; while a consent
 * tool is waited for, neither. Returns whether the visitor's own cookie came along. No other cookie
 * is looked at.
 */
export function keepVisitor(c: Context, { visitor, consent }: Envelope): boolean {
  const { level, by } = consent.storage;
  const kept = level === 'full' ? visitor : null;
  const came = getCookie(c, VISITOR_COOKIE);
  const origin = originOf(c);
  if (origin && (kept !== null || (came !== undefined && by !== PENDING))) {
    const { hostname, protocol } = origin;
    const domain = registrableDomainOf(hostname);
    setCookie(c, VISITOR_COOKIE, kept ?? '', {
      ...(domain && { domain }),
      maxAge: kept === null ? 0 : SECONDS,
      sameSite: 'Lax',
      secure: protocol === 'https:',
    });
  }
  return kept !== null && came === kept;
}
