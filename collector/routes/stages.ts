import { Hono } from 'hono';
import { addStageDefinitions, stageDefinitionsOf } from '../db/stage-definitions.ts';
import type { Deps } from '../deps.ts';
import { Failure } from '../domain/failure.ts';
import type { Scope } from '../domain/scope.ts';
import { NewStages, stagesJson } from '../domain/stages.ts';
import { type Caller, requireKey } from '../middleware/auth.ts';
import { bodyOf } from '../middleware/json.ts';
import { iso } from './time.ts';

/** What the stages mean, in words, to all teams of an account. */
export function stageRoutes(deps: Deps) {
  const app = new Hono<Caller>();

  const shown = async (scope: Scope) => stagesJson(await stageDefinitionsOf(scope, deps.db), iso);

  app.get('/', requireKey(deps, 'read'), async (c) => c.json(await shown(c.var.scope)));

  app.put('/', requireKey(deps, 'admin'), async (c) => {
    const { scope } = c.var;
    if (scope.siteId !== undefined) {
      throw new Failure(
        'forbidden',
        'This asks for a key of the whole account; yours is of one site. Make one: waybill keys add --access admin',
      );
    }
    const { stages: words, by } = await bodyOf(c, NewStages);
    await addStageDefinitions(scope, deps.db, { words, by, createdAt: deps.now() });
    return c.json(await shown(scope));
  });

  return app;
}
