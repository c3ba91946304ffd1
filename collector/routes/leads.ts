import { Hono } from 'hono';
import { leadById, listLeads } from '../db/leads.ts';
import type { Deps } from '../deps.ts';
import { LeadRequest } from '../domain/api-lead.ts';
import { Failure } from '../domain/failure.ts';
import { leadJson, leadSummaryJson } from '../domain/lead-json.ts';
import { cursorOf, pageOf } from '../domain/paging.ts';
import { addLead } from '../jobs/add-lead.ts';
import { once } from '../jobs/once.ts';
import { openContact } from '../jobs/open-contact.ts';
import { type Caller, requireKey } from '../middleware/auth.ts';
import { bodyOf } from '../middleware/json.ts';
import { idempotencyKeyOf } from './idempotency.ts';
import { leadQueryOf, listedBy } from './lead-filter.ts';
import { narrowed } from './narrowed.ts';
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
  app.use(requireKey(deps, 'read'));

  app.get('/', async (c) => {
    const limit = limitOf(c.req.query('limit'));
    const after = cursorOf(c.req.query('after'));
    const { scope, listed } = await listedBy(c.var.scope, deps, leadQueryOf(c));
    const found = await listLeads(scope, deps.db, { ...listed, limit: limit + 1, after });
    const { page, next } = pageOf(found, limit);
    return c.json({ leads: page.map((lead) => leadSummaryJson(lead, iso, deps.now())), next });
  });

  app.post('/', requireKey(deps, 'write'), async (c) => {
    const key = idempotencyKeyOf(c);
    const request = await bodyOf(c, LeadRequest);
    const scope = await narrowed(c.var.scope, deps.db, request.site);
    const { status, answer } = await once(scope, deps, key, request, async () => ({
      status: 202,
      answer: await addLead(scope, deps, request, key),
    }));
    c.executionCtx.waitUntil(deps.project());
    return c.json(answer, status);
  });

  app.get('/:id', async (c) => {
    const stored = await leadById(c.var.scope, deps.db, c.req.param('id'));
    if (!stored) throw new Failure('not_found', 'No lead of this account has this id.');
    return c.json(leadJson(stored, await openContact(deps, stored.contact), iso));
  });

  return app;
}
