import { and, eq } from 'drizzle-orm';
import type { Scope } from '../domain/scope.ts';
import { amongRows } from './among.ts';
import type { Database } from './database.ts';
import { deliveries, destinations } from './schema.ts';
import type { LeadRef } from './timeline.ts';
import { ofScope } from './within.ts';

/** Which of some leads arrived where, by the destinations' names. */
export async function arrivalsOf(scope: Scope, db: Database, refs: readonly LeadRef[]) {
  return db
    .selectDistinct({
      siteId: deliveries.siteId,
      leadId: deliveries.leadId,
      destination: destinations.name,
    })
    .from(deliveries)
    .innerJoin(destinations, eq(destinations.id, deliveries.destinationId))
    .where(
      and(
        ofScope(scope, db, deliveries.siteId),
        amongRows(deliveries.siteId, deliveries.leadId, refs),
        eq(deliveries.state, 'delivered'),
      ),
    );
}
