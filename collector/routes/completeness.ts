import { Hono } from 'hono';
import type { Deps } from '../deps.ts';
import { Failure } from '../domain/failure.ts';
import { COMPLETENESS_BY, readCompleteness } from '../jobs/read-completeness.ts';
import { type Caller, requireKey } from '../middleware/auth.ts';

/** How much of what leads are to carry is there. */
export function completenessRoutes(deps: Deps) {
  const app = new Hono<Caller>();

  app.get('/', requireKey(deps, 'read'), async (c) => {
    const by = COMPLETENESS_BY.find((one) => one === (c.req.query('by') ?? 'form'));
    if (!by) throw new Failure('bad_query', `by is one of ${COMPLETENESS_BY.join(', ')}.`);
    return c.json(await readCompleteness(c.var.scope, deps, by));
  });

  return app;
}
