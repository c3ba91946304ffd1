import { existsSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Client } from '@libsql/client';
import { drizzle } from 'drizzle-orm/libsql';
import type { NodeSettings } from '../config.ts';
import { dropSecretCheck, secretCheck } from '../db/checks.ts';
import type { Database } from '../db/database.ts';
import * as schema from '../db/schema.ts';
import { tablesOf } from '../db/tables.ts';
import { allTombstones, mergeTombstones, type Tombstone } from '../db/tombstones.ts';
import type { Removed } from '../domain/erasure.ts';
import { applyTombstones } from '../jobs/apply-tombstones.ts';
import { isWrittenWith } from '../jobs/check-secret.ts';
import { type Keyring, keyringFrom } from '../secrets/keyring.ts';
import { type Contents, checkDatabase, contentsOf, openPath, replace, stage } from './backup.ts';
import { bringUpToDate, databaseFile } from './database.ts';
import { codeOf, UserError } from './user-error.ts';

/** The database of a folder, which nobody else has open, and what was erased from it. */
interface Held {
  tombstones: Tombstone[];
  /** Why it could not be read: what was erased since the backup is not known. */
  damage?: string;
  release: () => Promise<void>;
}

async function tombstonesIn(client: Client): Promise<Tombstone[]> {
  const { rows } = await client.execute("select 1 from sqlite_master where name = 'tombstones'");
  // A version before them has none.
  return rows.length ? allTombstones(drizzle(client, { schema })) : [];
}

/**
 * Keeps everybody else out of a database. Its journal can be changed by whoever has it alone, and
 * this goes by the file's own locks: a process that was killed leaves none, and one in another
 * container is seen.
 * @throws {UserError} where somebody has it open
 */
async function hold(path: string): Promise<Held> {
  if (!existsSync(path)) return { tombstones: [], release: async () => {} };
  const client = openPath(path, 1_000);
  try {
    await client.execute('pragma journal_mode = delete');
    // From the first look on nobody can write.
    await client.execute('pragma locking_mode = exclusive');
    const tombstones = await tombstonesIn(client);
    const tx = await client.transaction('write');
    const release = async () => {
      await tx.rollback();
      client.close();
    };
    return { tombstones, release };
  } catch (error) {
    client.close();
    if (codeOf(error).startsWith('SQLITE_BUSY')) {
      throw new UserError(
        `Somebody is at work on ${path}: a collector, or another command. Stop it, and restore again.`,
      );
    }
    return { tombstones: [], damage: codeOf(error), release: async () => {} };
  }
}

function secretOf(settings: NodeSettings, folder: string): string | undefined {
  if (settings.WAYBILL_SECRET) return settings.WAYBILL_SECRET;
  const file = join(folder, 'secret');
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

const LOST =
  'Put the file "secret" that was beside that database into the data folder, or set WAYBILL_SECRET. If it is lost for ever, restore with --secret-lost: contacts stay unreadable, and what was erased may come back.';

/**
 * The keys that contacts were sealed, and erasures noted, with.
 * @throws {UserError} where the secret at hand is not theirs
 */
async function keyringOf(
  client: Client,
  db: Database,
  secret: string | undefined,
): Promise<Keyring | undefined> {
  const keyring = secret === undefined ? undefined : await keyringFrom(secret);
  const { rows: contacts } = await client.execute('select key, sealed from contacts limit 1');
  const { rows: erased } = await client.execute('select 1 from tombstones limit 1');
  if (!keyring && (contacts.length || erased.length || (await secretCheck(db)))) {
    throw new UserError(`The secret of this backup is not at hand. ${LOST}`);
  }
  const other = `The contacts of this backup were sealed with another secret. ${LOST}`;
  if (keyring && (await isWrittenWith(db, keyring)) === false) throw new UserError(other);
  try {
    for (const { key, sealed } of contacts) {
      await keyring?.openContact({ key: String(key), sealed: String(sealed) });
    }
  } catch {
    throw new UserError(other);
  }
  return keyring;
}

/** How the copy of a backup is to be made good. */
interface Prepared {
  tombstones: readonly Tombstone[];
  secret: string | undefined;
  secretLost: boolean;
}

/** Makes a copy of a backup what this version works with, without what was erased since. */
async function prepare(path: string, { tombstones, secret, secretLost }: Prepared) {
  const client = openPath(path);
  try {
    await checkDatabase(client, path);
    const db = drizzle(client, { schema });
    if ((await tablesOf(db)).state === 'ahead') {
      throw new UserError('A newer version of Waybill made this backup. Update Waybill first.');
    }
    await client.execute('pragma journal_mode = delete');
    await client.execute('pragma synchronous = full');
    await bringUpToDate(db);
    const keyring = secretLost ? undefined : await keyringOf(client, db, secret);
    if (secretLost) await dropSecretCheck(db);
    await mergeTombstones(db, tombstones);
    const removed = keyring && (await applyTombstones(db, keyring));
    return { contents: await contentsOf(client, path), ...(removed && { removed }) };
  } finally {
    client.close();
  }
}

/** What a restore did. */
export interface Restored {
  contents: Contents;
  /** What was in the backup, and is erased again. */
  removed?: Removed;
  /** Where the replaced database is now. */
  kept?: string;
  /** Why nothing could be read of the replaced one. */
  damage?: string;
}

/**
 * Puts a backup in the place of a folder's database.
 * @throws {UserError} where it cannot be; then all is as it was
 */
export async function restoreBackup(
  backup: string,
  folder: string,
  settings: NodeSettings,
  options: { secretLost: boolean; now: Date },
): Promise<Restored> {
  const path = databaseFile(folder);
  const staged = `${path}.restoring`;
  const held = await hold(path);
  try {
    await stage(backup, staged);
    const prepared = await prepare(staged, {
      tombstones: held.tombstones,
      secret: secretOf(settings, folder),
      secretLost: options.secretLost,
    });
    const stamp = options.now.toISOString().replace(/[-:]|\.\d+/g, '');
    const kept = existsSync(path) ? `${path}.replaced-${stamp}` : undefined;
    await replace(path, staged, kept ?? '');
    return { ...prepared, ...(kept && { kept }), ...(held.damage && { damage: held.damage }) };
  } finally {
    await rm(staged, { force: true });
    await held.release();
  }
}
