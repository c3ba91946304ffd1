import { text } from 'node:stream/consumers';
import type { Command } from 'commander';
import { Option } from 'commander';
import { listDestinations, removeDestination, resumeDestination } from '../../db/destinations.ts';
import { DESTINATION_KINDS } from '../../delivery/list.ts';
import type { StoredDestination } from '../../domain/destination-request.ts';
import { Failure } from '../../domain/failure.ts';
import { OVERLAP_MS } from '../../domain/grant.ts';
import {
  makeDestination,
  previewOf,
  rotateSigning,
  testDestination,
} from '../../jobs/destinations.ts';
import { UserError } from '../user-error.ts';
import { onAccount, scopeOf, type Which, withAccount } from './on-data.ts';
import { table, timeCell } from './table.ts';
import { durationMs, nameOf } from './words.ts';

/** What cannot be done is told as to a person. */
async function told<T>(task: Promise<T | undefined | false>, id: string): Promise<T> {
  try {
    const done = await task;
    if (done) return done;
  } catch (error) {
    if (error instanceof Failure) throw new UserError(error.message);
    throw error;
  }
  throw new UserError(
    `No destination has the id ${id}. See which there are: waybill destinations list`,
  );
}

function stateOf({ pausedAt, failingSince }: StoredDestination): string {
  if (pausedAt !== null) return `paused ${timeCell(pausedAt)}`;
  return failingSince === null ? 'works' : `failing since ${timeCell(failingSince)}`;
}

/** One more of the parts that were said before it: `to=ann@example.com`. */
function morePairs(said: string, before: Record<string, string> = {}): Record<string, string> {
  const [, name, value] = /^(\w+)=(.*)$/s.exec(said) ?? [];
  if (!name || value === undefined) throw new UserError(`Write it like name=value, not ${said}.`);
  return { ...before, [name]: value };
}

/** Settings as they are meant: yes and no are no words there. */
function settingsFrom(said: Record<string, string>): Record<string, unknown> {
  const meant = (value: string) => (value === 'yes' ? true : value === 'no' ? false : value);
  return Object.fromEntries(Object.entries(said).map(([name, value]) => [name, meant(value)]));
}

interface AddOptions extends Which {
  name: string;
  set?: Record<string, string>;
  secret?: string;
  tests?: true;
}

function addAdd(destinations: Command): void {
  const kinds = DESTINATION_KINDS.map(({ name }) => name).join(', ');
  withAccount(destinations.command('add <kind>'))
    .description(`make one; kinds are ${kinds}`)
    .requiredOption('--name <name>', 'what it is called', nameOf)
    .option('--set <name=value>', 'what its kind asks for; may be said again', morePairs)
    .addOption(
      new Option(
        '--secret <name>',
        'the secret that its kind asks for, read from standard input',
      ).choices(['url', 'key']),
    )
    .option('--tests', 'send it leads that are tests, too')
    .option('--site <key>', 'the key of the one site whose leads it gets')
    .addHelpText(
      'after',
      `
docs/destinations.md says what each kind asks for.

Examples:
  waybill destinations add webhook --name CRM --set url=https://crm.example.com/waybill
  waybill destinations add slack --name Sales --secret url < slack-url.txt
  waybill destinations add mail --name Ann --set provider=resend --set from=leads@example.com \\
    --set to=ann@example.com --secret key < resend-key.txt`,
    )
    .action((kind: string, { name, set = {}, secret, tests, ...which }: AddOptions) =>
      onAccount(async (home, account) => {
        const scope = await scopeOf(home, account, which.site);
        const secrets = secret ? { [secret]: (await text(process.stdin)).trim() } : {};
        const settings = settingsFrom(set);
        const asked = { kind, name, settings, secrets, accepts_tests: tests === true };
        const made = await told(makeDestination(scope, home.deps, asked), '');
        if (made.signingSecret !== null) {
          process.stderr.write(`Its requests are signed with this secret, shown this once:\n`);
          process.stderr.write(`${made.signingSecret}\n`);
        }
        return `${made.id}\n`;
      }, which),
    );
}

const jsonText = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;

function addTrying(destinations: Command): void {
  withAccount(destinations.command('test <id>'))
    .description('send it a lead that nobody sent, and say what was answered')
    .action((id: string, which: Which) =>
      onAccount(async ({ deps }, { scope }) => {
        const { outcome, note, answer } = await told(testDestination(scope, deps, id), id);
        if (outcome !== 'delivered') process.exitCode = 1;
        return `${note}\n${answer && `${answer}\n`}`;
      }, which),
    );

  withAccount(destinations.command('preview <id> <lead>'))
    .description('print what it would be sent of a lead')
    .action((id: string, lead: string, which: Which) =>
      onAccount(async ({ deps }, { scope }, url) => {
        const telling = { ...deps, publicUrl: deps.publicUrl ?? url() };
        return jsonText(await told(previewOf(scope, telling, id, lead), id));
      }, which),
    );
}

/** `waybill destinations`: where leads are sent. */
export function addDestinationsCommands(program: Command): void {
  const destinations = program.command('destinations').description('where leads are sent');

  withAccount(destinations.command('list'))
    .description('print them')
    .action((which: Which) =>
      onAccount(async ({ db }, { scope }) => {
        const all = await listDestinations(scope, db);
        return table(
          ['id', 'kind', 'name', 'site', 'state'],
          all.map((one) => [one.id, one.kind, one.name, one.site ?? '(all)', stateOf(one)]),
        );
      }, which),
    );

  addAdd(destinations);
  addTrying(destinations);

  withAccount(destinations.command('rotate <id>'))
    .description('sign by a new secret; the one before signs beside it for a while')
    .option('--overlap <time>', 'how long: 0, 2h, 7d', durationMs, OVERLAP_MS)
    .action((id: string, { overlap, ...which }: Which & { overlap: number }) =>
      onAccount(async ({ deps }, { scope }) => {
        return `${await told(rotateSigning(scope, deps, id, overlap), id)}\n`;
      }, which),
    );

  withAccount(destinations.command('resume <id>'))
    .description('send it what waits for it, after it was paused')
    .action((id: string, which: Which) =>
      onAccount(async ({ db }, { scope }) => {
        await told(resumeDestination(scope, db, id), id);
        return 'It is sent what waits for it.\n';
      }, which),
    );

  withAccount(destinations.command('remove <id>'))
    .description('send it nothing more')
    .action((id: string, which: Which) =>
      onAccount(async ({ db, deps }, { scope }) => {
        await told(removeDestination(scope, db, id, deps.now()), id);
        return 'Nothing is sent there any more.\n';
      }, which),
    );
}
