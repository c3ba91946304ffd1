import type { Command } from 'commander';
import { revokeSiteKey } from '../../db/sites.ts';
import { scriptTag, scriptUrl } from '../../domain/snippet.ts';
import { addSite, rotateSiteKey, sitesWithOldKeys } from '../setup.ts';
import { UserError } from '../user-error.ts';
import { onAccount, onData, type Which, withAccount, withSite } from './on-data.ts';
import { table } from './table.ts';
import { moreOrigins, nameOf } from './words.ts';

/** `waybill sites`: the websites of an account, and the public keys in their script tags. */
export function addSitesCommands(program: Command): void {
  const sites = program.command('sites').description('the websites of an account');

  withAccount(sites.command('list'))
    .description('print them')
    .action((which: Which) =>
      onAccount(async (home, account) => {
        const all = await sitesWithOldKeys(home, account);
        return table(
          ['key', 'name', 'origins', 'old keys'],
          all.map(({ key, name, origins, oldKeys }) => [
            key,
            name,
            origins.join(' '),
            oldKeys.join(' '),
          ]),
        );
      }, which),
    );

  withAccount(sites.command('add <name>'))
    .description('make one, and print its script tag')
    .option('--origin <origin>', 'where it is; may be said again', moreOrigins)
    .addHelpText(
      'after',
      "\nExample:\n  waybill sites add 'Acme shop' --origin https://www.example.com",
    )
    .action((name: string, { origin = [], ...which }: Which & { origin?: string[] }) =>
      onAccount(async (home, account, url) => {
        const collector = url();
        const key = await addSite(home, account, nameOf(name), origin);
        return `${scriptTag(scriptUrl(collector, key))}\n`;
      }, which),
    );

  withSite(sites.command('rotate-key'))
    .description('give a site another key, and print its script tag; the old key works on')
    .action((which: Which) =>
      onData(async (home, local, url) => {
        const collector = url();
        const key = await rotateSiteKey(home, local);
        process.stderr.write(
          `${local.site.key} works on. Once no page has it any more: waybill sites revoke-key ${local.site.key}\n`,
        );
        return `${scriptTag(scriptUrl(collector, key))}\n`;
      }, which),
    );

  withAccount(sites.command('revoke-key <key>'))
    .description('end a key that was replaced')
    .action((key: string, which: Which) =>
      onAccount(async (home, account) => {
        const all = await sitesWithOldKeys(home, account);
        if (all.some((site) => site.key === key)) {
          throw new UserError(
            `${key} is the key that its site has. Give it another first: waybill sites rotate-key --site ${key}`,
          );
        }
        if (!(await revokeSiteKey(account.scope, home.db, key, home.deps.now()))) {
          throw new UserError(
            `No site has had the key ${key}. See which there are: waybill sites list`,
          );
        }
        return `${key} is no key any more.\n`;
      }, which),
    );
}
