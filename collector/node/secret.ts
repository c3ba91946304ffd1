import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { NodeSettings } from '../config.ts';
import { dataFolder } from './database.ts';
import { codeOf, UserError } from './user-error.ts';

const MIN_CHARS = 32;

/** Has a folder's names on the disk, where the system can. */
function syncFolder(folder: string): void {
  try {
    const opened = openSync(folder, 'r');
    fsyncSync(opened);
    closeSync(opened);
  } catch {
    // Windows opens no folder.
  }
}

/** Of several that make it at once, the first one's is there. */
function makeSecret(folder: string, file: string): void {
  const made = join(folder, `secret-${randomBytes(8).toString('hex')}`);
  writeFileSync(made, randomBytes(32).toString('hex'), { mode: 0o600, flag: 'wx', flush: true });
  try {
    linkSync(made, file);
  } catch (error) {
    // Not every file system knows a second name.
    if (codeOf(error) !== 'EEXIST') renameSync(made, file);
  }
  rmSync(made, { force: true });
  syncFolder(folder);
}

/**
 * The embedded home's own secret, made at the first start. It is whole and on the disk before
 * anything is sealed by it: without it, that could never be read.
 */
function secretIn(folder: string): string {
  const file = join(folder, 'secret');
  if (!existsSync(file)) makeSecret(folder, file);
  const secret = readFileSync(file, 'utf8');
  if (secret.length >= MIN_CHARS) return secret;
  throw new UserError(
    `The secret in ${file} is damaged: what is sealed by it can only be read by the whole one. Bring it back from a backup; if there is none, remove the file, and a new one is made.`,
  );
}

/**
 * The secret of these settings' database.
 * @throws {UserError} where there is none beside a libSQL server, which has no folder for one
 */
export function secretOf(settings: NodeSettings): string {
  const { WAYBILL_SECRET: secret, WAYBILL_DATABASE_URL: url } = settings;
  if (secret) return secret;
  if (url) throw new UserError('Set WAYBILL_SECRET to at least 32 random characters.');
  return secretIn(dataFolder(settings));
}
