import { and, desc, eq, lt, or, sql } from 'drizzle-orm';
import type { StoredLead } from '../domain/lead-json.ts';
import type { Cursor } from '../domain/paging.ts';
import type { Scope } from '../domain/scope.ts';
import { newestOf } from './classifications.ts';
import type { Database } from './database.ts';
import { classifications, leads, sessions, sites } from './schema.ts';
import { within } from './within.ts';

function select(db: Database) {
  return db
    .select({
      lead: leads,
      classification: classifications,
      siteKey: sites.key,
      siteName: sites.name,
      session: {
        number: sessions.number,
        startedAt: sessions.startedAt,
        lastAt: sessions.lastAt,
      },
    })
    .from(leads)
    .innerJoin(sites, eq(sites.id, leads.siteId))
    .innerJoin(classifications, eq(sql`${classifications}.rowid`, newestOf(db, leads)))
    .leftJoin(sessions, and(eq(sessions.siteId, leads.siteId), eq(sessions.id, leads.sessionId)));
}

/** The newest leads first, behind the cursor. */
export async function listLeads(
  scope: Scope,
  db: Database,
  limit: number,
  after?: Cursor,
): Promise<StoredLead[]> {
  const behind =
    after &&
    or(
      lt(leads.receivedAt, after.receivedAt),
      and(eq(leads.receivedAt, after.receivedAt), lt(leads.id, after.id)),
    );
  return select(db)
    .where(and(within(scope), behind))
    .orderBy(desc(leads.receivedAt), desc(leads.id))
    .limit(limit);
}

export async function leadById(
  scope: Scope,
  db: Database,
  id: string,
): Promise<StoredLead | undefined> {
  const [lead] = await select(db)
    .where(and(within(scope), eq(leads.id, id)))
    .limit(1);
  return lead;
}
