import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { drizzle } from 'drizzle-orm/libsql';
import { idFrom } from '../../shared/id.ts';
import type { NodeSettings } from '../config.ts';
import type { Database } from '../db/database.ts';
import { siteByKey } from '../db/entry.ts';
import { countWaiting, takeMessages } from '../db/inbox.ts';
import * as schema from '../db/schema.ts';
import type { Deps } from '../deps.ts';
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
import { groupCommit } from './group-commit.ts';
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
  /** Projects what waits. */
  projectWaiting: () => Promise<void>;
  close: () => Promise<void> | void;
}

const now = () => Date.now();

/** What the projection tells of itself. */
type Tell = Pick<Projecting, 'log' | 'projected'>;

async function onServer(settings: NodeSettings, url: string, tell: Tell): Promise<Reached> {
  const secret = secretOf(settings);
  const keyring = await keyringFrom(secret);
  const { db, place, close } = await openDatabaseServer(url, settings.WAYBILL_DATABASE_TOKEN ?? '');
  const projectWaiting = () => projectInbox({ db, keyring, now, ...tell });
  return { db, place, secret, keyring, projectWaiting, close };
}

async function inFolder(settings: NodeSettings, isServing: boolean, tell: Tell): Promise<Reached> {
  const folder = dataFolder(settings);
  const secret = secretOf(settings);
  const keyring = await keyringFrom(secret);
  const { db, place, close } = await openDatabaseFile(folder);
  const reached = { place, folder, secret, keyring };
  if (!isServing) {
    const projectWaiting = () => projectInbox({ db, keyring, now, ...tell });
    return { ...reached, db, projectWaiting, close };
  }
  close();
  const threads = openThreads({ file: place, secret }, (heard) => {
    if (heard.event === 'log') tell.log(...heard.told);
    else tell.projected?.(...heard.told);
  });
  return {
    ...reached,
    db: drizzle(threads.client, { schema }),
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
  const tell: Tell = { log, ...(metrics && { projected: metrics.projected }) };
  const url = settings.WAYBILL_DATABASE_URL;
  const { db, place, folder, secret, keyring, projectWaiting, close } = url
    ? await onServer(settings, url, tell)
    : await inFolder(settings, isServing, tell);
  if (!(await isOwnSecret(db, keyring))) {
    const why = 'WAYBILL_SECRET is not the one that this database was written with';
    log('warn', 'secret_changed', { why });
  }
  await sealPlainContacts(db, keyring);
  const publicUrl = settings.WAYBILL_PUBLIC_URL;
  const commits = groupCommit(
    async (messages) => {
      const began = performance.now();
      await takeMessages(db, messages);
      metrics?.committed(messages.length, performance.now() - began);
    },
    (error) => log('error', 'commit_failed', { error }),
  );
  const project = singleFlight(async () => {
    if (isServing) await commits.pause();
    await projectWaiting();
  });
  const refusals = countRefusals(commits.take, project, (error) =>
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
    take: commits.take,
    refuse: refusals.add,
    project,
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
