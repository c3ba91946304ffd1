import { type Context, Hono } from 'hono';
import { cors } from 'hono/cors';
import { type Site, siteByKey } from '../db/entry.ts';
import { takeMessage } from '../db/inbox.ts';
import type { Deps } from '../deps.ts';
import { parseBatch } from '../domain/batch.ts';
import { Failure } from '../domain/failure.ts';
import { messageText } from '../middleware/body.ts';
import { REASON_HEADER } from '../middleware/errors.ts';

function checkOrigin(site: Site, origin: string | undefined, demo: readonly string[]) {
  if (!origin) {
    throw new Failure(
      'origin_missing',
      'The request names no Origin. A site key collects from browsers only.',
    );
  }
  if (!site.origins.includes(origin) && !demo.includes(origin)) {
    throw new Failure(
      'origin_not_allowed',
      `${origin.slice(0, 200)} may not collect for site ${site.key}. Allow it: waybill origins add ${origin.slice(0, 200)}`,
    );
  }
}

/**
 * Takes the message of a request, durably. What cannot be taken of it is named in the answer.
 * @throws {Failure} when nothing of it can be taken
 */
export async function takeFrom(c: Context, deps: Deps) {
  const site = await siteByKey(deps.db, c.req.param('siteKey') ?? '');
  if (!site) {
    throw new Failure('unknown_site', 'No site has this key. Copy the script tag again.');
  }
  checkOrigin(site, c.req.header('origin'), deps.demoOrigins ?? []);
  const { batch, refused } = parseBatch(await messageText(c));
  // What the owner did not ask for is not kept, whoever sends it.
  if (!site.settings.contact) {
    for (const event of batch.events) if (event.type === 'lead') delete event.contact;
  }
  const message = { id: deps.newId(), receivedAt: deps.now(), batch };
  await takeMessage(site.scope, deps.db, message);
  c.executionCtx.waitUntil(deps.project());
  if (refused.length) c.header(REASON_HEADER, 'invalid_events');
  return { site, batch, answer: { taken: batch.events.length, refused } };
}

/** The public door: messages of a site's script. */
export function collectRoutes(deps: Deps) {
  const app = new Hono();

  // The answers hold nothing secret, and whoever mends a site wants to read them there.
  app.use(cors({ origin: '*', allowMethods: ['POST'], exposeHeaders: [REASON_HEADER] }));

  app.post('/:siteKey', async (c) => c.json((await takeFrom(c, deps)).answer, 202));

  return app;
}
