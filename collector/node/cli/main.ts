import { Command } from 'commander';
import { readNodeSettings, SettingsError } from '../../config.ts';
import type { Deps } from '../../deps.ts';
import { scriptTag, scriptUrl, siteScript, stubTag, withEveryTool } from '../../domain/snippet.ts';
import { allowOrigin, type LocalSite } from '../setup.ts';
import { UserError } from '../user-error.ts';
import { addAccountsCommands } from './accounts.ts';
import { type ClassifyOptions, runClassify } from './classify.ts';
import { addDataCommands } from './data.ts';
import { addDeliveriesCommands } from './deliveries.ts';
import { addDestinationsCommands } from './destinations.ts';
import { addInitCommand } from './init.ts';
import { addKeysCommands } from './keys.ts';
import { addMembersCommands } from './members.ts';
import { onAccount, onCollector, onData, type Which, withAccount, withSite } from './on-data.ts';
import { addOwnersCommands } from './owners.ts';
import { addPersonCommands } from './person.ts';
import { addProjectCommand } from './project.ts';
import { runReclassify } from './reclassify.ts';
import { addRulesCommands } from './rules.ts';
import { addSettingsCommands } from './settings.ts';
import { addSitesCommands } from './sites.ts';
import { runStart } from './start.ts';
import { originOf } from './words.ts';

interface SnippetOptions extends Which {
  all?: true;
  debug?: true;
}

function printedScript({ snippet }: Deps, site: LocalSite, url: string, all: boolean): string {
  const settings = all ? withEveryTool(site.settings) : site.settings;
  return siteScript(snippet, { ...site, settings }, url, 'collector');
}

const program = new Command('waybill')
  .description('Where every lead came from, carried with the lead.')
  .showHelpAfterError('(waybill --help shows what there is)');

program
  .command('start')
  .description('run the collector and the demo site')
  .option('--no-demo', 'without the demo site')
  .action((options: { demo: boolean }) => runStart(readNodeSettings(process.env), options.demo));

addInitCommand(program);

withSite(program.command('tag'))
  .description('print the script tag to paste')
  .option('--stub', 'with the stub before it, which notes what happens until the script is there')
  .action(({ stub, ...which }: Which & { stub?: true }) =>
    onData(({ deps }, { site }, url) => {
      const tag = `${scriptTag(scriptUrl(url(), site.key))}\n`;
      return stub ? `${stubTag(deps.snippet)}\n${tag}` : tag;
    }, which),
  );

withSite(program.command('snippet'))
  .description("print a site's script, to host it yourself")
  .option('--all', 'with every form tool, dialect and consent tool, whatever the settings say')
  .option('--debug', 'print the overlay instead, which is the same for all sites')
  .addHelpText(
    'after',
    `
Examples:
  waybill snippet --site 4n0t7q2m1c8k > public/waybill.js
  waybill snippet --all > public/waybill.js`,
  )
  .action((options: SnippetOptions, command: Command) => {
    if (!options.site && !options.all && !options.debug) {
      command.error("error: required option '--site <key>' not specified");
    }
    if (options.debug) return onCollector(async ({ deps }) => deps.snippet.debug);
    return onData(
      ({ deps }, { site }, url) => printedScript(deps, site, url(), options.all === true),
      options,
    );
  });

addMembersCommands(program);

const origins = program.command('origins').description('the origins that may collect');
withSite(origins.command('list'))
  .description('print them')
  .action((which: Which) => onData((_home, { site }) => `${site.origins.join('\n')}\n`, which));
withSite(origins.command('add <origin>'))
  .description('allow one more')
  .addHelpText('after', '\nExample:\n  waybill origins add https://www.example.com')
  .action((text: string, which: Which) =>
    onData(async (home, local) => {
      const origin = originOf(text);
      await allowOrigin(home, local, origin);
      return `${origin} may collect.\n`;
    }, which),
  );

addSettingsCommands(program);
addProjectCommand(program);
addDataCommands(program);

addAccountsCommands(program);
addSitesCommands(program);
addKeysCommands(program);
addOwnersCommands(program);
addRulesCommands(program);
addPersonCommands(program);
addDestinationsCommands(program);
addDeliveriesCommands(program);

program
  .command('classify')
  .description('say where an arrival came from, and what says so')
  .option('--landing <url>', 'the address that was landed on, with all its parameters')
  .option('--referrer <url>', 'where it came from, if the browser told')
  .option('--jsonl', 'answer standard input line by line: {"landing_url": "…", "referrer": "…"}')
  .addHelpText(
    'after',
    `
Examples:
  waybill classify --landing 'https://www.example.com/?gclid=abc' --referrer https://www.google.com/
  waybill classify --jsonl < arrivals.jsonl > sources.jsonl

An "id" in a line of input is given back with its answer. A line that cannot be read is answered
by {"error": …, "line": …}, and the exit code is then 1. No data folder is needed.`,
  )
  .action((options: ClassifyOptions, command: Command) =>
    runClassify(options, () => command.help({ error: true })),
  );

withAccount(program.command('reclassify'))
  .description('classify the stored leads again, beside what they were classified as')
  .action((which: Which) => onAccount((home, { scope }) => runReclassify(home, scope), which));

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof UserError || error instanceof SettingsError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
