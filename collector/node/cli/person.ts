import type { Command } from 'commander';
import { Asked, type Named } from '../../domain/person.ts';
import { countsOf, personJson } from '../../domain/person-json.ts';
import type { Scope } from '../../domain/scope.ts';
import { erasePerson } from '../../jobs/erase.ts';
import { exportPerson } from '../../jobs/export-person.ts';
import { iso } from '../../routes/time.ts';
import type { Home } from '../home.ts';
import { UserError } from '../user-error.ts';
import { onAccount, scopeOf, type Which, withSite } from './on-data.ts';

interface Options extends Which {
  lead?: string;
  visitor?: string;
  email?: string;
  phone?: string;
  yes?: true;
}

const jsonText = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;

function namedBy({ lead, visitor, email, phone }: Options): Named {
  const given = Object.entries({ lead, visitor, email, phone }).filter(([, value]) => value);
  const asked = Asked.safeParse(Object.fromEntries(given));
  if (asked.success) return asked.data.named;
  const [fault] = asked.error.issues;
  throw new UserError(
    fault?.path.length
      ? `--${fault.path.join('.')} ${fault.message}.`
      : 'Say who by one of --email, --phone, --lead and --visitor.',
  );
}

/** A command about a person, however he is named. */
function personCommand(
  parent: Command,
  name: string,
  run: (home: Home, scope: Scope, named: Named, options: Options) => Promise<object>,
): Command {
  return withSite(parent.command(name))
    .option('--email <address>', 'by an address that came with a lead')
    .option('--phone <number>', 'by a telephone number that came with a lead')
    .option('--lead <id>', 'by a lead: waybill_id in the form or the CRM')
    .option('--visitor <id>', 'by the browser')
    .action((options: Options) => {
      const named = namedBy(options);
      return onAccount(async (home, account) => {
        const scope = await scopeOf(home, account, options.site);
        return jsonText(await run(home, scope, named, options));
      }, options);
    });
}

/** `waybill person`: what is stored of somebody, to be handed over or erased. */
export function addPersonCommands(program: Command): void {
  const person = program.command('person').description('what is stored of a person');

  personCommand(person, 'export', async ({ deps }, scope, named) =>
    personJson(await exportPerson(deps, scope, named), iso),
  ).description('print all that is stored of somebody, as JSON');

  personCommand(person, 'erase', async ({ deps }, scope, named, { yes }) => {
    if (yes) return erasePerson(deps, scope, named);
    const data = await exportPerson(deps, scope, named);
    process.stderr.write('Nothing is removed yet. Add --yes to remove this for good.\n');
    return { would_remove: countsOf(data), kept: data.leftOut };
  })
    .description('erase somebody for good, and print what was removed')
    .option('--yes', 'do it; without this, only what would be removed is printed')
    .addHelpText(
      'after',
      `
Examples:
  waybill person erase --email ann@example.com
  waybill person erase --email ann@example.com --yes`,
    );
}
