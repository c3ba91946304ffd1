import { accessSync, constants, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Client, createClient } from '@libsql/client';
import { drizzle } from 'drizzle-orm/libsql';
import { migrate } from 'drizzle-orm/libsql/migrator';
import type { NodeSettings } from '../config.ts';
import type { Database } from '../db/database.ts';
import * as schema from '../db/schema.ts';
import { packageRoot } from './package-root.ts';
import { codeOf, UserError } from './user-error.ts';

/** The data folder, made where it is missing. */
function dataFolder(settings: NodeSettings): string {
  const folder = resolve(settings.WAYBILL_DATA);
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
  } catch (error) {
    throw new UserError(
      `Cannot write to the data folder ${folder} (${codeOf(error)}). Make it writable, or choose another: WAYBILL_DATA=path npm start`,
    );
  }
  return folder;
}

async function openFile(folder: string): Promise<Client> {
  const client = createClient({
    url: `file:${join(folder, 'waybill.db')}`,
    // A pragma holds for one connection: there must be no second.
    concurrency: 1,
    timeout: 5_000,
  });
  await client.execute('pragma journal_mode = wal');
  await client.execute('pragma synchronous = full');
  return client;
}

async function bringUpToDate(db: Parameters<typeof migrate>[0]): Promise<void> {
  const folder = { migrationsFolder: join(packageRoot(), 'migrations') };
  // Two processes may start on an empty folder at once: the second finds the tables half made.
  await migrate(db, folder).catch(() => migrate(db, folder));
}

/** The open database of a home, and where it is, for people. */
export interface OpenDatabase {
  db: Database;
  place: string;
  /** The data folder; a libSQL server has none. */
  folder?: string;
  close: () => void;
}

/** Opens the database of these settings and brings its tables up to date. */
export async function openDatabase(settings: NodeSettings): Promise<OpenDatabase> {
  const url = settings.WAYBILL_DATABASE_URL;
  const folder = url ? undefined : dataFolder(settings);
  const place = url ?? join(folder ?? '', 'waybill.db');
  try {
    const client = folder
      ? await openFile(folder)
      : createClient({ url: place, authToken: settings.WAYBILL_DATABASE_TOKEN ?? '' });
    const db = drizzle(client, { schema });
    await bringUpToDate(db);
    return { db, place, ...(folder && { folder }), close: () => client.close() };
  } catch (error) {
    throw new UserError(
      `Cannot open the database ${place}: ${(error as Error).message}. Check that it is there, readable, and a libSQL database.`,
    );
  }
}
