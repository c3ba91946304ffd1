import { Hono } from 'hono';
import { leadById, listLeads } from '../db/leads.ts';
import type { Deps } from '../deps.ts';
import { Failure } from '../domain/failure.ts';
import { leadJson, leadSummaryJson } from '../domain/lead-json.ts';
import { cursorOf, pageOf } from '../domain/paging.ts';
import { type Caller, requireKey } from '../middleware/auth.ts';
import { iso } from './time.ts';

const MAX_LIMIT = 200;

function limitOf(text: string | undefined): number {
  const limit = Number(text ?? 50);
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT) {
    throw new Failure('bad_query', `limit is a whole number from 1 to ${MAX_LIMIT}.`);
  }
  return limit;
}

/** Leads, for whoever holds a secret key. */
export function leadRoutes(deps: Deps) {
  const app = new Hono<Caller>();
  app.use(requireKey(deps));

  app.get('/', async (c) => {
    const limit = limitOf(c.req.query('limit'));
    const after = cursorOf(c.req.query('after'));
    const found = await listLeads(c.var.scope, deps.db, limit + 1, after);
    const { page, next } = pageOf(found, limit);
    return c.json({ leads: page.map((lead) => leadSummaryJson(lead, iso)), next });
  });

  app.get('/:id', async (c) => {
    const stored = await leadById(c.var.scope, deps.db, c.req.param('id'));
    if (!stored) throw new Failure('not_found', 'No lead of this account has this id.');
    return c.json(leadJson(stored, iso));
  });

  return app;
}
