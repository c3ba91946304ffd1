import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { drizzle } from 'drizzle-orm/libsql';
import { idFrom } from '../../shared/id.ts';
import type { NodeSettings } from '../config.ts';
import type { Database } from '../db/database.ts';
import { siteByKey } from '../db/entry.ts';
import { countWaiting, type Message, type Values, valuesOf } from '../db/inbox.ts';
import * as schema from '../db/schema.ts';
import type { Deps } from '../deps.ts';
import { Failure } from '../domain/failure.ts';
import { snippetPartsFrom } from '../domain/snippet.ts';
import { isOwnSecret } from '../jobs/check-secret.ts';
import { type Projecting, projectInbox } from '../jobs/project.ts';
import { sealPlainContacts } from '../jobs/seal-contacts.ts';
import { type Keyring, keyringFrom } from '../secrets/keyring.ts';
import { SiteCache } from '../site-cache.ts';
import { addressReader, placeReader } from './address.ts';
import { singleFlight } from './background.ts';
import { compressor } from './compress.ts';
import { dataFolder, openDatabaseFile, openDatabaseServer } from './database.ts';
import { openThreads } from './database-threads.ts';
import { faultsOf } from './faults.ts';
import { type Committed, commitValues, groupCommit } from './group-commit.ts';
import { guardedFetch } from './guarded-fetch.ts';
import { rateLimits } from './limits.ts';
import { logTo } from './log.ts';
import { countMetrics } from './metrics.ts';
import { packageRoot } from './package-root.ts';
import { countRefusals } from './refusals.ts';
import { secretOf } from './secret.ts';
import { UserError } from './user-error.ts';

const ID_BYTES = 16;
/** Randomness of the next ids: to ask for it costs more than an id, however much is asked for. */
let random = Buffer.alloc(0);

export function newId(): string {
  if (!random.length) random = randomBytes(256 * ID_BYTES);
  const own = random.subarray(0, ID_BYTES);
  random = random.subarray(ID_BYTES);
  return idFrom(Date.now(), own);
}

