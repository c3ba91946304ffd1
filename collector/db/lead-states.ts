import { and, asc, eq, sql } from 'drizzle-orm';
import type { Scope } from '../domain/scope.ts';
import { stateOf } from '../domain/timeline.ts';
import { among } from './among.ts';
import type { Database } from './database.ts';
import { insertRows, mergedBy } from './rows.ts';
import { assignments, handoffEvents, leadStates, leads } from './schema.ts';

const COLUMNS = [
  ...(['receivedAt', 'events', 'stage', 'ownerId', 'assignedAt', 'dueAt'] as const),
  ...(['firstActionAt', 'isOpen', 'conflicts'] as const),
];

/** What follows `on conflict`: what was derived from less gives way. */
const newer = sql`${mergedBy(
  Object.fromEntries(
    COLUMNS.map((name) => {
      const column = leadStates[name].name;
      return [column, sql.raw(`excluded."${column}"`)];
    }),
  ),
)} where excluded.events >= ${leadStates.events}`;

/** Rows by their leads, in the order in which they were read. */
function byLead<Row extends { leadId: string }>(rows: readonly Row[]): Map<string, Row[]> {
  const found = new Map<string, Row[]>();
  for (const row of rows) {
    const own = found.get(row.leadId) ?? [];
    own.push(row);
    found.set(row.leadId, own);
  }
  return found;
}

/** Derives where many leads of a site stand, and keeps that for lists: once read, once written. */
export async function refreshStates(
  scope: Required<Scope>,
  db: Database,
  ids: readonly string[],
): Promise<void> {
  const { siteId } = scope;
  const [known, events, assigned] = await db.batch([
    db
      .select({ id: leads.id, receivedAt: leads.receivedAt })
      .from(leads)
      .where(and(eq(leads.siteId, siteId), among(leads.id, ids))),
    db
      .select()
      .from(handoffEvents)
      .where(and(eq(handoffEvents.siteId, siteId), among(handoffEvents.leadId, ids))),
    db
      .select()
      .from(assignments)
      .where(and(eq(assignments.siteId, siteId), among(assignments.leadId, ids)))
      .orderBy(asc(assignments.number)),
  ]);
  const [eventsOf, assignmentsOf] = [byLead(events), byLead(assigned)];
  const rows = known.map(({ id: leadId, receivedAt }) => {
    const own = assignmentsOf.get(leadId) ?? [];
    const state = stateOf(eventsOf.get(leadId) ?? [], own.at(-1) ?? null);
    const { stage, ownerId, assignedAt, dueAt, firstActionAt, isOpen } = state;
    return {
      ...{ siteId, leadId, receivedAt, events: state.events + own.length },
      ...{ stage, ownerId, assignedAt, dueAt, firstActionAt, isOpen },
      conflicts: state.conflicts.length,
    };
  });
  const [first, ...more] = insertRows(db, leadStates, rows, newer);
  if (first) await db.batch([first, ...more]);
}
