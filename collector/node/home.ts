import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { idFrom } from '../../shared/id.ts';
import type { NodeSettings } from '../config.ts';
import type { Deps } from '../deps.ts';
import { snippetPartsFrom } from '../domain/snippet.ts';
import { projectInbox } from '../jobs/project.ts';
import { singleFlight } from './background.ts';
import { compressor } from './compress.ts';
import { type OpenDatabase, openDatabase } from './database.ts';
import { packageRoot } from './package-root.ts';
import { codeOf, UserError } from './user-error.ts';

export function newId(): string {
  return idFrom(Date.now(), randomBytes(16));
}

/** The embedded home's own secret, made at the first start. */
function secretIn(folder: string): string {
  const file = join(folder, 'secret');
  try {
    writeFileSync(file, randomBytes(32).toString('hex'), { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  }
  return readFileSync(file, 'utf8');
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

/** Everything the app needs, on Node. */
export interface Home extends OpenDatabase {
  deps: Deps;
}

export async function openHome(settings: NodeSettings, demoOrigins: string[] = []): Promise<Home> {
  const snippet = readSnippet();
  const database = await openDatabase(settings);
  const { db } = database;
  const publicUrl = settings.WAYBILL_PUBLIC_URL;
  const secret = settings.WAYBILL_SECRET ?? (database.folder && secretIn(database.folder));
  if (!secret) throw new UserError('Set WAYBILL_SECRET to at least 32 random characters.');
  const now = () => Date.now();
  const log = (error: unknown) => console.error(error);
  const deps: Deps = {
    db,
    snippet,
    secret,
    ...(publicUrl && { publicUrl }),
    now,
    demoOrigins,
    newId,
    project: singleFlight(() => projectInbox(db, now, log)),
    log,
    compress: compressor(),
  };
  return { ...database, deps };
}
