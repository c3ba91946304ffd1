import type { Command } from 'commander';
import { readNodeSettings } from '../../config.ts';
import { scriptTag, scriptUrl } from '../../domain/snippet.ts';
import { openHome } from '../home.ts';
import { setUp, signInLink } from '../setup.ts';
import { urlOf } from './on-data.ts';
import { row } from './table.ts';
import { moreOrigins, nameOf } from './words.ts';

interface InitOptions {
  name?: string;
  site?: string;
  origin?: string[];
}

/** Makes the tables and the first account, or says that they are there. */
async function runInit({ name, site: siteName, origin = [] }: InitOptions): Promise<void> {
  const settings = readNodeSettings(process.env);
  // The key is shown once: nothing may fail between its making and its showing.
  const url = urlOf(settings);
  const home = await openHome(settings);
  try {
    const local = await setUp(home, origin, {
      ...(name !== undefined && { name }),
      ...(siteName !== undefined && { siteName }),
    });
    const { site, newKey } = local;
    process.stdout.write(
      [
        newKey
          ? '\nMade the account, its admin, its site and a key.\n\n'
          : '\nThere is an account already, and nothing was changed.\n\n',
        row('Script tag', scriptTag(scriptUrl(url, site.key))),
        row(
          'Collects on',
          site.origins.join(' ') || 'no site yet: npx waybill origins add https://www.example.com',
        ),
        row('Dashboard', newKey ? await signInLink(home, local, url) : 'npx waybill sign-in'),
        newKey ? row('', 'signs you in once, within a day; another: npx waybill sign-in') : '',
        row(
          'API key',
          newKey ? `${newKey}   (shown this once; it may read)` : 'npx waybill keys add',
        ),
        row('Data', home.place),
        '\n',
      ].join(''),
    );
  } finally {
    await home.close();
  }
}

/** `waybill init`: the first account, of a deployment on Workers, too. */
export function addInitCommand(program: Command): void {
  program
    .command('init')
    .description('make the tables, and the first account with its admin, site and key')
    .option('--name <name>', 'what the account is called', nameOf)
    .option('--site <name>', 'what its site is called', nameOf)
    .option('--origin <origin>', 'where the site is; may be said again', moreOrigins)
    .addHelpText(
      'after',
      `
Where there is an account, nothing is changed and no secret is shown.

Example:
  waybill init --name Acme --site 'Acme shop' --origin https://www.example.com`,
    )
    .action(runInit);
}
