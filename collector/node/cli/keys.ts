import type { Command } from 'commander';
import { Option } from 'commander';
import { listKeys, revokeKey } from '../../db/keys.ts';
import { ACCESS, type Access } from '../../domain/access.ts';
import { OVERLAP_MS } from '../../domain/grant.ts';
import type { StoredKey } from '../../domain/tenant-json.ts';
import { makeKey, rotateKey } from '../../jobs/grant.ts';
import { UserError } from '../user-error.ts';
import { onAccount, scopeOf, type Which, withAccount } from './on-data.ts';
import { table, timeCell } from './table.ts';
import { durationMs, nameOf } from './words.ts';

function stateOf({ expiresAt, revokedAt }: StoredKey, now: number): string {
  if (revokedAt !== null) return `revoked ${timeCell(revokedAt)}`;
  if (expiresAt === null) return 'works';
  return `${expiresAt > now ? 'works until' : 'expired'} ${timeCell(expiresAt)}`;
}

function unknownKey(id: string): UserError {
  return new UserError(`No key has the id ${id} and works. See which there are: waybill keys list`);
}

interface AddOptions extends Which {
  access: Access;
  name?: string;
  expires?: number;
}

/** `waybill keys`: secret keys for the API. */
export function addKeysCommands(program: Command): void {
  const keys = program.command('keys').description('secret keys for the API');

  withAccount(keys.command('list'))
    .description('print them, by their ids; no key can be shown again')
    .action((which: Which) =>
      onAccount(async ({ db, deps }, { scope }) => {
        const all = await listKeys(scope, db);
        return table(
          ['id', 'access', 'site', 'name', 'made', 'state'],
          all.map((key) => [
            key.id,
            key.access,
            key.site ?? '(all)',
            key.name,
            timeCell(key.createdAt),
            stateOf(key, deps.now()),
          ]),
        );
      }, which),
    );

  withAccount(keys.command('add'))
    .description('make one; it is shown this once')
    .option('--site <key>', 'the key of the one site that it is for')
    .addOption(new Option('--access <access>', 'what it may').choices(ACCESS).default('read'))
    .option('--name <name>', 'what it is for', nameOf)
    .option('--expires <time>', 'how long it works: 30m, 24h, 90d', durationMs)
    .addHelpText(
      'after',
      `
Without --site it is for all sites of the account.

Examples:
  waybill keys add --access write --name 'CRM' --expires 365d
  waybill keys add --access collect --site 4n0t7q2m1c8k`,
    )
    .action(({ access, name = '', expires: validMs, ...which }: AddOptions) =>
      onAccount(async (home, account) => {
        const scope = await scopeOf(home, account, which.site);
        const { id, secret } = await makeKey(scope, home.deps, {
          access,
          name,
          validMs,
        });
        process.stderr.write(`The key ${id}, with access ${access}, shown this once:\n`);
        return `${secret}\n`;
      }, which),
    );

  withAccount(keys.command('rotate <id>'))
    .description('make one that may the same; the old one works a while longer')
    .option('--overlap <time>', 'how long: 0, 2h, 7d', durationMs, OVERLAP_MS)
    .action((id: string, { overlap, ...which }: Which & { overlap: number }) =>
      onAccount(async ({ deps }, { scope }) => {
        const made = await rotateKey(scope, deps, id, overlap);
        if (!made) throw unknownKey(id);
        const ends = overlap ? `works until ${timeCell(deps.now() + overlap)} UTC` : 'is ended';
        process.stderr.write(`${id} ${ends}. In its place ${made.id}, shown this once:\n`);
        return `${made.secret}\n`;
      }, which),
    );

  withAccount(keys.command('revoke <id>'))
    .description('end one, at once')
    .action((id: string, which: Which) =>
      onAccount(async ({ db, deps }, { scope }) => {
        if (!(await revokeKey(scope, db, id, deps.now()))) throw unknownKey(id);
        return `${id} is no key any more.\n`;
      }, which),
    );
}
