import { type ChannelChange, channelChanges } from '../../db/classifications.ts';
import { listSites } from '../../db/sites.ts';
import type { Scope } from '../../domain/scope.ts';
import { VERSIONS } from '../../domain/source.ts';
import { reclassify } from '../../jobs/reclassify.ts';
import type { Home } from '../home.ts';
import { counted } from './table.ts';

function changesText(changes: readonly ChannelChange[]): string {
  if (!changes.length) return 'No channel changed.\n';
  const all = changes.reduce((sum, { leads }) => sum + leads, 0);
  const rows = changes.map(({ from, to, leads }) => `  ${from} → ${to}: ${counted(leads)}\n`);
  return `Channels changed: ${counted(all)}\n${rows.join('')}`;
}

/** Classifies the account's leads again; says how far it is on standard error, the rest in return. */
export async function runReclassify({ db, deps }: Home, scope: Scope): Promise<string> {
  const sites = await listSites(scope, db);
  const done = await reclassify(
    sites.map(({ id, accountId }) => ({ accountId, siteId: id })),
    db,
    deps.now,
    (leads, all) => process.stderr.write(`${counted(leads)} of ${counted(all)}\n`),
  );
  const { rules, table } = VERSIONS;
  const judge = `by rules ${rules} and table ${table}`;
  const head = done
    ? `Leads classified ${judge}: ${counted(done)}\n`
    : `Every lead is classified ${judge} already.\n`;
  return head + changesText(await channelChanges(scope, db, VERSIONS));
}
