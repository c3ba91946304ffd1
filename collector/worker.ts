import { createClient } from '@libsql/client/web';
import { drizzle } from 'drizzle-orm/libsql/web';
import parts from '../dist/snippet/parts.txt';
import { idFrom } from '../shared/id.ts';
import { createApp } from './app.ts';
import { readWorkerSettings, SettingsError, type WorkerSettings } from './config.ts';
import { siteByKey } from './db/entry.ts';
import { type Message, takeMessages } from './db/inbox.ts';
import * as schema from './db/schema.ts';
import type { Deps, Log } from './deps.ts';
import { placeFrom } from './domain/client.ts';
import { Failure } from './domain/failure.ts';
import { isLogged, type LogLevel, logLine } from './domain/log-line.ts';
import type { IncomingAnswer, OutgoingRequest } from './domain/outgoing.ts';
import { isPublicAddress, literalAddress } from './domain/public-address.ts';
import { snippetPartsFrom } from './domain/snippet.ts';
import { databaseFaults } from './jobs/faults.ts';
import { runHandoff } from './jobs/handoff.ts';
import { type Projecting, projectInbox } from './jobs/project.ts';
import { retain } from './jobs/retention.ts';
import { RefusalTally } from './refusal-tally.ts';
import { type Keyring, keyringFrom } from './secrets/keyring.ts';
import { SiteCache } from './site-cache.ts';

/** What `wrangler.toml` binds beside the settings. */
interface Bindings {
  /** Holds messages until they are in the database; without it they are written at once. */
  INBOX?: Queue<Message>;
  /** Requests a minute of one address and for one site; without them there is no limit. */
  RATE_PER_ADDRESS?: RateLimit;
  RATE_PER_SITE?: RateLimit;
}

// Here, not in a request: a Worker whose script lacks a part must not go up.
const snippet = snippetPartsFrom(parts);

const now = () => Date.now();
const sites = new SiteCache(now);
/** Of each secret that requests came with: there is one. */
const keyrings = new Map<string, Promise<Keyring>>();

/** The platform keeps what is written to its console, and reads it where it is JSON. */
function logTo(wanted: LogLevel): Log {
  return (level, event, details) => {
    if (!isLogged(level, wanted)) return;
    console[level](logLine(new Date(now()).toISOString(), level, event, details));
  };
}

/** The platform's allowances are for a minute; it does not say how much of that is left. */
const LIMIT_SECONDS = 60;

function limitsOf({ RATE_PER_ADDRESS, RATE_PER_SITE }: Bindings): Deps['limit'] {
  const allowances = { address: RATE_PER_ADDRESS, site: RATE_PER_SITE };
  return async (name, key) => {
    const answer = await allowances[name]?.limit({ key });
    return answer?.success === false ? LIMIT_SECONDS : undefined;
  };
}

/** What was refused is told of once in a while, so that a flood of it costs little. */
const REFUSALS_EVERY_MS = 1_000;
const refusals = new RefusalTally();
let refusalsToldAt = 0;

/** Projects; what fails is logged, without what was to be written, and made good by the next. */
async function follow(job: Projecting): Promise<void> {
  await projectInbox(job).catch((error) => job.log('error', 'projection_failed', { error }));
}

/** Routes and sends what is due; what fails is logged, and made good by the next. */
async function handOff(deps: Deps, context: Pick<ExecutionContext, 'waitUntil'>): Promise<void> {
  const goOn = (work: Promise<void>) => context.waitUntil(work);
  await runHandoff(deps, goOn).catch((error) => deps.log('error', 'handoff_failed', { error }));
}

function keyringOf(secret: string): Promise<Keyring> {
  const keyring = keyrings.get(secret) ?? keyringFrom(secret);
  keyrings.set(secret, keyring);
  return keyring;
}

const SEND_TIMEOUT_MS = 15_000;
const MAX_ANSWER_CHARS = 16_384;

/** How an answer begins; the rest is not waited for. */
async function beginningOf(answer: Response): Promise<string> {
  let text = '';
  for await (const piece of answer.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += piece;
    if (text.length > MAX_ANSWER_CHARS) break;
  }
  return text;
}

/**
 * Sends a request by the platform's fetch, which reaches no network of the account's own. What a name
 * resolves to it does not tell: addresses alone are looked at here.
 */
async function send({ method, url, headers, body }: OutgoingRequest): Promise<IncomingAnswer> {
  const unanswered = { status: null, retryAfter: '', body: '' };
  try {
    const address = literalAddress(new URL(url).hostname);
    if (address !== undefined && !isPublicAddress(address)) {
      return { ...unanswered, fault: 'the address is inside a private network' };
    }
    const signal = AbortSignal.timeout(SEND_TIMEOUT_MS);
    const answer = await fetch(url, { method, headers, body, signal, redirect: 'manual' });
    const retryAfter = answer.headers.get('retry-after') ?? '';
    const text = await beginningOf(answer).catch(() => '');
    return { status: answer.status, retryAfter, body: text, fault: '' };
  } catch (error) {
    return { ...unanswered, fault: error instanceof Error ? error.name : 'the request failed' };
  }
}

