import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { type NodeSettings, readNodeSettings } from '../../config.ts';
import { plainContactsOf } from '../../db/contacts.ts';
import type { Removed } from '../../domain/erasure.ts';
import { sealPlainContacts } from '../../jobs/seal-contacts.ts';
import { keyringFrom } from '../../secrets/keyring.ts';
import { backUp, type Contents } from '../backup.ts';
import { databaseFile, dataFolder, openDatabase } from '../database.ts';
import { restoreBackup } from '../restore.ts';
import { secretOf } from '../secret.ts';
import { UserError } from '../user-error.ts';
import { counted } from './table.ts';

/** @throws {UserError} where the database is a server, whose files are its own */
function folderOf(settings: NodeSettings): string {
  if (!settings.WAYBILL_DATABASE_URL) return dataFolder(settings);
  throw new UserError(
    'A libSQL server is backed up and restored where it is: on Turso by "turso db create NEW --from-db NAME --timestamp TIME", everywhere from what URL/dump gives to who sends the token. docs/deploying.md has the commands.',
  );
}

function contentsText({ bytes, rows }: Contents): string {
  const size = `${(bytes / 1_000_000).toFixed(1)} MB`;
  const counts = Object.entries(rows).map(([name, count]) => `${counted(count)} ${name}`);
  return `${size}: ${counts.join(', ')}`;
}

function removedText(removed: Removed): string {
  const counts = Object.entries(removed).filter(([, count]) => count > 0);
  const words = counts.map(([name, count]) => `${counted(count)} ${name.replace('_', ' ')}`);
  return words.length ? `Erased again, since they were erased: ${words.join(', ')}\n` : '';
}

async function runMigrate(): Promise<void> {
  const settings = readNodeSettings(process.env);
  const { db, before, place, close } = await openDatabase(settings);
  const { state, last, newest } = before;
  const words = {
    none: `The tables of ${place} were made: ${newest}\n`,
    behind: `The tables of ${place} were at ${last} and are now at ${newest}\n`,
    current: `The tables of ${place} are up to date: ${newest}\n`,
    ahead: `The tables of ${place} are ${last}; this version knows ${newest}. Update Waybill.\n`,
  };
  process.stdout.write(words[state]);
  try {
    if (state === 'ahead' || !(await plainContactsOf(db, 1)).length) return;
    const sealed = await sealPlainContacts(db, await keyringFrom(secretOf(settings)));
    process.stdout.write(`Contacts that were in plain text, and are sealed now: ${sealed}\n`);
  } finally {
    close();
  }
}

async function runBackup(file: string): Promise<void> {
  const path = databaseFile(folderOf(readNodeSettings(process.env)));
  if (!existsSync(path)) {
    throw new UserError(`There is no database at ${path}. Set WAYBILL_DATA to its folder.`);
  }
  const contents = await backUp(path, resolve(file));
  process.stdout.write(
    `${file}: ${contentsText(contents)}\nKeep the secret, too, and elsewhere (the file "secret" in the data folder, or WAYBILL_SECRET): without it no contact can be read.\n`,
  );
}

async function runRestore(file: string, { secretLost = false }: { secretLost?: boolean }) {
  const settings = readNodeSettings(process.env);
  const folder = folderOf(settings);
  const options = { secretLost, now: new Date() };
  const restored = await restoreBackup(resolve(file), folder, settings, options);
  const { contents, removed, kept, damage } = restored;
  process.stdout.write(
    [
      `Restored ${file} into ${folder}. ${contentsText(contents)}\n`,
      removed ? removedText(removed) : '',
      kept ? `The database that was there is now ${kept}\n` : '',
      damage
        ? `It could not be read (${damage}): what was erased since the backup may be back. Erase it again.\n`
        : '',
    ].join(''),
  );
}

/** What is done with all data at once. */
export function addDataCommands(program: Command): void {
  program
    .command('migrate')
    .description('bring the tables up to date, say from what to what, and seal plain contacts')
    .action(runMigrate);

  program
    .command('backup <file>')
    .description('copy the database to a new file, also while a collector runs on it')
    .action(runBackup);

  program
    .command('restore <file>')
    .description('put a backup in the place of the database, which is kept beside it')
    .option('--secret-lost', 'although contacts of the backup can then never be read')
    .addHelpText('after', '\nStop the collector first. What was erased since stays erased.')
    .action(runRestore);
}
