import { addClassifications, countUnjudged, unjudgedLeads } from '../db/classifications.ts';
import type { Database } from '../db/database.ts';
import { classificationOf } from '../domain/classification.ts';
import type { Scope } from '../domain/scope.ts';
import { VERSIONS } from '../domain/source.ts';

const LEADS_PER_TURN = 400;

/** Classifies the leads of a site that are not yet, and tells how many after every page. */
async function reclassifySite(
  scope: Required<Scope>,
  db: Database,
  now: () => number,
  classified: (leads: number) => void,
): Promise<void> {
  let after: string | undefined = '';
  while (after !== undefined) {
    const leads = await unjudgedLeads(scope, db, VERSIONS, LEADS_PER_TURN, after);
    after = leads.at(-1)?.id;
    if (!leads.length) continue;
    const at = now();
    await addClassifications(
      scope,
      db,
      leads.map((lead) => classificationOf(lead, at)),
    );
    classified(leads.length);
  }
}

/**
 * Classifies again whatever these rules and this table have not judged, as a row beside the earlier
 * ones. Cut off anywhere, the next run goes on from there.
 *
 * @param progress told after every page
 * @returns how many leads it classified
 */
export async function reclassify(
  scopes: readonly Required<Scope>[],
  db: Database,
  now: () => number,
  progress: (done: number, all: number) => void,
): Promise<number> {
  let all = 0;
  let done = 0;
  for (const scope of scopes) all += await countUnjudged(scope, db, VERSIONS);
  for (const scope of scopes) {
    await reclassifySite(scope, db, now, (leads) => {
      done += leads;
      // Others may have come in the meantime.
      progress(done, Math.max(done, all));
    });
  }
  return done;
}
