import { Hono } from 'hono';
import { visitBefore } from '../db/visits.ts';
import type { Deps } from '../deps.ts';
import { MOUNT } from '../domain/snippet.ts';
import { REASON_HEADER } from '../middleware/errors.ts';
import { isSameOrigin, keepVisitor } from '../middleware/visitor-cookie.ts';
import { takeFrom } from './collect.ts';
import { scriptRoutes } from './script.ts';

/**
 * What answers on a site's own origin: the script and the door for its messages, nothing else.
 * Browsers that delete what a script stored keep a cookie of the site's own server, so that here a
 * visitor is known again. No other origin may read an answer: no CORS header is set.
 */
export function mountRoutes(deps: Deps) {
  const app = new Hono().basePath(MOUNT);

  app.route('/s', scriptRoutes(deps, 'mount'));

  app.post('/v1/collect/:siteKey', async (c) => {
    const { site, batch, answer } = await takeFrom(c, deps);
    c.header('Cache-Control', 'no-store');
    if (!isSameOrigin(c)) {
      c.header(REASON_HEADER, 'other_host', { append: true });
      return c.json(answer, 202);
    }
    const isVisitor = keepVisitor(c, batch);
    const visit = isVisitor && batch.revive && (await visitBefore(site.scope, deps.db, batch));
    return c.json({ ...answer, ...(visit && { visit }) }, 202);
  });

  return app;
}
