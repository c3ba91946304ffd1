import { readFileSync } from 'node:fs';
import { type Command, InvalidArgumentError } from 'commander';
import { listRuleSets } from '../../db/rule-sets.ts';
import type { ReplayTold } from '../../domain/replay.ts';
import { Replay } from '../../domain/rule-request.ts';
import { replayRules } from '../../jobs/replay-rules.ts';
import { activateRules, draftRules } from '../../jobs/rules.ts';
import { UserError } from '../user-error.ts';
import { onAccount, scopeOf, type Which, withSite } from './on-data.ts';
import { counted, table, timeCell } from './table.ts';
import { asUserError, toldToUser } from './told.ts';

const VERSIONS_SHOWN = 50;

/** The rules in a file: a list of them. */
function rulesIn(file: string): unknown[] {
  try {
    const read: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (Array.isArray(read)) return read;
  } catch (error) {
    throw new UserError(`${file} cannot be read: ${(error as Error).message}`);
  }
  throw new UserError(`${file} holds no list of rules. docs/routing.md has an example.`);
}

function versionFrom(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('A version is a whole number from 1 on.');
}

function countsTable(
  what: string,
  rows: readonly { name: string | null; was: number; would: number }[],
) {
  return table(
    [what, 'was', 'would be'],
    rows.map(({ name, was, would }) => [name ?? '(removed)', counted(was), counted(would)]),
  );
}

function replayText({ leads, changed, nobody, owners, rules, examples }: ReplayTold): string {
  const head = `Leads: ${counted(leads)}, to somebody else: ${counted(changed)}\n`;
  const none = nobody ? `No rule gives ${counted(nobody)} of them to anybody.\n` : '';
  const rest = examples.length
    ? `\n${table(
        ['lead', 'was', 'would be', 'by', 'since'],
        examples.map(({ lead, was, would }) => [
          lead,
          was?.owner.name ?? '(nobody)',
          would?.owner.name ?? '(nobody)',
          would?.rule ?? '',
          would?.why ?? '',
        ]),
      )}`
    : '';
  return `${head}${none}\n${countsTable('owner', owners)}\n${countsTable('rule', rules)}${rest}`;
}

interface ReplayOptions extends Which {
  version?: number;
  from?: string;
  to?: string;
  limit?: string;
}

/** `waybill rules`: who gets which leads. */
export function addRulesCommands(program: Command): void {
  const rules = program.command('rules').description('who gets which leads');

  withSite(rules.command('list'))
    .description('print the versions of the rules of the account, or of one site')
    .action((which: Which) =>
      onAccount(async (home, account) => {
        const scope = await scopeOf(home, account, which.site);
        const all = await listRuleSets(scope, home.db, VERSIONS_SHOWN);
        return table(
          ['version', 'rules', 'made', 'by', 'in force'],
          all.map((set) => [
            `${set.version}`,
            `${set.rules.length}`,
            timeCell(set.createdAt),
            set.by,
            set.isInForce ? `since ${timeCell(set.activatedAt)}` : '',
          ]),
        );
      }, which),
    );

  withSite(rules.command('show [version]'))
    .description('print the rules in force, or of a version, as they are written to a file')
    .action((version: string | undefined, which: Which) =>
      onAccount(async (home, account) => {
        const scope = await scopeOf(home, account, which.site);
        const all = await listRuleSets(scope, home.db, Number.MAX_SAFE_INTEGER);
        const wanted = version === undefined ? undefined : versionFrom(version);
        const set = all.find((one) =>
          wanted === undefined ? one.isInForce : one.version === wanted,
        );
        if (!set) throw new UserError('There are none. See which there are: waybill rules list');
        return `${JSON.stringify(set.rules, null, 2)}\n`;
      }, which),
    );

  withSite(rules.command('add <file>'))
    .description('check the rules of a file, and keep them as a draft')
    .action((file: string, which: Which) =>
      onAccount(async (home, account) => {
        const scope = await scopeOf(home, account, which.site);
        const kept = { inputs: rulesIn(file), by: 'command line' };
        const version = await draftRules(account.scope, scope, home.deps, kept).catch(asUserError);
        const site = which.site === undefined ? '' : ` --site ${which.site}`;
        process.stderr.write(`Put it in force: waybill rules activate ${version}${site}\n`);
        return `${version}\n`;
      }, which),
    );

  withSite(rules.command('activate <version>'))
    .description('put a version in force, from the next lead on')
    .action((text: string, which: Which) =>
      onAccount(async (home, account) => {
        const scope = await scopeOf(home, account, which.site);
        const version = versionFrom(text);
        await activateRules(account.scope, scope, home.deps, version).catch(asUserError);
        return `Version ${version} is in force.\n`;
      }, which),
    );

  withSite(rules.command('replay [file]'))
    .description('say what rules would have done with past leads, beside what was done')
    .option('--version <version>', 'those of a version, in the place of a file', versionFrom)
    .option('--from <time>', 'leads from then on: 2026-11-01T00:00:00Z; 90 days without it')
    .option('--to <time>', 'leads until then')
    .option('--limit <count>', 'as many leads: 10000 without it')
    .addHelpText(
      'after',
      '\nExample:\n  waybill rules replay rules.json --from 2026-11-01T00:00:00Z',
    )
    .action((file: string | undefined, { version, from, to, limit, ...which }: ReplayOptions) =>
      onAccount(async (home, account) => {
        const scope = await scopeOf(home, account, which.site);
        const { site: _, ...asked } = toldToUser(Replay, {
          ...(file !== undefined && { rules: rulesIn(file) }),
          ...(version !== undefined && { version }),
          ...(from !== undefined && { from }),
          ...(to !== undefined && { to }),
          ...(limit !== undefined && { limit: Number(limit) }),
        });
        return replayText(
          await replayRules(account.scope, scope, home.deps, asked).catch(asUserError),
        );
      }, which),
    );
}
