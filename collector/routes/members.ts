import { Hono } from 'hono';
import { insertMember, listMembers, removeMember } from '../db/members.ts';
import type { Deps } from '../deps.ts';
import { Failure } from '../domain/failure.ts';
import { NewMember } from '../domain/grant.ts';
import { memberJson } from '../domain/tenant-json.ts';
import { makeSignInLink } from '../jobs/grant.ts';
import { type Caller, requireKey } from '../middleware/auth.ts';
import { bodyOf } from '../middleware/json.ts';
import { narrowed } from './narrowed.ts';
import { publicUrlOf } from './public-url.ts';
import { iso } from './time.ts';

function noMember(): Failure {
  return new Failure('not_found', 'No member of this account has this id.');
}

/** Who may sign in, for whoever holds an admin's key. */
export function memberRoutes(deps: Deps) {
  const app = new Hono<Caller>();
  app.use(requireKey(deps, 'admin'));

  app.get('/', async (c) => {
    const members = await listMembers(c.var.scope, deps.db);
    return c.json({ members: members.map((member) => memberJson(member, iso)) });
  });

  app.post('/', async (c) => {
    const { access, name, site } = await bodyOf(c, NewMember);
    const scope = await narrowed(c.var.scope, deps.db, site);
    const id = deps.newId();
    await insertMember(scope, deps.db, { id, access, name, createdAt: deps.now() });
    const member = (await listMembers(scope, deps.db)).find((one) => one.id === id);
    if (!member) throw noMember();
    return c.json(memberJson(member, iso), 201);
  });

  app.delete('/:id', async (c) => {
    const id = c.req.param('id');
    if (!(await removeMember(c.var.scope, deps.db, id, deps.now()))) throw noMember();
    return c.json({ id, removed: true });
  });

  app.post('/:id/sign-in-link', async (c) => {
    const url = publicUrlOf(c, deps);
    const link = await makeSignInLink(c.var.scope, deps, c.req.param('id'), url);
    if (!link) throw noMember();
    return c.json({ url: link.url, expires_at: iso(link.expiresAt) }, 201);
  });

  return app;
}