/** The built parts of the snippet. */
function readSnippet(): Deps['snippet'] {
  const file = join(packageRoot(), 'dist', 'snippet', 'parts.txt');
  try {
    return snippetPartsFrom(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new UserError(
      `The snippet is not built: ${(error as Error).message}. Build it: npm run build`,
    );
  }
}

/** How the database is reached, and the projection that follows what is taken. */
interface Reached {
  db: Database;
  place: string;
  folder?: string;
  secret: string;
  keyring: Keyring;
  /** Keeps messages: `takeValues`. */
  take: (rows: Values[]) => Promise<void>;
  /** Whether that keeps their order by itself. */
  isOrdered?: boolean;
  /** Projects what waits. */
  projectWaiting: () => Promise<void>;
  close: () => Promise<void> | void;
}

const now = () => Date.now();

/** What is taken meanwhile is projected with it, which costs less than one by one. */
const PROJECT_AFTER_MS = 100;

/** When to come back where a message could not be kept. */
const RETRY_AFTER_S = 2;

function busy(): Failure {
  return new Failure(
    'busy',
    'The message could not be kept, since the database is busy, full or out of reach. Send it again.',
    { retryAfter: RETRY_AFTER_S },
  );
}

/** What commits and the projection tell of themselves. */
type Tell = Pick<Projecting, 'log' | 'projected'> & { committed?: Committed };

async function onServer(settings: NodeSettings, url: string, tell: Tell): Promise<Reached> {
  const secret = secretOf(settings);
  const keyring = await keyringFrom(secret);
  const { db, place, close } = await openDatabaseServer(url, settings.WAYBILL_DATABASE_TOKEN ?? '');
  const take = (rows: Values[]) => commitValues(db, rows, tell.committed);
  const projectWaiting = () => projectInbox({ db, keyring, now, ...tell });
  return { db, place, secret, keyring, take, projectWaiting, close };
}

async function inFolder(settings: NodeSettings, isServing: boolean, tell: Tell): Promise<Reached> {
  const folder = dataFolder(settings);
  const secret = secretOf(settings);
  const keyring = await keyringFrom(secret);
  const { db, place, close } = await openDatabaseFile(folder);
  const reached = { place, folder, secret, keyring };
  if (!isServing) {
    const take = (rows: Values[]) => commitValues(db, rows, tell.committed);
    const projectWaiting = () => projectInbox({ db, keyring, now, ...tell });
    return { ...reached, db, take, projectWaiting, close };
  }
  close();
  const threads = openThreads({ file: place, secret }, (heard) => {
    if (heard.event === 'log') tell.log(...heard.told);
    else if (heard.event === 'committed') tell.committed?.(...heard.told);
    else tell.projected?.(...heard.told);
  });
  return {
    ...reached,
    db: drizzle(threads.client, { schema }),
    take: threads.take,
    isOrdered: true,
    projectWaiting: threads.project,
    close: threads.close,
  };
}

/** Everything the app needs, on Node. */
export interface Home {
  deps: Deps;
  db: Database;
  place: string;
  /** Resolves once all that came is written. */
  flush: () => Promise<void>;
  /** Ends what is under way, and lets go of the database. */
  close: () => Promise<void>;
}

/** What a home is opened for. */
interface Purpose {
  demoOrigins?: string[];
  /** Serving, which the database must never block: it gets threads of its own. */
  isServing?: boolean;
}

export async function openHome(
  settings: NodeSettings,
  { demoOrigins = [], isServing = false }: Purpose = {},
): Promise<Home> {
  const snippet = readSnippet();
  const log = logTo(settings.WAYBILL_LOG ?? 'warn');
  const token = settings.WAYBILL_METRICS_TOKEN;
  const metrics = token ? countMetrics(() => countWaiting(db)) : undefined;
  const tell: Tell = { log, ...metrics };
  const url = settings.WAYBILL_DATABASE_URL;
  const reached = url
    ? await onServer(settings, url, tell)
    : await inFolder(settings, isServing, tell);
  const { db, place, folder, secret, keyring, projectWaiting, close } = reached;
  if (!(await isOwnSecret(db, keyring))) {
    const why = 'WAYBILL_SECRET is not the one that this database was written with';
    log('warn', 'secret_changed', { why });
  }
  await sealPlainContacts(db, keyring);
  const publicUrl = settings.WAYBILL_PUBLIC_URL;
  const commits = groupCommit({
    write: reached.take,
    isOrdered: !!reached.isOrdered,
    failed: (error) => log('error', 'commit_failed', { error }),
  });
  const take = async (message: Message) => {
    try {
      await commits.take(valuesOf(message));
    } catch {
      throw busy();
    }
  };
  const project = singleFlight(async () => {
    if (isServing) await new Promise((passed) => setTimeout(passed, PROJECT_AFTER_MS));
    await projectWaiting();
  });
  const refusals = countRefusals(take, project, (error) =>
    log('error', 'projection_failed', { error }),
  );
  const flush = async () => {
    await refusals.flush();
    await commits.settle();
  };
  const deps: Deps = {
    db,
    snippet,
    secret,
    keyring,
    ...(publicUrl && { publicUrl }),
    now,
    demoOrigins,
    newId,
    siteByKey: new SiteCache(now).lookUp(
      (key) => siteByKey(db, key, now()),
      (error) => log('error', 'site_not_looked_up', { error }),
    ),
    take,
    refuse: refusals.add,
    project,
    send: guardedFetch({
      allowPrivate: settings.WAYBILL_ALLOW_PRIVATE_DESTINATIONS,
      trusted: demoOrigins,
    }),
    addressOf: addressReader(settings),
    placeOf: placeReader(settings),
    limit: rateLimits(settings),
    faults: faultsOf(db, folder),
    log,
    ...(token && metrics && { answered: metrics.answered, metrics: { token, text: metrics.text } }),
    compress: compressor(),
  };
  return {
    deps,
    db,
    place,
    flush,
    async close() {
      await flush();
      await close();
    },
  };
}
