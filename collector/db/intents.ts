import { and, asc, eq, isNull, ne, or } from 'drizzle-orm';
import type { IntentRow } from '../domain/projection.ts';
import type { Scope } from '../domain/scope.ts';
import type { Database } from './database.ts';
import { intents, sites } from './schema.ts';
import { within } from './within.ts';

const AT_MOST = 20;

/** What else was done in the session of a lead, the oldest first; that its form was begun is none. */
export async function intentsBeside(
  scope: Scope,
  db: Database,
  lead: { siteId: string; id: string; sessionId: string },
): Promise<IntentRow[]> {
  const rows = await db
    .select({ row: intents })
    .from(intents)
    .innerJoin(sites, eq(sites.id, intents.siteId))
    .where(
      and(
        within(scope),
        eq(intents.siteId, lead.siteId),
        eq(intents.sessionId, lead.sessionId),
        or(ne(intents.action, 'start'), isNull(intents.lead), ne(intents.lead, lead.id)),
      ),
    )
    .orderBy(asc(intents.at), asc(intents.id))
    .limit(AT_MOST);
  return rows.map(({ row }) => row);
}
