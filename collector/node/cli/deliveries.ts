import type { Command } from 'commander';
import { Option } from 'commander';
import { listDeliveries, replayDeliveries, type ToReplay } from '../../db/deliveries.ts';
import { DELIVERY_STATES, type StoredDelivery } from '../../domain/delivery-log.ts';
import { UserError } from '../user-error.ts';
import { onAccount, type Which, withAccount } from './on-data.ts';
import { counted, table, timeCell } from './table.ts';

const LISTED = 50;

interface ListOptions extends Which {
  lead?: string;
  destination?: string;
  state?: StoredDelivery['state'];
}

interface ReplayOptions extends Which {
  id?: string;
  since?: number;
  until?: number;
  destination?: string;
}

function timeOf(text: string): number {
  const at = Date.parse(text);
  if (Number.isNaN(at)) throw new UserError('Write a time like 2026-11-22T09:00:00Z.');
  return at;
}

function toReplay({ id, since, until, destination }: ReplayOptions): ToReplay {
  if (id !== undefined) return { id };
  if (since !== undefined) return { from: since, to: until, destination };
  throw new UserError('Say which: --id ID, or --since TIME for those that ended dead since then.');
}

/** `waybill deliveries`: what was sent to destinations, and what became of it. */
export function addDeliveriesCommands(program: Command): void {
  const all = program.command('deliveries').description('what was sent to destinations');

  withAccount(all.command('list'))
    .description(`print the newest ${LISTED}`)
    .option('--lead <id>', 'those of a lead')
    .option('--destination <id>', 'those to a destination')
    .addOption(new Option('--state <state>', 'those that are so').choices(DELIVERY_STATES))
    .action(({ lead, destination, state, ...which }: ListOptions) =>
      onAccount(async ({ db }, { scope }) => {
        const asked = { lead, destination, state, limit: LISTED };
        const found = await listDeliveries(scope, db, asked);
        return table(
          ['id', 'made', 'lead', 'to', 'what', 'state', 'tries', 'why'],
          found.map((one) => [
            one.id,
            timeCell(one.createdAt),
            one.leadId,
            one.destination,
            one.what,
            one.state,
            `${one.attempts}`,
            one.reason,
          ]),
        );
      }, which),
    );

  withAccount(all.command('replay'))
    .description('send some again, by the same message ids')
    .option('--id <id>', 'one, whatever became of it')
    .option('--since <time>', 'those that ended dead since then', timeOf)
    .option('--until <time>', 'and until then', timeOf)
    .option('--destination <id>', 'only to this one')
    .addHelpText('after', '\nExample:\n  waybill deliveries replay --since 2026-11-22T09:00:00Z')
    .action((options: ReplayOptions) =>
      onAccount(async ({ db, deps }, { scope }) => {
        const replayed = await replayDeliveries(scope, db, toReplay(options), deps.now());
        return `Deliveries that wait again: ${counted(replayed)}\n`;
      }, options),
    );
}
