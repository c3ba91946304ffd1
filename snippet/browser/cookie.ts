import { own } from './own.ts';

/** As long as Chrome lets a cookie live: 400 days. */
const MAX_AGE_S = 34_560_000;

/** Keeps a text for all pages of a domain; '' is this host alone. */
export function writeCookie(
  name: string,
  text: string,
  domain: string,
  maxAge: number = MAX_AGE_S,
): void {
  const secure = location.protocol === 'https:' ? ';secure' : '';
  const of = domain && `;domain=${domain}`;
  try {
    document.cookie = `${name}=${text};path=/;samesite=lax;max-age=${maxAge}${secure}${of}`;
  } catch {
    // A sandboxed page has none.
  }
}

/** All cookies that scripts may read; '' where a sandboxed page has none. */
export function allCookies(): string {
  try {
    return own(document, 'cookie');
  } catch {
    return '';
  }
}

/** A cookie's text, if it is of letters, digits, `-` and `_`. */
export function readCookie(name: string): string | undefined {
  return RegExp(`(?:^|; )${name}=([\\w-]+)(?:;|$)`).exec(allCookies())?.[1];
}

/**
 * The domains that this page is of, the widest first; never the top level alone, for which Firefox
 * has a warning in the page's console.
 */
function domains(): string[] {
  const labels = location.hostname.split('.');
  const all = labels.map((_label, i) => labels.slice(i).join('.')).reverse();
  return all.slice(all[1] ? 1 : 0);
}

/** The widest domain that the browser takes cookies of this page for: never a public suffix. */
export function findSite(): string {
  const mark = `${Date.now()}`;
  const takes = (domain: string) => {
    writeCookie('waybill_probe', mark, domain, 9);
    const isTaken = readCookie('waybill_probe') === mark;
    writeCookie('waybill_probe', '', domain, 0);
    return isTaken;
  };
  return domains().find(takes) ?? '';
}

/** Deletes a cookie, whichever domain of this page it is of. Nothing is written for it. */
export function dropCookie(name: string): void {
  for (const domain of [...domains(), '']) writeCookie(name, '', domain, 0);
}
