import { type Command, InvalidArgumentError } from 'commander';
import { listMembers } from '../../db/members.ts';
import { changeOwner, insertOwner, listOwners } from '../../db/owners.ts';
import { Calendar, calendarWords } from '../../domain/business-time.ts';
import { NewOwner, OwnerChange, type StoredOwner } from '../../domain/owner.ts';
import { endOwner } from '../../jobs/rules.ts';
import { UserError } from '../user-error.ts';
import { onAccount, scopeOf, type Which, withAccount, withSite } from './on-data.ts';
import { table } from './table.ts';
import { asUserError, toldToUser } from './told.ts';
import { nameOf } from './words.ts';

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

type Hours = Record<string, [string, string][]>;

/** The hours of some days, as `mon-fri 09:00-12:00,13:00-17:00`, with those that were said before. */
function moreHours(text: string, before: Hours = {}): Hours {
  const [, first = '', last = first, spans = ''] =
    /^([a-z]{3})(?:-([a-z]{3}))? +([\d:,-]+)$/i.exec(text.trim()) ?? [];
  const [from, to] = [first, last].map((day) => DAYS.indexOf(day.toLowerCase()));
  if (from === undefined || to === undefined || from < 0 || to < from) {
    throw new InvalidArgumentError("Write it like 'mon-fri 09:00-12:00,13:00-17:30'.");
  }
  const hours = spans.split(',').map((span): [string, string] => {
    const [opens = '', closes = ''] = span.split('-');
    return [opens, closes];
  });
  return { ...before, ...Object.fromEntries(DAYS.slice(from, to + 1).map((day) => [day, hours])) };
}

function moreDates(text: string, before: string[] = []): string[] {
  return [...before, text];
}

/** What is said of an owner on the command line. */
interface Said {
  email?: string;
  member?: string;
  timeZone?: string;
  hours?: Hours;
  holiday?: string[];
}

function withOwner(command: Command): Command {
  return command
    .option('--email <address>', 'where he is told of leads')
    .option('--member <id>', 'the member that he is')
    .option('--time-zone <zone>', 'by whose clock he works: Europe/Berlin')
    .option('--hours <hours>', "when he works: 'mon-fri 09:00-17:30'; may be said again", moreHours)
    .option('--holiday <date>', 'when he does not: 2026-12-25; may be said again', moreDates);
}

/** What was said of a calendar, and for the rest what was there before. */
function calendarSaid({ timeZone, hours, holiday }: Said, before: Calendar) {
  if (!(timeZone ?? hours ?? holiday)) return undefined;
  return {
    time_zone: timeZone ?? before.time_zone,
    hours: hours ?? before.hours,
    holidays: holiday ?? before.holidays,
  };
}

function partsSaid({ email, member }: Said, calendar: object | undefined) {
  return {
    ...(email !== undefined && { email }),
    ...(member !== undefined && { member }),
    ...(calendar && { calendar }),
  };
}

type Account = { scope: { accountId: string } };
type Db = Parameters<typeof listOwners>[1];

async function checkMember(db: Db, { scope }: Account, { member }: Said): Promise<void> {
  if (member === undefined) return;
  if ((await listMembers(scope, db)).some(({ id }) => id === member)) return;
  throw new UserError(`No member has the id ${member}. See which there are: waybill members list`);
}

async function ownerOf(db: Db, { scope }: Account, id: string): Promise<StoredOwner> {
  const owner = (await listOwners(scope, db)).find((one) => one.id === id);
  if (owner) return owner;
  throw new UserError(`No owner has the id ${id}. See which there are: waybill owners list`);
}

/** `waybill owners`: whom leads are routed to. */
export function addOwnersCommands(program: Command): void {
  const owners = program
    .command('owners')
    .description('people and queues that leads are routed to');

  withAccount(owners.command('list'))
    .description('print them')
    .action((which: Which) =>
      onAccount(async ({ db }, { scope }) => {
        const all = await listOwners(scope, db);
        return table(
          ['id', 'kind', 'name', 'site', 'hours'],
          all.map(({ id, kind, name, site, calendar }) => [
            id,
            kind,
            name,
            site ?? '(all)',
            calendarWords(calendar),
          ]),
        );
      }, which),
    );

  withOwner(withSite(owners.command('add <name>')))
    .description('add one; without hours he always works')
    .option('--queue', 'a queue, that several people look after')
    .addHelpText(
      'after',
      `
Examples:
  waybill owners add Ann --time-zone Europe/Berlin --hours 'mon-thu 09:00-17:30' \\
    --hours 'fri 09:00-15:00' --holiday 2026-12-25
  waybill owners add Sales --queue`,
    )
    .action((name: string, { queue, ...said }: Said & Which & { queue?: true }) =>
      onAccount(async (home, account) => {
        const scope = await scopeOf(home, account, said.site);
        await checkMember(home.db, account, said);
        const parts = partsSaid(said, calendarSaid(said, Calendar.parse({})));
        const asked = { name: nameOf(name), kind: queue ? 'queue' : 'person', ...parts };
        const { member, site: _, ...owner } = toldToUser(NewOwner, asked);
        const id = home.deps.newId();
        const createdAt = home.deps.now();
        await insertOwner(scope, home.db, { ...owner, id, memberId: member, createdAt });
        return `${id}\n`;
      }, said),
    );

  withOwner(withAccount(owners.command('change <id>')))
    .description('change what is said here, and leave the rest')
    .option('--name <name>', 'what he is called', nameOf)
    .action((id: string, { name, ...said }: Said & Which & { name?: string }) =>
      onAccount(async ({ db }, account) => {
        const { calendar } = await ownerOf(db, account, id);
        await checkMember(db, account, said);
        const parts = partsSaid(said, calendarSaid(said, calendar));
        const change = toldToUser(OwnerChange, { ...(name !== undefined && { name }), ...parts });
        await changeOwner(account.scope, db, id, change);
        const changed = await ownerOf(db, account, id);
        return `${changed.name}: ${calendarWords(changed.calendar)}\n`;
      }, said),
    );

  withAccount(owners.command('remove <id>'))
    .description('route nothing to him any more; what is his stays his')
    .action((id: string, which: Which) =>
      onAccount(async ({ db, deps }, account) => {
        const { name } = await ownerOf(db, account, id);
        await endOwner(account.scope, deps, id).catch(asUserError);
        return `Nothing is routed to ${name} any more.\n`;
      }, which),
    );
}