/**
 * Made anew for each request: what one request opened, a socket or a queue of the client, another
 * may not use on this platform.
 */
async function depsFrom(
  settings: WorkerSettings,
  bindings: Bindings,
  context: Pick<ExecutionContext, 'waitUntil'>,
): Promise<Deps> {
  const log = logTo(settings.WAYBILL_LOG);
  const queue = bindings.INBOX;
  const client = createClient({
    url: settings.WAYBILL_DATABASE_URL,
    authToken: settings.WAYBILL_DATABASE_TOKEN,
  });
  const db = drizzle(client, { schema });
  const keyring = await keyringOf(settings.WAYBILL_SECRET);
  const keep = (message: Message) => (queue ? queue.send(message) : takeMessages(db, [message]));
  return {
    db,
    snippet,
    secret: settings.WAYBILL_SECRET,
    keyring,
    ...(settings.WAYBILL_PUBLIC_URL && { publicUrl: settings.WAYBILL_PUBLIC_URL }),
    now,
    newId: () => idFrom(now(), crypto.getRandomValues(new Uint8Array(16))),
    siteByKey: sites.lookUp(
      (key) => siteByKey(db, key, now()),
      (error) => log('error', 'site_not_looked_up', { error }),
    ),
    take: async (message) => {
      await keep(message).catch((error) => {
        log('error', 'take_failed', { error });
        throw new Failure('busy', 'The message could not be kept. Send it again.');
      });
    },
    refuse: (refusal) => {
      refusals.add(refusal);
      // The first of a while waits for the others, and tells of them together.
      if (now() - refusalsToldAt < REFUSALS_EVERY_MS) return;
      refusalsToldAt = now();
      const tell = async () => {
        await new Promise((passed) => setTimeout(passed, REFUSALS_EVERY_MS));
        await Promise.all(refusals.take().map(keep));
      };
      context.waitUntil(tell().catch((error) => log('warn', 'refusals_uncounted', { error })));
    },
    // What a queue holds, its consumer follows.
    project: async () => {
      if (!queue) await follow({ db, keyring, now, log });
    },
    send,
    // Set by the platform, whatever was sent under this name.
    addressOf: (c) => c.req.header('cf-connecting-ip') ?? '',
    placeOf: (c) => {
      const { cf } = c.req.raw as Request<unknown, IncomingRequestCfProperties>;
      return placeFrom(cf?.country, cf?.regionCode);
    },
    limit: limitsOf(bindings),
    faults: () => databaseFaults(db),
    log,
  };
}

/**
 * How long a queue waits before it brings a message again, in seconds: from 5 s to 10 minutes. Dead
 * letters wait an hour.
 */
function retryDelay(queue: string, attempts: number): number {
  return queue.endsWith('-dead') ? 3_600 : Math.min(600, 5 * 2 ** Math.min(attempts - 1, 10));
}

/** Keeps what a queue brings, and answers for each message: what is kept is not brought again. */
async function takeFromQueue(batch: MessageBatch<Message>, { db, log }: Deps): Promise<boolean> {
  const taken = batch.messages.map(({ id, body }) => ({ ...body, queueId: id }));
  try {
    await takeMessages(db, taken);
    batch.ackAll();
    return true;
  } catch (error) {
    log('error', 'batch_failed', { error, messages: taken.length });
  }
  // One of them may be at fault, or none: each by itself, later and later.
  for (const [index, message] of batch.messages.entries()) {
    const one = taken[index];
    const isKept =
      message.attempts > 1 &&
      one &&
      (await takeMessages(db, [one]).then(
        () => true,
        () => false,
      ));
    if (isKept) message.ack();
    else message.retry({ delaySeconds: retryDelay(batch.queue, message.attempts) });
  }
  return false;
}

export default {
  async fetch(request, env, context) {
    try {
      const app = createApp(await depsFrom(readWorkerSettings(env), env as Bindings, context));
      return await app.fetch(request, env as object, context);
    } catch (error) {
      if (!(error instanceof SettingsError)) throw error;
      logTo('error')('error', 'not_configured', { error });
      const { reason, message } = new Failure('not_configured', error.message);
      return Response.json(
        { error: { reason, message } },
        { status: 503, headers: { 'Waybill-Reason': reason } },
      );
    }
  },

  async queue(batch, env, context) {
    const deps = await depsFrom(readWorkerSettings(env), env as Bindings, context);
    const { db, keyring, log } = deps;
    if (await takeFromQueue(batch as MessageBatch<Message>, deps)) {
      await follow({ db, keyring, now, log });
      await handOff(deps, context);
    }
  },

  /** What a cut-off request left unprojected is made good within a minute; what is old goes hourly. */
  async scheduled({ scheduledTime }, env, context) {
    const deps = await depsFrom(readWorkerSettings(env), env as Bindings, context);
    const { db, keyring, log } = deps;
    context.waitUntil(follow({ db, keyring, now, log }).then(() => handOff(deps, context)));
    if (new Date(scheduledTime).getUTCMinutes() !== 0) return;
    context.waitUntil(
      retain(db, now, log).catch((error) => log('error', 'retention_failed', { error })),
    );
  },
} satisfies ExportedHandler;
