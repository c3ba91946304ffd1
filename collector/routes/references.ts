import { Hono } from 'hono';
import type { Deps } from '../deps.ts';
import { Reference } from '../domain/api-lead.ts';
import { Failure } from '../domain/failure.ts';
import { touchJson } from '../domain/lead-json.ts';
import { sessionNamed } from '../jobs/known-session.ts';
import { type Caller, requireKey } from '../middleware/auth.ts';
import { iso } from './time.ts';

/** What a caller's page showed beside the telephone number, and the path that led him there. */
export function referenceRoutes(deps: Deps) {
  const app = new Hono<Caller>();

  app.get('/:code', requireKey(deps, 'read'), async (c) => {
    const code = Reference.safeParse(c.req.param('code'));
    const found = code.success && (await sessionNamed(c.var.scope, deps, code.data));
    if (!found) throw new Failure('not_found', 'No page of this account showed this code.');
    const { siteKey: site, session, visitor, lastAt, touches, path, leads } = found;
    return c.json({
      code: code.data,
      site,
      visitor,
      session: {
        id: session.id,
        number: session.number,
        started_at: iso(session.started_at),
        last_at: iso(lastAt),
      },
      touch: touches ? touchJson(touches.session, iso) : null,
      path: path.map(({ at, ...page }) => ({ ...page, at: iso(at) })),
      leads,
    });
  });

  return app;
}
