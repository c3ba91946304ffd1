import { arrivalsOf } from '../db/arrivals.ts';
import { listLeads } from '../db/leads.ts';
import { timelinesOf } from '../db/timeline.ts';
import type { Deps } from '../deps.ts';
import type { StoredLead } from '../domain/lead-json.ts';
import { completenessOfAll, type Manifest, manifestOf } from '../domain/manifest.ts';
import type { Scope } from '../domain/scope.ts';
import { stateOf } from '../domain/timeline.ts';

/** What leads are taken together by. */
export const COMPLETENESS_BY = ['form', 'source', 'site', 'destination'] as const;
export type CompletenessBy = (typeof COMPLETENESS_BY)[number];

/** The newest are looked at: what is asked for is what is lost now. */
const LEADS_LOOKED_AT = 1_000;
const LEADS_AT_ONCE = 200;

interface Judged {
  stored: StoredLead;
  manifest: Manifest;
  /** Where it arrived. */
  destinations: string[];
}

async function judged(scope: Scope, { db }: Pick<Deps, 'db'>, some: readonly StoredLead[]) {
  const refs = some.map(({ lead: { siteId, id } }) => ({ siteId, id }));
  const [timelines, arrivals] = await Promise.all([
    timelinesOf(scope, db, refs),
    arrivalsOf(scope, db, refs),
  ]);
  return some.map((stored): Judged => {
    const { lead, classification } = stored;
    const { events = [], assignment = null } = timelines.get(`${lead.siteId}/${lead.id}`) ?? {};
    const state = stateOf(events, assignment);
    return {
      stored,
      manifest: manifestOf({ lead, classification, assignment, state }),
      destinations: arrivals
        .filter(({ siteId, leadId }) => siteId === lead.siteId && leadId === lead.id)
        .map(({ destination }) => destination),
    };
  });
}

function groupsOf({ stored, destinations }: Judged, by: CompletenessBy): string[] {
  const { lead, classification, siteKey } = stored;
  switch (by) {
    case 'form':
      return [lead.form.name || lead.form.id];
    case 'source':
      return [`${classification.source} / ${classification.medium}`];
    case 'site':
      return [siteKey];
    case 'destination':
      return destinations;
  }
}

/** How much of the newest leads' manifests is there, together and by what they have in common. */
export async function readCompleteness(scope: Scope, deps: Pick<Deps, 'db'>, by: CompletenessBy) {
  const leads = await listLeads(scope, deps.db, { limit: LEADS_LOOKED_AT, labels: [''] });
  const all: Judged[] = [];
  for (let from = 0; from < leads.length; from += LEADS_AT_ONCE) {
    all.push(...(await judged(scope, deps, leads.slice(from, from + LEADS_AT_ONCE))));
  }
  const groups = new Map<string, Manifest[]>();
  for (const one of all) {
    for (const name of groupsOf(one, by)) {
      groups.set(name, [...(groups.get(name) ?? []), one.manifest]);
    }
  }
  return {
    by,
    all: completenessOfAll(all.map(({ manifest }) => manifest)),
    groups: [...groups]
      .map(([name, manifests]) => ({ name, ...completenessOfAll(manifests) }))
      .sort((a, b) => b.leads - a.leads || (a.name < b.name ? -1 : 1)),
  };
}
