import { deliveryStatements } from '../db/deliveries.ts';
import { destinationsOf } from '../db/destinations.ts';
import type { FoundLead, Statement } from '../db/timeline.ts';
import type { Deps } from '../deps.ts';
import type { HandoffKind } from '../domain/handoff.ts';
import type { Scope } from '../domain/scope.ts';

/** What is told on: decisions, and not every call. */
const TOLD: readonly HandoffKind[] = [
  ...(['accepted', 'rejected', 'recycled', 'qualified', 'disqualified'] as const),
  ...(['opportunity', 'won', 'lost', 'retained'] as const),
];

/** Something that happened to a lead. */
export interface News {
  lead: FoundLead;
  kind: HandoffKind;
}

/** Statements that tell the destinations of leads what became of those, for the batch that says so. */
export async function deliverNews(
  scope: Scope,
  { db, now, newId }: Pick<Deps, 'db' | 'now' | 'newId'>,
  news: readonly News[],
): Promise<Statement[]> {
  const told = news.filter(
    ({ lead, kind }) => TOLD.includes(kind) && lead.label !== 'bot' && lead.label !== 'spam',
  );
  const siteIds = [...new Set(told.map(({ lead }) => lead.siteId))];
  const bySite = new Map(
    await Promise.all(
      siteIds.map(async (id) => [id, await destinationsOf(scope, db, id)] as const),
    ),
  );
  return told.flatMap(({ lead: { siteId, id: leadId, label }, kind: what }) => {
    const all = bySite.get(siteId) ?? [];
    const destinationIds = all
      .filter(({ acceptsTests }) => acceptsTests || label !== 'test')
      .map(({ id }) => id);
    return deliveryStatements(db, { siteId, leadId, destinationIds, what, newId, now: now() });
  });
}
