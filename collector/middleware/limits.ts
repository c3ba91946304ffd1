import type { Context, MiddlewareHandler } from 'hono';
import { MAX_REQUEST_URL_CHARS } from '../../shared/limits.ts';
import type { Deps } from '../deps.ts';
import { Failure } from '../domain/failure.ts';
import { networkOf } from '../domain/network.ts';

/** Whose allowance it is, for people. */
const WHOSE = { address: 'from this address', site: 'for this site' };

async function takeFromAllowance(
  { limit }: Deps,
  allowance: keyof typeof WHOSE,
  key: string,
): Promise<void> {
  const retryAfter = await limit(allowance, key);
  if (retryAfter === undefined) return;
  throw new Failure(
    'rate_limited',
    `Too many requests ${WHOSE[allowance]}. Come again in ${retryAfter} seconds.`,
    { retryAfter },
  );
}

/**
 * Takes a request from the allowance of its address.
 * @throws {Failure} `rate_limited`, where it is used up
 */
export async function withinAddressLimit(c: Context, deps: Deps): Promise<void> {
  const network = networkOf(deps.addressOf(c));
  // Where no address is known, everybody would be one.
  if (network) await takeFromAllowance(deps, 'address', network);
}

/**
 * Takes a request from the allowance of its site.
 * @throws {Failure} `rate_limited`, where it is used up
 */
export function withinSiteLimit(deps: Deps, siteId: string): Promise<void> {
  return takeFromAllowance(deps, 'site', siteId);
}

/** Takes each request from the allowance of its address. */
export function limitAddress(deps: Deps): MiddlewareHandler {
  return async function limited(c, next) {
    await withinAddressLimit(c, deps);
    await next();
  };
}

/**
 * What one server takes for a part of a name, another takes for a step up or down: `..%2f`. A proxy
 * that hands on what is below /waybill/ would hand on more.
 */
const AMBIGUOUS = /\\|%2e|%2f|%5c|\/\.{1,2}(?:\/|$)/i;

/** The path as it was asked for; node's server resolves its dots before the app sees it. */
function askedPath(c: Context): string {
  const { incoming } = (c.env ?? {}) as { incoming?: { url?: string } };
  return incoming?.url?.split('?')[0] ?? c.req.path;
}

/** Refuses a URL longer than any that the collector gives out, and one that can be read two ways. */
export const checkUrl: MiddlewareHandler = async function plainUrl(c, next) {
  if (c.req.url.length > MAX_REQUEST_URL_CHARS) {
    throw new Failure(
      'url_too_long',
      `The URL is longer than ${MAX_REQUEST_URL_CHARS} characters. Send what is long in the body.`,
    );
  }
  if (AMBIGUOUS.test(askedPath(c))) {
    throw new Failure('not_found', 'There is nothing at this address.');
  }
  await next();
};
