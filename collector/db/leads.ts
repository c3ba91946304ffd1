import { and, asc, desc, eq, lt, or, sql } from 'drizzle-orm';
import type { StoredLead, WholeLead } from '../domain/lead-json.ts';
import type { Cursor } from '../domain/paging.ts';
import type { Scope } from '../domain/scope.ts';
import { classificationsOf, newestOf } from './classifications.ts';
import type { Database } from './database.ts';
import { classifications, contacts, leads, sessions, sites, submissions } from './schema.ts';
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
      accepted: { at: submissions.at },
    })
    .from(leads)
    .innerJoin(sites, eq(sites.id, leads.siteId))
    .innerJoin(classifications, eq(sql`${classifications}.rowid`, newestOf(db, leads)))
    .leftJoin(sessions, and(eq(sessions.siteId, leads.siteId), eq(sessions.id, leads.sessionId)))
    .leftJoin(
      submissions,
      and(
        eq(submissions.siteId, leads.siteId),
        eq(submissions.leadId, leads.id),
        eq(submissions.status, 'accepted'),
      ),
    );
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

/** What became of a lead's submission, in the order in which it was told. */
async function submissionsOf(scope: Scope, db: Database, lead: { siteId: string; id: string }) {
  const rows = await db
    .select({ row: submissions })
    .from(submissions)
    .innerJoin(sites, eq(sites.id, submissions.siteId))
    .where(and(within(scope), eq(submissions.siteId, lead.siteId), eq(submissions.leadId, lead.id)))
    .orderBy(asc(submissions.at), desc(submissions.status));
  return rows.map(({ row }) => row);
}

async function contactOf(scope: Scope, db: Database, lead: { siteId: string; id: string }) {
  const [found] = await db
    .select({ row: contacts })
    .from(contacts)
    .innerJoin(sites, eq(sites.id, contacts.siteId))
    .where(and(within(scope), eq(contacts.siteId, lead.siteId), eq(contacts.leadId, lead.id)))
    .limit(1);
  return found?.row ?? null;
}

/** A lead with all that is stored of it. */
export async function leadById(
  scope: Scope,
  db: Database,
  id: string,
): Promise<WholeLead | undefined> {
  const [stored] = await select(db)
    .where(and(within(scope), eq(leads.id, id)))
    .limit(1);
  if (!stored) return undefined;
  const [history, told, contact] = await Promise.all([
    classificationsOf(scope, db, stored.lead),
    submissionsOf(scope, db, stored.lead),
    contactOf(scope, db, stored.lead),
  ]);
  return { ...stored, history, submissions: told, contact };
}
