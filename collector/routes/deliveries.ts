import { Hono } from 'hono';
import { deliveryById, listDeliveries, replayDeliveries, type ToReplay } from '../db/deliveries.ts';
import type { Deps } from '../deps.ts';
import { attemptJson, DELIVERY_STATES, deliveryJson } from '../domain/delivery-log.ts';
import { Replayed } from '../domain/destination-request.ts';
import { Failure } from '../domain/failure.ts';
import { cursorOf, pageOf } from '../domain/paging.ts';
import { type Caller, requireKey } from '../middleware/auth.ts';
import { bodyOf } from '../middleware/json.ts';
import { iso } from './time.ts';

const PER_PAGE = 100;

function stateOf(text: string | undefined) {
  if (text === undefined) return undefined;
  const state = DELIVERY_STATES.find((one) => one === text);
  if (!state) throw new Failure('bad_query', `state is one of ${DELIVERY_STATES.join(', ')}.`);
  return state;
}

function toReplay(asked: Replayed): ToReplay {
  if ('id' in asked) return asked;
  const { destination } = asked;
  if ('since' in asked) return { from: Date.parse(asked.since), destination };
  return { from: Date.parse(asked.from), to: Date.parse(asked.to), destination };
}

/** What was sent, and what became of it, for whoever holds a secret key. */
export function deliveryRoutes(deps: Deps) {
  const app = new Hono<Caller>();
  const reader = requireKey(deps, 'read');

  app.get('/', reader, async (c) => {
    const { lead, destination, state, after } = c.req.query();
    const asked = { lead, destination, state: stateOf(state), after: cursorOf(after) };
    const found = await listDeliveries(c.var.scope, deps.db, { ...asked, limit: PER_PAGE + 1 });
    const rows = found.map((delivery) => ({
      delivery,
      lead: { receivedAt: delivery.createdAt, id: delivery.id },
    }));
    const { page, next } = pageOf(rows, PER_PAGE);
    return c.json({ deliveries: page.map(({ delivery }) => deliveryJson(delivery, iso)), next });
  });

  app.get('/:id', reader, async (c) => {
    const found = await deliveryById(c.var.scope, deps.db, c.req.param('id'));
    if (!found) throw new Failure('not_found', 'No delivery of this account has this id.');
    const log = found.attempts.map((attempt) => attemptJson(attempt, iso));
    return c.json({ ...deliveryJson(found.delivery, iso), log });
  });

  app.post('/replay', requireKey(deps, 'write'), async (c) => {
    const which = toReplay(await bodyOf(c, Replayed));
    const replayed = await replayDeliveries(c.var.scope, deps.db, which, deps.now());
    if ('id' in which && !replayed) {
      throw new Failure('not_found', 'No delivery of this account has this id.');
    }
    return c.json({ replayed });
  });

  return app;
}
