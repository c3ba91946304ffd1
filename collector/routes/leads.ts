import { Hono } from 'hono';
import { leadById, listLeads } from '../db/leads.ts';
import type { Deps } from '../deps.ts';
import { Failure } from '../domain/failure.ts';
import { LEAD_FILTERS, type LeadFilter, labelsOf } from '../domain/label.ts';
import { leadJson, leadSummaryJson } from '../domain/lead-json.ts';
import { cursorOf, pageOf } from '../domain/paging.ts';
import { openContact } from '../jobs/open-contact.ts';
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

/** @throws {Failure} when there is no such list */
export function filterOf(text: string | undefined): LeadFilter {
  const filter = LEAD_FILTERS.find((one) => one === (text ?? 'people'));
  if (!filter) throw new Failure('bad_query', `show is one of ${LEAD_FILTERS.join(', ')}.`);
  return filter;
}

/** Leads, for whoever holds a secret key. */
export function leadRoutes(deps: Deps) {
  const app = new Hono<Caller>();
  app.use(requireKey(deps, 'read'));

  app.get('/', async (c) => {
    const limit = limitOf(c.req.query('limit'));
    const after = cursorOf(c.req.query('after'));
    const labels = labelsOf(filterOf(c.req.query('show')));
    const found = await listLeads(c.var.scope, deps.db, { limit: limit + 1, after, labels });
    const { page, next } = pageOf(found, limit);
    return c.json({ leads: page.map((lead) => leadSummaryJson(lead, iso)), next });
  });

  app.get('/:id', async (c) => {
    const stored = await leadById(c.var.scope, deps.db, c.req.param('id'));
    if (!stored) throw new Failure('not_found', 'No lead of this account has this id.');
    return c.json(leadJson(stored, await openContact(deps, stored.contact), iso));
  });

  return app;
}
