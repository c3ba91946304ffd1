import { Hono } from 'hono';
import { leadById } from '../db/leads.ts';
import type { Deps } from '../deps.ts';
import { Failure } from '../domain/failure.ts';
import { LeadEventsRequest, OutcomeRequests } from '../domain/outcome-request.ts';
import type { Scope } from '../domain/scope.ts';
import { handoffJson } from '../domain/timeline-json.ts';
import { importOutcomes } from '../jobs/import-outcomes.ts';
import { once } from '../jobs/once.ts';
import { readHandoff } from '../jobs/read-handoff.ts';
import { recordEvents } from '../jobs/record-events.ts';
import { type Caller, requireKey } from '../middleware/auth.ts';
import { csvText } from '../middleware/body.ts';
import { bodyOf } from '../middleware/json.ts';
import { idempotencyKeyOf } from './idempotency.ts';
import { iso } from './time.ts';

/** The timeline of a lead, below `/v1/leads`. */
export function leadEventRoutes(deps: Deps) {
  const app = new Hono<Caller>();

  async function stored(scope: Scope, id: string) {
    const found = await leadById(scope, deps.db, id);
    if (!found) throw new Failure('not_found', 'No lead of this account has this id.');
    return found;
  }

  app.get('/:id/events', requireKey(deps, 'read'), async (c) => {
    const lead = await stored(c.var.scope, c.req.param('id'));
    return c.json(handoffJson(await readHandoff(c.var.scope, deps, lead), iso));
  });

  app.post('/:id/events', requireKey(deps, 'write'), async (c) => {
    const { scope } = c.var;
    const key = idempotencyKeyOf(c);
    const asked = await bodyOf(c, LeadEventsRequest);
    const { lead } = await stored(scope, c.req.param('id'));
    const named = { by: 'lead', id: lead.id } as const;
    const told = asked.events.map((event) => ('fault' in event ? event : { lead: named, event }));
    const { status, answer } = await once(scope, deps, key, [lead.id, asked], async () => {
      const results = await recordEvents(scope, deps, told, { via: 'api', key });
      const [first] = results;
      if (asked.isMany || !first) return { status: 200, answer: { results } };
      if (first.status === 'refused') throw new Failure('bad_request', `${first.message}.`);
      return { status: 201, answer: first };
    });
    return c.json(answer, status);
  });

  return app;
}

/** Events of leads that they name themselves, for whoever may write. */
export function eventRoutes(deps: Deps) {
  const app = new Hono<Caller>();
  app.use(requireKey(deps, 'write'));

  app.post('/', async (c) => {
    const { scope } = c.var;
    const key = idempotencyKeyOf(c);
    const told = await bodyOf(c, OutcomeRequests);
    const { status, answer } = await once(scope, deps, key, told, async () => ({
      status: 200,
      answer: { results: await recordEvents(scope, deps, told, { via: 'api', key }) },
    }));
    return c.json(answer, status);
  });

  app.post('/csv', async (c) => c.json(await importOutcomes(c.var.scope, deps, await csvText(c))));

  return app;
}
