import { Hono } from 'hono';
import { listKeys, revokeKey } from '../db/keys.ts';
import type { Deps } from '../deps.ts';
import { Failure } from '../domain/failure.ts';
import { NewKey, Rotation } from '../domain/grant.ts';
import type { Scope } from '../domain/scope.ts';
import { keyJson } from '../domain/tenant-json.ts';
import { makeKey, rotateKey } from '../jobs/grant.ts';
import { type Caller, requireKey } from '../middleware/auth.ts';
import { bodyOf } from '../middleware/json.ts';
import { narrowed } from './narrowed.ts';
import { iso } from './time.ts';

function noKey(): Failure {
  return new Failure('not_found', 'No key of this account has this id and works.');
}

/** Secret keys, for whoever holds an admin's: nobody else gives access, so none gives more than his. */
export function keyRoutes(deps: Deps) {
  const app = new Hono<Caller>();
  app.use(requireKey(deps, 'admin'));

  async function shown(scope: Scope, id: string) {
    const key = (await listKeys(scope, deps.db)).find((one) => one.id === id);
    if (!key) throw noKey();
    return keyJson(key, iso);
  }

  app.get('/', async (c) => {
    const keys = await listKeys(c.var.scope, deps.db);
    return c.json({ keys: keys.map((key) => keyJson(key, iso)) });
  });

  app.post('/', async (c) => {
    const { access, name, site, expires_in: validMs } = await bodyOf(c, NewKey);
    const scope = await narrowed(c.var.scope, deps.db, site);
    const { id, secret } = await makeKey(scope, deps, { access, name, validMs });
    return c.json({ ...(await shown(scope, id)), secret }, 201);
  });

  app.post('/:id/rotate', async (c) => {
    const { overlap } = await bodyOf(c, Rotation);
    const old = c.req.param('id');
    const made = await rotateKey(c.var.scope, deps, old, overlap);
    if (!made) throw noKey();
    const [key, replaced] = await Promise.all([
      shown(c.var.scope, made.id),
      shown(c.var.scope, old),
    ]);
    return c.json({ ...key, secret: made.secret, replaces: replaced }, 201);
  });

  app.delete('/:id', async (c) => {
    const id = c.req.param('id');
    if (!(await revokeKey(c.var.scope, deps.db, id, deps.now()))) throw noKey();
    return c.json(await shown(c.var.scope, id));
  });

  return app;
}
