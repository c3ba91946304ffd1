import type { Database } from './database.ts';
import { deliveryStatements } from './deliveries.ts';
import { assignments } from './schema.ts';
import { type EventRow, eventStatements, type Statement } from './timeline.ts';

/** What is told of a lead, and where. */
export type Told = Parameters<typeof deliveryStatements>[1];

/** That a lead is somebody's now, with what is told of it. */
export interface Assigned {
  assignment: typeof assignments.$inferInsert;
  event: EventRow;
  news: Told;
}

/**
 * Statements that make leads somebody's, for a batch. Where one has an assignment of that number,
 * the whole batch fails: of two who assign one lead at once, one is too late.
 */
export function assignmentStatements(db: Database, assigned: readonly Assigned[]): Statement[] {
  if (!assigned.length) return [];
  return [
    db.insert(assignments).values(assigned.map(({ assignment }) => assignment)),
    ...eventStatements(
      db,
      assigned.map(({ event }) => event),
    ),
    ...assigned.flatMap(({ news }) => deliveryStatements(db, news)),
  ];
}

/**
 * Makes leads somebody's, all or nothing.
 * @throws where one of them has an assignment of that number already
 */
export async function assign(db: Database, assigned: readonly Assigned[]): Promise<void> {
  const [first, ...more] = assignmentStatements(db, assigned);
  if (first) await db.batch([first, ...more]);
}
