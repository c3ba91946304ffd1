import { and, asc, eq, lte } from 'drizzle-orm';
import { amongRows, type RowId } from './among.ts';
import type { Database } from './database.ts';
import { routeJobs, sites } from './schema.ts';

/** That a lead is to be routed, and whose it is. */
export interface RouteJob {
  accountId: string;
  siteId: string;
  leadId: string;
  /** How often it was tried before. */
  attempts: number;
}

/** Those whose time has come, the oldest first. */
export async function dueRouteJobs(db: Database, now: number, limit: number): Promise<RouteJob[]> {
  const { siteId, leadId, attempts, at } = routeJobs;
  return db
    .select({ accountId: sites.accountId, siteId, leadId, attempts })
    .from(routeJobs)
    .innerJoin(sites, eq(sites.id, siteId))
    .where(lte(at, now))
    .orderBy(asc(at), asc(siteId), asc(leadId))
    .limit(limit);
}

/** Of these leads nothing is to be routed. */
export async function dropRouteJobs(db: Database, leads: readonly RowId[]): Promise<void> {
  await db.delete(routeJobs).where(amongRows(routeJobs.siteId, routeJobs.leadId, leads));
}

/** Tries one again at another time. */
export async function postponeRouteJob(db: Database, job: RouteJob, at: number): Promise<void> {
  await db
    .update(routeJobs)
    .set({ at, attempts: job.attempts + 1 })
    .where(and(eq(routeJobs.siteId, job.siteId), eq(routeJobs.leadId, job.leadId)));
}
