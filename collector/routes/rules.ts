import { Hono } from 'hono';
import { listRuleSets } from '../db/rule-sets.ts';
import type { Deps } from '../deps.ts';
import { Failure } from '../domain/failure.ts';
import { Activation, NewRules, Replay, ruleSetJson } from '../domain/rule-request.ts';
import type { Scope } from '../domain/scope.ts';
import { replayRules } from '../jobs/replay-rules.ts';
import { activateRules, draftRules } from '../jobs/rules.ts';
import { type Caller, requireKey } from '../middleware/auth.ts';
import { bodyOf } from '../middleware/json.ts';
import { narrowed } from './narrowed.ts';
import { iso } from './time.ts';

const VERSIONS_SHOWN = 50;

/** @throws {Failure} where it is none that can be */
function versionOf(text: string): number {
  const version = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (version < 1) throw new Failure('bad_query', 'A version is a whole number from 1 on.');
  return version;
}

/** Rules that route leads: to be read by whoever reads leads, made and put in force by admins. */
export function ruleRoutes(deps: Deps) {
  const app = new Hono<Caller>();
  const { db } = deps;
  const admin = requireKey(deps, 'admin');

  async function versionsOf(scope: Scope) {
    const versions = await listRuleSets(scope, db, VERSIONS_SHOWN);
    const shown = versions.map((set) => ruleSetJson(set, iso));
    return { active: shown.find((set) => set.in_force) ?? null, versions: shown };
  }

  app.get('/', requireKey(deps, 'read'), async (c) => {
    const scope = await narrowed(c.var.scope, db, c.req.query('site'));
    return c.json(await versionsOf(scope));
  });

  app.post('/', admin, async (c) => {
    const { rules: inputs, site } = await bodyOf(c, NewRules);
    const scope = await narrowed(c.var.scope, db, site);
    const version = await draftRules(c.var.scope, scope, deps, { inputs, by: 'API' });
    const { versions } = await versionsOf(scope);
    return c.json(versions.find((set) => set.version === version) ?? { version }, 201);
  });

  app.post('/:version/activate', admin, async (c) => {
    const version = versionOf(c.req.param('version'));
    const { site } = await bodyOf(c, Activation);
    const scope = await narrowed(c.var.scope, db, site);
    await activateRules(c.var.scope, scope, deps, version);
    return c.json({ active: version });
  });

  app.post('/replay', admin, async (c) => {
    const { site, ...asked } = await bodyOf(c, Replay);
    const scope = await narrowed(c.var.scope, db, site);
    return c.json(await replayRules(c.var.scope, scope, deps, asked));
  });

  return app;
}
