import type { Command } from 'commander';
import { applyTombstones } from '../../jobs/apply-tombstones.ts';
import { projectAgain, projectInbox } from '../../jobs/project.ts';
import { onCollector } from './on-data.ts';
import { counted } from './table.ts';

/** `waybill project`: makes the tables from the messages that are kept. */
export function addProjectCommand(program: Command): void {
  program
    .command('project')
    .description('turn messages that wait into sessions and leads, as a running collector does')
    .option('--again', 'those, too, that were projected before and are still kept')
    .addHelpText(
      'after',
      `
What is there stays as it is; what is missing comes back, save what was erased. It may be
interrupted, and run again.`,
    )
    .action(({ again }: { again?: true }) =>
      onCollector(async ({ deps }) => {
        let done = 0;
        const show = (rows: number) => process.stderr.write(`${counted(rows)} messages\n`);
        await projectInbox({
          ...deps,
          projected: (rows) => {
            done += rows;
            show(done);
          },
        });
        if (again) {
          done = await projectAgain(deps, show);
          // Who was erased meanwhile may have been read before, and written after.
          await applyTombstones(deps.db, deps.keyring);
        }
        return `Messages projected: ${counted(done)}\n`;
      }),
    );
}
