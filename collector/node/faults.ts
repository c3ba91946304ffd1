import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Database } from '../db/database.ts';
import type { Deps } from '../deps.ts';
import { databaseFaults, soon } from '../jobs/faults.ts';
import { codeOf } from './user-error.ts';

const BLOCK = Buffer.alloc(4_096);
/** Anybody may ask, and each answer costs a write to the disk. */
const FRESH_MS = 1_000;

async function writeBlock(folder: string): Promise<void> {
  const path = join(folder, `.ready-${process.pid}`);
  try {
    const file = await open(path, 'w');
    try {
      await file.write(BLOCK);
      await file.sync();
    } finally {
      await file.close();
    }
  } finally {
    await rm(path, { force: true });
  }
}

/** What keeps the data folder from being written to. */
async function diskFaults(folder: string): Promise<string[]> {
  try {
    await soon(writeBlock(folder));
    return [];
  } catch (error) {
    return [`The data folder cannot be written to (${codeOf(error)}).`];
  }
}

/** Looks for faults of the database, and of its folder where it is a file; at most once a second. */
export function faultsOf(db: Database, folder: string | undefined): Deps['faults'] {
  let found: Promise<string[]> | undefined;
  let at = 0;
  return () => {
    if (!found || Date.now() - at > FRESH_MS) {
      at = Date.now();
      found = Promise.all([databaseFaults(db), folder ? diskFaults(folder) : []]).then((both) =>
        both.flat(),
      );
    }
    return found;
  };
}
