import { and, asc, count, desc, eq, type SQL, sql } from 'drizzle-orm';
import type { HandoffEvent } from '../domain/handoff.ts';
import type { Scope } from '../domain/scope.ts';
import { type State, stateOf } from '../domain/timeline.ts';
import { amongRows } from './among.ts';
import type { Database } from './database.ts';
import { insertRows } from './rows.ts';
import { assignments, handoffEvents, leadStates, leads, owners, sites } from './schema.ts';
import { ofScope, within } from './within.ts';

/** A lead, as its timeline names it. */
export interface LeadRef {
  siteId: string;
  id: string;
}

/** A line of a timeline, and whose. */
export type EventRow = HandoffEvent & { siteId: string; leadId: string };

/** What goes in one batch with others. */
export type Statement = Parameters<Database['batch']>[0][number];

/** Statements that add lines to timelines, for a batch; what is there stays as it is. */
export function eventStatements(db: Database, rows: readonly EventRow[]): Statement[] {
  return insertRows(db, handoffEvents, rows);
}

const COLUMNS = [
  ...(['siteId', 'leadId', 'id', 'kind', 'at', 'heardAt', 'actor', 'by', 'via'] as const),
  ...(['ownerId', 'details'] as const),
];

/** Adds those lines whose leads are in scope, in one statement: of what was erased none. */
function addStatement(scope: Scope, db: Database, rows: readonly EventRow[]): Statement {
  const names = COLUMNS.map((name) => sql.identifier(handoffEvents[name].name));
  const values = COLUMNS.map((_, index) => sql.raw(`value ->> ${index}`));
  const json = JSON.stringify(rows.map((row) => COLUMNS.map((name) => row[name])));
  const isThere = sql`exists (select 1 from ${leads}
    where ${leads.siteId} = value ->> 0 and ${leads.id} = value ->> 1)`;
  return db.run(sql`insert into ${handoffEvents} (${sql.join(names, sql`, `)})
    select ${sql.join(values, sql`, `)} from json_each(${json})
    where ${ofScope(scope, db, sql`value ->> 0`)} and ${isThere}
    on conflict do nothing`);
}

/**
 * Adds lines to the timelines of leads in scope; of an id that is there the first holds.
 * @param beside what is written with them, all or nothing
 */
export async function addEvents(
  scope: Scope,
  db: Database,
  rows: readonly EventRow[],
  beside: readonly Statement[] = [],
): Promise<void> {
  await db.batch([addStatement(scope, db, rows), ...beside]);
}

/** Which of these lines are there already, by `siteId/leadId/id`. */
export async function eventsAmong(
  scope: Scope,
  db: Database,
  rows: readonly Pick<EventRow, 'siteId' | 'leadId' | 'id'>[],
): Promise<Set<string>> {
  const { siteId, leadId, id } = handoffEvents;
  const json = JSON.stringify(rows.map((row) => [row.siteId, row.leadId, row.id]));
  const found = await db
    .select({ siteId, leadId, id })
    .from(handoffEvents)
    .where(
      and(
        ofScope(scope, db, siteId),
        sql`(${siteId}, ${leadId}, ${id}) in (select value ->> 0, value ->> 1, value ->> 2 from json_each(${json}))`,
      ),
    );
  return new Set(found.map((row) => `${row.siteId}/${row.leadId}/${row.id}`));
}

/** A lead's assignment, with who it is. */
type NewestAssignment = typeof assignments.$inferSelect & {
  ownerName: string;
  ownerKind: 'person' | 'queue';
};

/** What happened to a lead, and whose it is. */
export interface Timeline {
  events: HandoffEvent[];
  assignment: NewestAssignment | null;
  /** How many there were. */
  assignments: number;
}

function isOf(
  scope: Scope,
  db: Database,
  table: typeof handoffEvents | typeof assignments,
  lead: LeadRef,
): SQL | undefined {
  return and(
    ofScope(scope, db, table.siteId),
    eq(table.siteId, lead.siteId),
    eq(table.leadId, lead.id),
  );
}

/** All that happened to a lead, as it was at one moment. */
export async function timelineOf(scope: Scope, db: Database, lead: LeadRef): Promise<Timeline> {
  const [events, [newest], [all]] = await db.batch([
    db
      .select()
      .from(handoffEvents)
      .where(isOf(scope, db, handoffEvents, lead))
      .orderBy(asc(handoffEvents.at), asc(handoffEvents.id)),
    db
      .select({ assignment: assignments, name: owners.name, kind: owners.kind })
      .from(assignments)
      .leftJoin(owners, eq(owners.id, assignments.ownerId))
      .where(isOf(scope, db, assignments, lead))
      .orderBy(desc(assignments.number))
      .limit(1),
    db
      .select({ count: count() })
      .from(assignments)
      .where(isOf(scope, db, assignments, lead)),
  ]);
  return {
    events: events.map(({ siteId: _site, leadId: _lead, ...event }) => event),
    assignment: newest
      ? { ...newest.assignment, ownerName: newest.name ?? '', ownerKind: newest.kind ?? 'person' }
      : null,
    assignments: all?.count ?? 0,
  };
}

