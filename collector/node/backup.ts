import { constants, existsSync } from 'node:fs';
import { chmod, copyFile, link, open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Client, createClient } from '@libsql/client';
import { codeOf, UserError } from './user-error.ts';

/** The tables that people ask after, and what they call their rows. */
const COUNTED = {
  sites: 'sites',
  leads: 'leads',
  sessions: 'sessions',
  page_views: 'page views',
  contacts: 'contacts',
  inbox: 'messages',
};

/** What a database file holds. */
export interface Contents {
  bytes: number;
  /** Rows, by what people call them. */
  rows: Record<string, number>;
}

/** Opens a file on a connection of its own; whatever its path holds. */
export function openPath(path: string, timeout = 5_000): Client {
  return createClient({ url: pathToFileURL(path).href, concurrency: 1, timeout });
}

/** Writes what the system still holds back of a file, or of the names in a folder. */
async function syncPath(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

/**
 * Whether a file is a sound database of Waybill's.
 * @throws {UserError} saying what is wrong with it
 */
export async function checkDatabase(client: Client, path: string): Promise<void> {
  const refuse = (why: string) => new UserError(`${path} ${why} Choose another backup.`);
  try {
    const { rows } = await client.execute('pragma integrity_check');
    const found = String(rows[0]?.integrity_check);
    if (found !== 'ok') throw refuse(`is damaged: ${found.slice(0, 200)}.`);
    const { rows: tables } = await client.execute(
      "select name from sqlite_master where name in ('__drizzle_migrations', 'sites', 'inbox', 'leads')",
    );
    if (tables.length < 4) throw refuse('is a database, but none of Waybill.');
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw refuse(`is no database that can be read (${codeOf(error)}).`);
  }
}

export async function contentsOf(client: Client, path: string): Promise<Contents> {
  const rows: Contents['rows'] = {};
  for (const [table, name] of Object.entries(COUNTED)) {
    const { rows: counted } = await client.execute(`select count(*) as count from ${table}`);
    rows[name] = Number(counted[0]?.count);
  }
  return { bytes: (await stat(path)).size, rows };
}

async function copyInto(source: string, part: string): Promise<Contents> {
  const client = openPath(source);
  try {
    // One read of the whole database as it is at this moment: writers go on beside it.
    await client.execute({ sql: 'vacuum into ?', args: [part] });
  } finally {
    client.close();
  }
  const copy = openPath(part);
  try {
    await checkDatabase(copy, part);
    return await contentsOf(copy, part);
  } finally {
    copy.close();
  }
}

/**
 * Copies a database, which may be in use, to a new file; once this resolves, the copy is checked
 * and on the disk.
 * @throws {UserError} where the file is there already, or the copy failed
 */
export async function backUp(source: string, file: string): Promise<Contents> {
  if (existsSync(file)) throw new UserError(`${file} is there already. Choose another name.`);
  const part = `${file}.part`;
  try {
    // What people wrote is nobody else's to read.
    await (await open(part, 'wx', 0o600)).close();
  } catch (error) {
    throw new UserError(
      codeOf(error) === 'EEXIST'
        ? `${part} is there already: another backup is being made, or one was cut off. Remove it if none is.`
        : `Cannot write ${part} (${codeOf(error)}). Choose a folder that is there and writable.`,
    );
  }
  try {
    const contents = await copyInto(source, part);
    await syncPath(part);
    await rename(part, file);
    await syncPath(dirname(file));
    return contents;
  } catch (error) {
    await rm(part, { force: true });
    if (error instanceof UserError) throw error;
    throw new UserError(`The backup failed: ${(error as Error).message}. Nothing was kept of it.`);
  }
}

/** Copies a backup to where it is worked on; the backup itself stays as it is. */
export async function stage(backup: string, path: string): Promise<void> {
  await rm(path, { force: true });
  await rm(`${path}-wal`, { force: true });
  try {
    await copyFile(backup, path, constants.COPYFILE_FICLONE);
    // Of a file that was copied from a running collector, the newest is beside it.
    if (existsSync(`${backup}-wal`)) await copyFile(`${backup}-wal`, `${path}-wal`);
  } catch (error) {
    throw new UserError(`Cannot copy ${backup} (${codeOf(error)}). Check that it is there.`);
  }
  await chmod(path, 0o600);
}

/** Puts one file in another's place, which is kept by another name; at no moment is none there. */
export async function replace(path: string, by: string, kept: string): Promise<void> {
  await syncPath(by);
  if (existsSync(path)) {
    // Some file systems have no links.
    await link(path, kept).catch(() => copyFile(path, kept));
    for (const suffix of ['-wal', '-shm']) {
      if (existsSync(path + suffix)) await rename(path + suffix, kept + suffix);
    }
  }
  await rename(by, path);
  await syncPath(dirname(path));
}
