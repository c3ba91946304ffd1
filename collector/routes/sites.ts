import { Hono } from 'hono';
import { insertSite, listSites } from '../db/sites.ts';
import type { Deps } from '../deps.ts';
import { Failure } from '../domain/failure.ts';
import { NewSite } from '../domain/grant.ts';
import { siteJson } from '../domain/tenant-json.ts';
import { newSiteKey } from '../jobs/grant.ts';
import { type Caller, requireKey } from '../middleware/auth.ts';
import { bodyOf } from '../middleware/json.ts';
import { iso } from './time.ts';

/** Sites, for whoever holds an admin's key. */
export function siteRoutes(deps: Deps) {
  const app = new Hono<Caller>();
  app.use(requireKey(deps, 'admin'));

  app.get('/', async (c) => {
    const sites = await listSites(c.var.scope, deps.db);
    return c.json({ sites: sites.map((site) => siteJson(site, iso)) });
  });

  app.post('/', async (c) => {
    const { scope } = c.var;
    if (scope.siteId !== undefined) {
      throw new Failure(
        'forbidden',
        'This asks for a key of the whole account; yours is of one site. Make one: waybill keys add --access admin',
      );
    }
    const { name, origins } = await bodyOf(c, NewSite);
    const site = { key: newSiteKey(), name, origins, createdAt: deps.now() };
    await insertSite(scope, deps.db, { ...site, id: deps.newId() });
    return c.json(siteJson(site, iso), 201);
  });

  return app;
}
