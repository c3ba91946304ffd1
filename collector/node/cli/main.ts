import { Command } from 'commander';
import { type NodeSettings, readNodeSettings, SettingsError } from '../../config.ts';
import { scriptTag, scriptUrl, siteScript } from '../../domain/snippet.ts';
import { type Home, openHome } from '../home.ts';
import { addKey, allowOrigin, type Local, setUp, signInLink } from '../setup.ts';
import { UserError } from '../user-error.ts';
import { runStart } from './start.ts';

type Task = (home: Home, local: Local, url: () => string) => Promise<string> | string;

/** Where browsers reach the collector; only the embedded home may be told without being asked. */
function urlOf(settings: NodeSettings): string {
  if (settings.WAYBILL_PUBLIC_URL) return settings.WAYBILL_PUBLIC_URL;
  if (!settings.WAYBILL_DATABASE_URL) return `http://localhost:${settings.PORT}`;
  throw new UserError(
    'Set WAYBILL_PUBLIC_URL to where browsers reach the collector: https://collect.example.com',
  );
}

/** Runs a task on the data folder, beside a collector that may be running on it, and prints. */
async function onData(task: Task) {
  const settings = readNodeSettings(process.env);
  const home = await openHome(settings);
  try {
    const local = await setUp(home);
    if (local.newKey) {
      process.stderr.write(`Made your account. Its API key, shown this once: ${local.newKey}\n`);
    }
    process.stdout.write(await task(home, local, () => urlOf(settings)));
  } finally {
    home.close();
  }
}

function originOf(text: string): string {
  try {
    const { origin } = new URL(text);
    if (/^https?:/.test(origin)) return origin;
  } catch {}
  throw new UserError(`${text} is not an origin. Write it like https://www.example.com`);
}

const program = new Command('waybill')
  .description('Where every lead came from, carried with the lead.')
  .showHelpAfterError('(waybill --help shows what there is)');

program
  .command('start')
  .description('run the collector and the demo site')
  .option('--no-demo', 'without the demo site')
  .action((options: { demo: boolean }) => runStart(readNodeSettings(process.env), options.demo));

program
  .command('tag')
  .description('print the script tag to paste')
  .action(() => onData((_home, { site }, url) => `${scriptTag(scriptUrl(url(), site.key))}\n`));

program
  .command('snippet')
  .description("print a site's script, to host it yourself")
  .requiredOption('--site <key>', "the site's key")
  .addHelpText('after', '\nExample:\n  waybill snippet --site 4n0t7q2m1c8k > public/waybill.js')
  .action(({ site: key }: { site: string }) =>
    onData(({ deps }, { site }, url) => {
      if (key !== site.key) {
        throw new UserError(`No site has the key ${key}. The key of your site is ${site.key}`);
      }
      return siteScript(deps.snippet, key, url());
    }),
  );

program
  .command('sign-in')
  .description('print a one-time link to the dashboard')
  .action(() => onData(async (home, local, url) => `${await signInLink(home, local, url())}\n`));

const origins = program.command('origins').description('the origins that may collect');
origins
  .command('list')
  .description('print them')
  .action(() => onData((_home, { site }) => `${site.origins.join('\n')}\n`));
origins
  .command('add <origin>')
  .description('allow one more')
  .addHelpText('after', '\nExample:\n  waybill origins add https://www.example.com')
  .action((text: string) =>
    onData(async (home, local) => {
      const origin = originOf(text);
      await allowOrigin(home, local, origin);
      return `${origin} may collect.\n`;
    }),
  );

program
  .command('keys')
  .description('secret keys for the API')
  .command('add')
  .description('make one; it is shown this once')
  .action(() => onData(async (home, local) => `${await addKey(home, local)}\n`));

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof UserError || error instanceof SettingsError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
