import { type Context, Hono } from 'hono';
import type { Deps } from '../deps.ts';
import { Asked } from '../domain/person.ts';
import { personJson } from '../domain/person-json.ts';
import { erasePerson } from '../jobs/erase.ts';
import { exportPerson } from '../jobs/export-person.ts';
import { type Caller, requireKey } from '../middleware/auth.ts';
import { bodyOf } from '../middleware/json.ts';
import { narrowed } from './narrowed.ts';
import { iso } from './time.ts';

/**
 * What is stored of a person, to be handed over or erased. Both are asked for by POST, so that
 * nobody's address stands in a URL, which is kept in logs.
 */
export function peopleRoutes(deps: Deps) {
  const app = new Hono<Caller>();

  async function askedBy(c: Context<Caller>) {
    const { named, site } = await bodyOf(c, Asked);
    return { named, scope: await narrowed(c.var.scope, deps.db, site) };
  }

  app.post('/export', requireKey(deps, 'read'), async (c) => {
    const { named, scope } = await askedBy(c);
    return c.json(personJson(await exportPerson(deps, scope, named), iso));
  });

  app.post('/erase', requireKey(deps, 'write'), async (c) => {
    const { named, scope } = await askedBy(c);
    return c.json(await erasePerson(deps, scope, named));
  });

  return app;
}
