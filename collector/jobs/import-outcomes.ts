import type { Deps } from '../deps.ts';
import { outcomesIn } from '../domain/outcome-csv.ts';
import type { Scope } from '../domain/scope.ts';
import { type Recorded, recordEvents } from './record-events.ts';

const LINES_AT_ONCE = 500;

/** What became of a table, and of each line of it. */
export interface Import {
  lines: number;
  recorded: number;
  known: number;
  refused: number;
  report: (Omit<Recorded, 'index'> & { line: number })[];
}

/**
 * Records the outcomes of a table, line by line. The same table again changes nothing.
 * @throws {Failure} where it is no table
 */
export async function importOutcomes(
  scope: Scope,
  deps: Pick<Deps, 'db' | 'keyring' | 'now' | 'newId'>,
  text: string,
): Promise<Import> {
  const lines = outcomesIn(text);
  const file = await deps.keyring.hash(scope.accountId, 'table', text);
  const report: Import['report'] = [];
  for (let from = 0; from < lines.length; from += LINES_AT_ONCE) {
    const some = lines.slice(from, from + LINES_AT_ONCE);
    const heard = { via: 'csv', key: `${file} ${from}` } as const;
    const told = some.map((line) => line.told);
    for (const { index, ...recorded } of await recordEvents(scope, deps, told, heard)) {
      report.push({ line: some[index]?.line ?? 0, ...recorded });
    }
  }
  const count = (status: Recorded['status']) =>
    report.filter((line) => line.status === status).length;
  return {
    lines: report.length,
    ...{ recorded: count('recorded'), known: count('known'), refused: count('refused') },
    report,
  };
}
