import type { Context, MiddlewareHandler } from 'hono';
import { matchedRoutes } from 'hono/route';
import type { Deps } from '../deps.ts';
import { REASON_HEADER } from './errors.ts';

/** What every route finds in its context. */
export interface Traced {
  Variables: { requestId: string };
}

const ID_HEADER = 'X-Request-Id';
/** An id that a proxy gave; any other text is not taken up. */
const GIVEN_ID = /^[\w.-]{1,64}$/;

/** The route that a request was for, as it is written in the code: it names no person and no key. */
function routeOf(c: Context): string {
  const routes = matchedRoutes(c).filter(({ method }) => method !== 'ALL');
  return routes.at(-1)?.path.replace(/\{.*?\}/g, '') ?? 'none';
}

/** Gives each request an id, and tells of each answer in one line. */
export function requestLog({ log, newId, answered }: Deps): MiddlewareHandler<Traced> {
  return async function logged(c, next) {
    const given = c.req.header(ID_HEADER) ?? '';
    const id = GIVEN_ID.test(given) ? given : newId();
    c.set('requestId', id);
    c.header(ID_HEADER, id);
    const start = performance.now();
    await next();
    const { status } = c.res;
    const ms = Math.round((performance.now() - start) * 10) / 10;
    const answer = { method: c.req.method, route: routeOf(c), status, ms };
    // Reading the headers of an answer costs; only a refusal's are worth it.
    const reason = status >= 400 ? c.res.headers.get(REASON_HEADER) : null;
    log(status >= 500 ? 'warn' : 'info', 'request', { id, ...answer, ...(reason && { reason }) });
    answered?.(answer);
  };
}
