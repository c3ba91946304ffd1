import { and, asc, eq, inArray, sql } from 'drizzle-orm';
import type { Label } from '../domain/label.ts';
import { type Assigned, assignmentStatements, type Told } from './assignments.ts';
import type { Database } from './database.ts';
import { deliveryStatements } from './deliveries.ts';
import { assignments, escalations, leadStates, leads, notices, sites } from './schema.ts';

/** A lead on which its owner has not acted in time, and how far that was followed. */
export interface LateLead {
  accountId: string;
  label: Label;
  assignment: typeof assignments.$inferSelect;
  /** When it was due. */
  dueAt: number;
  /** The steps that were taken: marked late, then those of its escalation. */
  steps: number;
}

/** Where a page of them ended. */
export interface LatePlace {
  dueAt: number;
  siteId: string;
  leadId: string;
}

/**
 * Leads that are late and of which something is to be done, those that were due first before others.
 * A step that lies so many minutes of business ahead lies as many minutes ahead at least: only what
 * may have come is looked at.
 */
export async function lateLeads(
  db: Database,
  now: number,
  after: LatePlace | undefined,
  limit: number,
): Promise<LateLead[]> {
  const { siteId, leadId, dueAt } = leadStates;
  const steps = sql`(select count(*) from ${escalations}
    where ${escalations.siteId} = ${assignments.siteId}
      and ${escalations.leadId} = ${assignments.leadId}
      and ${escalations.assignment} = ${assignments.number})`;
  const minutes = sql`case when ${steps} = 0 then 0
    else ${assignments.escalation} ->> ('$[' || (${steps} - 1) || '].afterMinutes') end`;
  const newest = sql`(select max(number) from assignments one
    where one.site_id = ${siteId} and one.lead_id = ${leadId})`;
  const rows = await db
    .select({
      accountId: sites.accountId,
      label: leads.label,
      assignment: assignments,
      dueAt: sql<number>`${dueAt}`,
      steps: sql`${steps}`.mapWith(Number),
    })
    .from(leadStates)
    .innerJoin(sites, eq(sites.id, siteId))
    .innerJoin(leads, and(eq(leads.siteId, siteId), eq(leads.id, leadId)))
    .innerJoin(
      assignments,
      and(
        eq(assignments.siteId, siteId),
        eq(assignments.leadId, leadId),
        eq(assignments.number, newest),
      ),
    )
    .where(
      and(
        // As the index has it: a parameter in its place would not be matched.
        sql`${leadStates.isOpen} = 1`,
        sql`${dueAt} <= ${now}`,
        sql`${dueAt} + 60000 * ${minutes} <= ${now}`,
        inArray(leads.label, ['', 'test']),
        after &&
          sql`(${dueAt}, ${siteId}, ${leadId}) > (${after.dueAt}, ${after.siteId}, ${after.leadId})`,
      ),
    )
    .orderBy(asc(dueAt), asc(siteId), asc(leadId))
    .limit(limit);
  return rows;
}

/** A step that is taken of a late lead, and what comes of it. */
export interface LateStep {
  /** 0: marked late; then the steps of the rule. */
  steps: (typeof escalations.$inferInsert)[];
  notice: typeof notices.$inferInsert;
  news: Told;
  /** Whose it is from now on, where it changes. */
  next: Assigned | null;
}

/**
 * Takes a step, all or nothing.
 * @throws where another took it
 */
export async function takeLateStep(
  db: Database,
  { steps, notice, news, next }: LateStep,
): Promise<void> {
  await db.batch([
    db.insert(escalations).values(steps),
    db.insert(notices).values(notice),
    ...(next ? assignmentStatements(db, [next]) : deliveryStatements(db, news)),
  ]);
}