/** What happened to each of some leads, and whose each is, by `siteId/leadId`. */
export async function timelinesOf(
  scope: Scope,
  db: Database,
  refs: readonly LeadRef[],
): Promise<Map<string, Omit<Timeline, 'assignments'>>> {
  const ofLeads = (table: typeof handoffEvents | typeof assignments) =>
    and(ofScope(scope, db, table.siteId), amongRows(table.siteId, table.leadId, refs));
  const [events, assigned] = await db.batch([
    db.select().from(handoffEvents).where(ofLeads(handoffEvents)),
    db
      .select({ assignment: assignments, name: owners.name, kind: owners.kind })
      .from(assignments)
      .leftJoin(owners, eq(owners.id, assignments.ownerId))
      .where(ofLeads(assignments))
      .orderBy(asc(assignments.number)),
  ]);
  const all = new Map(
    refs.map(({ siteId, id }) => [
      `${siteId}/${id}`,
      { events: [] as HandoffEvent[], assignment: null as NewestAssignment | null },
    ]),
  );
  for (const { siteId, leadId, ...event } of events) {
    all.get(`${siteId}/${leadId}`)?.events.push(event);
  }
  for (const { assignment, name, kind } of assigned) {
    const of = all.get(`${assignment.siteId}/${assignment.leadId}`);
    // The last one is the newest.
    if (of) of.assignment = { ...assignment, ownerName: name ?? '', ownerKind: kind ?? 'person' };
  }
  return all;
}

const STATE_COLUMNS = [
  ...(['events', 'stage', 'ownerId', 'assignedAt', 'dueAt', 'firstActionAt', 'isOpen'] as const),
  'conflicts' as const,
];

/** Writes where a lead stands, unless that was derived from more in the meantime. */
async function putState(
  scope: Scope,
  db: Database,
  lead: LeadRef,
  state: Pick<typeof leadStates.$inferInsert, (typeof STATE_COLUMNS)[number]>,
): Promise<void> {
  const names = ['siteId' as const, 'leadId' as const, 'receivedAt' as const, ...STATE_COLUMNS].map(
    (name) => sql.identifier(leadStates[name].name),
  );
  const values = STATE_COLUMNS.map((name) => {
    const value = state[name] ?? null;
    return sql`${typeof value === 'boolean' ? Number(value) : value}`;
  });
  const sets = ['receivedAt' as const, ...STATE_COLUMNS].map((name) => {
    const column = sql.identifier(leadStates[name].name);
    return sql`${column} = excluded.${column}`;
  });
  await db.run(sql`insert into ${leadStates} (${sql.join(names, sql`, `)})
    select ${leads.siteId}, ${leads.id}, ${leads.receivedAt}, ${sql.join(values, sql`, `)} from ${leads}
    where ${ofScope(scope, db, leads.siteId)}
      and ${leads.siteId} = ${lead.siteId} and ${leads.id} = ${lead.id}
    on conflict do update set ${sql.join(sets, sql`, `)}
    where excluded.events >= ${leadStates.events}`);
}

/** Derives where a lead stands from all that is known of it, and keeps that for lists. */
export async function refreshState(scope: Scope, db: Database, lead: LeadRef): Promise<State> {
  const { events, assignment, assignments: times } = await timelineOf(scope, db, lead);
  const state = stateOf(events, assignment);
  const { stage, ownerId, assignedAt, dueAt, firstActionAt, isOpen } = state;
  await putState(scope, db, lead, {
    events: state.events + times,
    ...{ stage, ownerId, assignedAt, dueAt, firstActionAt, isOpen },
    conflicts: state.conflicts.length,
  });
  return state;
}

/** A lead as whoever tells of it finds it. */
export interface FoundLead extends LeadRef {
  label: (typeof leads.$inferSelect)['label'];
}

/** The lead of an id; of two of one id on several sites the one that came first. */
export async function leadRefById(
  scope: Scope,
  db: Database,
  id: string,
): Promise<FoundLead | undefined> {
  const [found] = await db
    .select({ siteId: leads.siteId, id: leads.id, label: leads.label })
    .from(leads)
    .innerJoin(sites, eq(sites.id, leads.siteId))
    .where(and(within(scope), eq(leads.id, id)))
    .orderBy(asc(leads.receivedAt))
    .limit(1);
  return found;
}
