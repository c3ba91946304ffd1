import type { Command } from 'commander';
import { listAccounts } from '../../db/setup.ts';
import { addAccount } from '../setup.ts';
import { onCollector } from './on-data.ts';
import { choices } from './table.ts';
import { nameOf } from './words.ts';

/** `waybill accounts`: whose sites this collector serves. */
export function addAccountsCommands(program: Command): void {
  const accounts = program.command('accounts').description('agencies and owners of sites');

  accounts
    .command('list')
    .description('print them')
    .action(() => onCollector(async ({ db }) => choices('id', await listAccounts(db))));

  accounts
    .command('add <name>')
    .description('make one, with its admin')
    .action((name: string) =>
      onCollector(async (home) => {
        const id = await addAccount(home, nameOf(name));
        return [
          `Made the account ${id}.\n\n`,
          `  waybill sites add NAME --account ${id}\n`,
          `  waybill sign-in --account ${id}\n`,
        ].join('');
      }),
    );
}
