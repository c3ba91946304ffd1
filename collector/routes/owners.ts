import { Hono } from 'hono';
import { listMembers } from '../db/members.ts';
import { changeOwner, insertOwner, listOwners } from '../db/owners.ts';
import type { Deps } from '../deps.ts';
import { Failure } from '../domain/failure.ts';
import { NewOwner, OwnerChange, ownerJson, type StoredOwner } from '../domain/owner.ts';
import type { Scope } from '../domain/scope.ts';
import { endOwner } from '../jobs/rules.ts';
import { type Caller, requireKey } from '../middleware/auth.ts';
import { bodyOf } from '../middleware/json.ts';
import { narrowed } from './narrowed.ts';
import { iso } from './time.ts';

/** Whom leads are routed to, to be read by whoever reads leads and changed by admins. */
export function ownerRoutes(deps: Deps) {
  const app = new Hono<Caller>();
  const { db } = deps;
  const admin = requireKey(deps, 'admin');

  async function ownerIn(scope: Scope, id: string): Promise<StoredOwner> {
    const owner = (await listOwners(scope, db)).find((one) => one.id === id);
    if (!owner) throw new Failure('not_found', 'No owner of this account has this id.');
    return owner;
  }

  async function checkMember(scope: Scope, member: string | null | undefined): Promise<void> {
    if (member === null || member === undefined) return;
    if ((await listMembers(scope, db)).some(({ id }) => id === member)) return;
    throw new Failure('bad_request', 'member: no member of this account has this id.');
  }

  app.get('/', requireKey(deps, 'read'), async (c) => {
    const owners = await listOwners(c.var.scope, db);
    return c.json({ owners: owners.map((owner) => ownerJson(owner, iso)) });
  });

  app.post('/', admin, async (c) => {
    const { site, member, ...owner } = await bodyOf(c, NewOwner);
    const scope = await narrowed(c.var.scope, db, site);
    await checkMember(c.var.scope, member);
    const id = deps.newId();
    await insertOwner(scope, db, { ...owner, id, memberId: member, createdAt: deps.now() });
    return c.json(ownerJson(await ownerIn(scope, id), iso), 201);
  });

  app.patch('/:id', admin, async (c) => {
    const change = await bodyOf(c, OwnerChange);
    const { scope } = c.var;
    const owner = await ownerIn(scope, c.req.param('id'));
    await checkMember(scope, change.member);
    await changeOwner(scope, db, owner.id, change);
    return c.json(ownerJson(await ownerIn(scope, owner.id), iso));
  });

  app.delete('/:id', admin, async (c) => {
    const { scope } = c.var;
    const owner = await ownerIn(scope, c.req.param('id'));
    await endOwner(scope, deps, owner.id);
    return c.json({ removed: owner.id });
  });

  return app;
}
