import { and, eq, exists, inArray, lt, lte, not, notInArray, sql } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';
import { referenceOf } from '../../shared/reference.ts';
import { type Removed, removedInAll } from '../domain/erasure.ts';
import type { Scope } from '../domain/scope.ts';
import { among } from './among.ts';
import type { Database } from './database.ts';
import { projectedTo } from './inbox.ts';
import { chunksOf } from './rows.ts';
import {
  answeredRequests,
  assignments,
  attempts,
  classifications,
  contacts,
  deliveries,
  escalations,
  handoffEvents,
  inbox,
  intents,
  leadPersons,
  leadRecords,
  leadStates,
  leads,
  mergedPersons,
  pageViews,
  personKeys,
  plainContacts,
  referenceCodes,
  routeJobs,
  sessions,
  submissions,
} from './schema.ts';
import type { Statement } from './timeline.ts';
import { ofScope, siteIdsOf } from './within.ts';

/** So many rows go in one statement: meanwhile nothing else is written. */
export const ROWS_PER_STATEMENT = 2_000;
/** Each has rows in many more tables. */
export const LEADS_PER_BATCH = 200;

/** Removes piece by piece until a piece is not full. */
export async function untilNone(
  removePiece: () => Promise<{ rowsAffected: number }>,
): Promise<number> {
  let removed = 0;
  for (;;) {
    const { rowsAffected } = await removePiece();
    removed += rowsAffected;
    if (rowsAffected < ROWS_PER_STATEMENT) return removed;
  }
}

/** Tables of the handoff of which a lead has rows; of its deliveries' attempts, too. */
const OF_HANDOFF = [
  ...[handoffEvents, leadStates, routeJobs, assignments, escalations],
  ...[deliveries, leadRecords, leadPersons],
];

/** Statements that remove what became of leads, and whom nothing else is known of. */
function handoffRemoval(scope: Required<Scope>, db: Database, ids: readonly string[]): Statement[] {
  const theirs = db
    .select({ id: deliveries.id })
    .from(deliveries)
    .where(and(ofScope(scope, db, deliveries.siteId), among(deliveries.leadId, ids)));
  const ofLeads = and(ofScope(scope, db, leadPersons.siteId), among(leadPersons.leadId, ids));
  const persons = db.select({ id: leadPersons.personId }).from(leadPersons).where(ofLeads);
  const stay = db
    .select({ id: leadPersons.personId })
    .from(leadPersons)
    .where(
      and(
        ofScope(scope, db, leadPersons.siteId),
        inArray(leadPersons.personId, persons),
        not(among(leadPersons.leadId, ids)),
      ),
    );
  const goes = (column: SQLiteColumn) => and(inArray(column, persons), notInArray(column, stay));
  const names = sql`exists (select 1 from json_each(${JSON.stringify(ids)})
    where instr(${answeredRequests.answer}, value))`;
  return [
    db
      .delete(attempts)
      .where(and(ofScope(scope, db, attempts.siteId), inArray(attempts.deliveryId, theirs))),
    // Before whose they are is gone.
    db
      .delete(personKeys)
      .where(and(ofScope(scope, db, personKeys.siteId), goes(personKeys.personId))),
    db
      .delete(mergedPersons)
      .where(and(ofScope(scope, db, mergedPersons.siteId), goes(mergedPersons.staysId))),
    ...OF_HANDOFF.map((table) =>
      db.delete(table).where(and(ofScope(scope, db, table.siteId), among(table.leadId, ids))),
    ),
    // An id is given once: whoever asked, it is this site's.
    db
      .delete(answeredRequests)
      .where(
        and(eq(answeredRequests.accountId, scope.accountId), exists(siteIdsOf(scope, db)), names),
      ),
  ];
}

/**
 * Removes leads with all that is theirs alone, a piece at a time and each of them whole: the key of
 * a contact first. Of intents those of its own session; others name a lead that is no more.
 */
