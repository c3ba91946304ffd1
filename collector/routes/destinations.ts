import type { Context } from 'hono';
import { Hono } from 'hono';
import {
  destinationById,
  listDestinations,
  removeDestination,
  resumeDestination,
} from '../db/destinations.ts';
import type { Deps } from '../deps.ts';
import {
  ChangedDestination,
  destinationJson,
  NewDestination,
  Previewed,
} from '../domain/destination-request.ts';
import { Failure } from '../domain/failure.ts';
import { Rotation } from '../domain/grant.ts';
import type { Scope } from '../domain/scope.ts';
import {
  editDestination,
  makeDestination,
  previewOf,
  rotateSigning,
  testDestination,
} from '../jobs/destinations.ts';
import { type Caller, requireKey } from '../middleware/auth.ts';
import { bodyOf } from '../middleware/json.ts';
import { narrowed } from './narrowed.ts';
import { publicUrlOf } from './public-url.ts';
import { iso } from './time.ts';

/** @throws {Failure} where what was asked for was not there */
function there<T>(found: T | undefined | false): T {
  if (found) return found;
  throw new Failure('not_found', 'No destination of this account has this id.');
}

/** Where leads are sent, for whoever holds an admin's key. */
export function destinationRoutes(deps: Deps) {
  const app = new Hono<Caller>();
  // An address may be a key to itself.
  app.use(requireKey(deps, 'admin'));

  async function shown(scope: Scope, id: string) {
    const {
      siteId: _site,
      secrets: _secrets,
      ...destination
    } = there(await destinationById(scope, deps.db, id));
    return destinationJson(destination, iso);
  }
  const telling = (c: Context) => ({ ...deps, publicUrl: publicUrlOf(c, deps) });

  app.get('/', async (c) => {
    const found = await listDestinations(c.var.scope, deps.db);
    return c.json({ destinations: found.map((one) => destinationJson(one, iso)) });
  });

  app.post('/', async (c) => {
    const { site, ...asked } = await bodyOf(c, NewDestination);
    const scope = await narrowed(c.var.scope, deps.db, site);
    const { id, signingSecret } = await makeDestination(scope, deps, asked);
    const secret = signingSecret === null ? {} : { signing_secret: signingSecret };
    return c.json({ ...(await shown(scope, id)), ...secret }, 201);
  });

  app.patch('/:id', async (c) => {
    const id = c.req.param('id');
    const asked = await bodyOf(c, ChangedDestination);
    there(await editDestination(c.var.scope, deps, id, asked));
    return c.json(await shown(c.var.scope, id));
  });

  app.delete('/:id', async (c) => {
    const id = c.req.param('id');
    const before = await shown(c.var.scope, id);
    there(await removeDestination(c.var.scope, deps.db, id, deps.now()));
    return c.json(before);
  });

  app.post('/:id/test', async (c) => {
    const told = await testDestination(c.var.scope, telling(c), c.req.param('id'));
    const { outcome, note, status, ms, request, answer } = there(told);
    return c.json({ outcome, note, status, ms, request, answer });
  });

  app.post('/:id/preview', async (c) => {
    const { lead } = await bodyOf(c, Previewed);
    return c.json(there(await previewOf(c.var.scope, telling(c), c.req.param('id'), lead)));
  });

  app.post('/:id/resume', async (c) => {
    const id = c.req.param('id');
    there(await resumeDestination(c.var.scope, deps.db, id));
    return c.json(await shown(c.var.scope, id));
  });

  app.post('/:id/rotate', async (c) => {
    const { overlap } = await bodyOf(c, Rotation);
    const id = c.req.param('id');
    const secret = there(await rotateSigning(c.var.scope, deps, id, overlap));
    return c.json({ ...(await shown(c.var.scope, id)), signing_secret: secret }, 201);
  });

  return app;
}
