import { type Command, Option } from 'commander';
import { listMembers, removeMember } from '../../db/members.ts';
import { type Access, MEMBER_ACCESS } from '../../domain/access.ts';
import { addMember, signInLink } from '../setup.ts';
import { UserError } from '../user-error.ts';
import { onAccount, scopeOf, type Which, withAccount } from './on-data.ts';
import { table, timeCell } from './table.ts';
import { nameOf } from './words.ts';

/** `waybill members` and `waybill sign-in`: who may open the dashboard. */
export function addMembersCommands(program: Command): void {
  const members = program.command('members').description('people who may sign in');

  withAccount(members.command('list'))
    .description('print them')
    .action((which: Which) =>
      onAccount(async ({ db }, { scope }) => {
        const all = await listMembers(scope, db);
        return table(
          ['id', 'access', 'site', 'name', 'added'],
          all.map(({ id, access, site, name, createdAt }) => [
            id,
            access,
            site ?? '(all)',
            name,
            timeCell(createdAt),
          ]),
        );
      }, which),
    );

  withAccount(members.command('add <name>'))
    .description('add one, and print a one-time link to the dashboard')
    .option('--site <key>', 'the key of the one site that he sees')
    .addOption(
      new Option('--access <access>', 'what he may').choices(MEMBER_ACCESS).default('read'),
    )
    .addHelpText('after', '\nWithout --site he sees all sites of the account.')
    .action((name: string, { access, ...which }: Which & { access: Access }) =>
      onAccount(async (home, account, url) => {
        const collector = url();
        const scope = await scopeOf(home, account, which.site);
        const memberId = await addMember(home, scope, { name: nameOf(name), access });
        process.stderr.write(`The member ${memberId}, with access ${access}. His link:\n`);
        return `${await signInLink(home, { scope, memberId }, collector)}\n`;
      }, which),
    );

  withAccount(members.command('remove <id>'))
    .description('end a membership and sign it out, at once')
    .action((id: string, which: Which) =>
      onAccount(async ({ db, deps }, { scope }) => {
        if (!(await removeMember(scope, db, id, deps.now()))) {
          throw new UserError(`No member has the id ${id}. See who there is: waybill members list`);
        }
        return `${id} is no member any more.\n`;
      }, which),
    );

  withAccount(program.command('sign-in'))
    .description('print a one-time link to the dashboard')
    .option('--member <id>', 'for whom; without it, for the first admin')
    .action(({ member, ...which }: Which & { member?: string }) =>
      onAccount(async (home, { scope, memberId }, url) => {
        const link = await signInLink(home, { scope, memberId: member ?? memberId }, url());
        return `${link}\n`;
      }, which),
    );
}
