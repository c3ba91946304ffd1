import { type Context, Hono } from 'hono';
import { cors } from 'hono/cors';
import type { Batch, Contact } from '../../shared/wire.ts';
import type { Site } from '../db/entry.ts';
import type { Message } from '../db/inbox.ts';
import type { Deps } from '../deps.ts';
import { parseBatch } from '../domain/batch.ts';
import { Failure } from '../domain/failure.ts';
import { agentFrom } from '../middleware/agent.ts';
import { mayCollect } from '../middleware/auth.ts';
import { messageText } from '../middleware/body.ts';
import { REASON_HEADER } from '../middleware/errors.ts';
import { withinAddressLimit, withinSiteLimit } from '../middleware/limits.ts';

/** Whether pages of an origin may collect. What was allowed a moment ago is looked up anew. */
async function isAllowed(deps: Deps, site: Site, origin: string): Promise<boolean> {
  if (site.origins.includes(origin) || deps.demoOrigins?.includes(origin)) return true;
  const fresh = await deps.siteByKey(site.key, { isFresh: true });
  return !!fresh?.origins.includes(origin);
}

async function checkOrigin(deps: Deps, site: Site, origin: string | undefined): Promise<void> {
  if (!origin) {
    throw new Failure(
      'origin_missing',
      'The request names no Origin. A site key collects from browsers only; a server sends a secret key that may collect, too: "Authorization: Bearer KEY".',
    );
  }
  if (!(await isAllowed(deps, site, origin))) {
    throw new Failure(
      'origin_not_allowed',
      `${origin.slice(0, 200)} may not collect for site ${site.key}. Allow it: waybill origins add ${origin.slice(0, 200)}`,
    );
  }
}

/** Takes what people wrote of themselves out of a message: by lead, without empty slots. */
function takeContacts(batch: Batch): Record<string, Contact> {
  const contacts: Record<string, Contact> = {};
  for (const event of batch.events) {
    if (event.type !== 'lead' || !event.contact) continue;
    const filled = Object.entries(event.contact).filter(([, value]) => value?.trim());
    if (filled.length) contacts[event.id] = Object.fromEntries(filled);
    delete event.contact;
  }
  return contacts;
}

/** A message as it is kept: what people wrote goes beside it, sealed. */
async function messageFrom(
  c: Context,
  deps: Deps,
  site: Site,
  { batch, refused }: ReturnType<typeof parseBatch>,
  isServer: boolean,
): Promise<Message> {
  const contacts = takeContacts(batch);
  // What the site does not ask for is not kept, whoever sends it.
  const isKept = site.settings.contact && Object.keys(contacts).length > 0;
  // A server sends for a browser, and tells nothing of that.
  const agent = isServer ? undefined : agentFrom(c);
  return {
    siteId: site.scope.siteId,
    receivedAt: deps.now(),
    body: batch,
    refused: refused.length,
    contacts: isKept ? await deps.keyring.seal(JSON.stringify(contacts)) : null,
    label: agent?.bot ? 'bot' : '',
    labelBy: agent?.bot ?? '',
    client: agent ? { ...agent.client, ...deps.placeOf(c) } : null,
  };
}

/**
 * Takes the message of a request, durably. What cannot be taken of it is named in the answer.
 * @throws {Failure} when nothing of it can be taken
 */
export async function takeFrom(c: Context, deps: Deps) {
  const key = c.req.param('siteKey') ?? '';
  let site: Site | undefined;
  try {
    await withinAddressLimit(c, deps);
    site = await deps.siteByKey(key);
    if (!site) {
      throw new Failure('unknown_site', 'No site has this key. Copy the script tag again.');
    }
    await withinSiteLimit(deps, site.scope.siteId);
    const isServer = await mayCollect(deps, c, site);
    if (!isServer) await checkOrigin(deps, site, c.req.header('origin'));
    const parsed = parseBatch(await messageText(c));
    const { batch, refused } = parsed;
    await deps.take(await messageFrom(c, deps, site, parsed, isServer));
    c.executionCtx.waitUntil(deps.project());
    if (refused.length) c.header(REASON_HEADER, 'invalid_events');
    return { site, batch, answer: { taken: batch.events.length, refused } };
  } catch (error) {
    // What could not be kept is sent again, and counted then.
    if (error instanceof Failure && error.reason !== 'busy') {
      // Who is over his limit costs no look-up.
      site ??= await deps.siteByKey(key, { isKnown: true });
      deps.refuse({
        siteId: site?.scope.siteId ?? '',
        receivedAt: deps.now(),
        reason: error.reason,
        refused: error.more.events ?? 0,
      });
    }
    throw error;
  }
}

/** The public door: messages of a site's script. */
export function collectRoutes(deps: Deps) {
  const app = new Hono();

  // The answers hold nothing secret, and whoever mends a site wants to read them there. That is
  // said before there is an answer: changing one that is there costs as much as all else of it.
  app.use(async function readable(c, next) {
    c.header('Access-Control-Allow-Origin', '*');
    c.header('Access-Control-Expose-Headers', `${REASON_HEADER}, Retry-After`);
    await next();
  });
  app.options('*', cors({ origin: '*', allowMethods: ['POST'] }));

  app.post('/:siteKey', async (c) => c.json((await takeFrom(c, deps)).answer, 202));

  return app;
}