export async function removeLeads(
  scope: Required<Scope>,
  db: Database,
  ids: readonly string[],
): Promise<Removed> {
  const parts: Partial<Removed>[] = [];
  for (const some of chunksOf(ids, LEADS_PER_BATCH)) {
    const ofLeads = (table: { siteId: SQLiteColumn; leadId: SQLiteColumn }) =>
      and(ofScope(scope, db, table.siteId), among(table.leadId, some));
    const isAmong = and(ofScope(scope, db, leads.siteId), among(leads.id, some));
    const theirSessions = db.select({ id: leads.sessionId }).from(leads).where(isAmong);
    const [keys, plain, told, judged, tried, gone] = await db.batch([
      db.delete(contacts).where(ofLeads(contacts)),
      db.delete(plainContacts).where(ofLeads(plainContacts)),
      db.delete(submissions).where(ofLeads(submissions)),
      db.delete(classifications).where(ofLeads(classifications)),
      db
        .delete(intents)
        .where(
          and(
            ofScope(scope, db, intents.siteId),
            inArray(intents.sessionId, theirSessions),
            among(intents.lead, some),
          ),
        ),
      db.delete(leads).where(isAmong),
      ...handoffRemoval(scope, db, some),
    ]);
    parts.push({
      contacts: keys.rowsAffected + plain.rowsAffected,
      submissions: told.rowsAffected,
      classifications: judged.rowsAffected,
      intents: tried.rowsAffected,
      leads: gone.rowsAffected,
    });
  }
  return removedInAll(parts);
}

/** What belongs to sessions, a piece at a time. */
function removeOfSessions(
  scope: Required<Scope>,
  db: Database,
  table: typeof pageViews | typeof intents,
  sessionIds: readonly string[],
): Promise<number> {
  const theirs = db
    .select({ rowid: sql`rowid` })
    .from(table)
    .where(and(ofScope(scope, db, table.siteId), among(table.sessionId, sessionIds)))
    .limit(ROWS_PER_STATEMENT);
  return untilNone(() => db.delete(table).where(inArray(sql`rowid`, theirs)));
}

/**
 * Removes sessions with their page views and intents.
 * @param before those that were seen later stay: they go on
 */
export async function removeSessions(
  scope: Required<Scope>,
  db: Database,
  ids: readonly string[],
  before = Number.MAX_SAFE_INTEGER,
): Promise<Removed> {
  const parts: Partial<Removed>[] = [];
  for (const some of chunksOf(ids, ROWS_PER_STATEMENT)) {
    parts.push({
      page_views: await removeOfSessions(scope, db, pageViews, some),
      intents: await removeOfSessions(scope, db, intents, some),
    });
    const isAmong = and(ofScope(scope, db, sessions.siteId), among(sessions.id, some));
    const stay = db
      .select({ id: sessions.id })
      .from(sessions)
      .where(and(ofScope(scope, db, sessions.siteId), among(sessions.id, some)));
    const gone = await db.delete(sessions).where(and(isAmong, lt(sessions.lastAt, before)));
    const codes = some.map(referenceOf);
    await db
      .delete(referenceCodes)
      .where(
        and(
          ofScope(scope, db, referenceCodes.siteId),
          among(referenceCodes.code, codes),
          among(referenceCodes.sessionId, some),
          notInArray(referenceCodes.sessionId, stay),
        ),
      );
    parts.push({ sessions: gone.rowsAffected });
  }
  return removedInAll(parts);
}

export async function removeIntents(
  scope: Required<Scope>,
  db: Database,
  ids: readonly string[],
): Promise<Removed> {
  const isAmong = and(ofScope(scope, db, intents.siteId), among(intents.id, ids));
  const gone = await db.delete(intents).where(isAmong);
  return removedInAll([{ intents: gone.rowsAffected }]);
}

/** Removes messages that are projected; the others are still to be counted. */
export async function removeMessages(
  scope: Scope,
  db: Database,
  seqs: readonly number[],
): Promise<Removed> {
  const parts: Partial<Removed>[] = [];
  for (const some of chunksOf(seqs, ROWS_PER_STATEMENT)) {
    const isAmong = and(ofScope(scope, db, inbox.siteId), among(inbox.seq, some));
    const gone = await db.delete(inbox).where(and(isAmong, lte(inbox.seq, projectedTo(db))));
    parts.push({ messages: gone.rowsAffected });
  }
  return removedInAll(parts);
}
