import { accessSync, constants, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Client, createClient } from '@libsql/client';
import { drizzle } from 'drizzle-orm/libsql';
import { migrate } from 'drizzle-orm/libsql/migrator';
import type { NodeSettings } from '../config.ts';
import type { Database } from '../db/database.ts';
import * as schema from '../db/schema.ts';
import { type Tables, tablesOf } from '../db/tables.ts';
import { openFileClient } from './file-client.ts';
import { packageRoot } from './package-root.ts';
import { codeOf, UserError } from './user-error.ts';

/** The data folder, made where it is missing. */
export function dataFolder(settings: NodeSettings): string {
  const folder = resolve(settings.WAYBILL_DATA);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    accessSync(folder, constants.W_OK);
  } catch (error) {
    throw new UserError(
      `Cannot write to the data folder ${folder} (${codeOf(error)}). Make it writable, or choose another: WAYBILL_DATA=path npm start`,
    );
  }
  return folder;
}

/** The embedded database of a data folder. */
export function databaseFile(folder: string): string {
  return join(folder, 'waybill.db');
}

/** Brings tables up to date. */
export async function bringUpToDate(db: Parameters<typeof migrate>[0]): Promise<void> {
  const folder = { migrationsFolder: join(packageRoot(), 'migrations') };
  // Two processes may start on an empty folder at once: the second finds the tables half made.
  await migrate(db, folder).catch(() => migrate(db, folder));
}

/** The open database of a home, and where it is, for people. */
export interface OpenDatabase {
  db: Database;
  place: string;
  /** How the tables stood before they were brought up to date. */
  before: Tables;
  close: () => void;
}

async function opened(place: string, open: () => Promise<Client> | Client): Promise<OpenDatabase> {
  try {
    const client = await open();
    const db = drizzle(client, { schema });
    const before = await tablesOf(db);
    await bringUpToDate(db);
    return { db, place, before, close: () => client.close() };
  } catch (error) {
    throw new UserError(
      `Cannot open the database ${place}: ${(error as Error).message}. Check that it is there, readable, and a libSQL database.`,
    );
  }
}

/** Opens the database of a data folder and brings its tables up to date. */
export function openDatabaseFile(folder: string): Promise<OpenDatabase> {
  const file = databaseFile(folder);
  return opened(file, () => openFileClient(file));
}

/** Opens a libSQL server's database and brings its tables up to date. */
export function openDatabaseServer(url: string, authToken: string): Promise<OpenDatabase> {
  return opened(url, () => createClient({ url, authToken }));
}

/** Opens the database of these settings and brings its tables up to date. */
export function openDatabase(settings: NodeSettings): Promise<OpenDatabase> {
  const { WAYBILL_DATABASE_URL: url, WAYBILL_DATABASE_TOKEN: token } = settings;
  return url ? openDatabaseServer(url, token ?? '') : openDatabaseFile(dataFolder(settings));
}
