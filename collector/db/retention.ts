import { and, asc, eq, gt, inArray, isNotNull, lt, lte, max, min, or, sql } from 'drizzle-orm';
import type { Scope } from '../domain/scope.ts';
import type { Database } from './database.ts';
import { projectedTo } from './inbox.ts';
import { LEADS_PER_BATCH, ROWS_PER_STATEMENT, untilNone } from './removal.ts';
import { contacts, inbox, leads, sessions, signInLinks, signIns, sites } from './schema.ts';
import { ofScope } from './within.ts';

/*
 * What has outlived its time. Tables that grow with every visit have no index for it, which all of
 * them would pay for: they are gone through in the order in which their rows came, over all sites at
 * once, up to where nothing is old enough for any.
 */

/** A piece of such a table was gone through. */
interface Piece {
  /** Where the next one begins. */
  last: number;
  /** The oldest time in it. */
  oldest: number;
}

/**
 * Removes the messages of a piece of the inbox that came before what their sites keep; none that is
 * still to be projected.
 * @param otherwise holds for what names no site that there is
 * @returns undefined behind the last that is projected
 */
export async function removeOldMessages(
  db: Database,
  before: Readonly<Record<string, number>>,
  otherwise: number,
  after: number,
): Promise<(Piece & { removed: number }) | undefined> {
  const piece = db
    .select({ seq: inbox.seq, receivedAt: inbox.receivedAt })
    .from(inbox)
    .where(and(gt(inbox.seq, after), lte(inbox.seq, projectedTo(db))))
    .orderBy(asc(inbox.seq))
    .limit(ROWS_PER_STATEMENT)
    .as('piece');
  const [found] = await db
    .select({ last: max(piece.seq), oldest: min(piece.receivedAt) })
    .from(piece);
  if (!found || found.last === null || found.oldest === null) return undefined;
  const { last, oldest } = found;
  const ofSite = sql`(select value from json_each(${JSON.stringify(before)}) where key = ${inbox.siteId})`;
  const { rowsAffected } = await db
    .delete(inbox)
    .where(
      and(
        gt(inbox.seq, after),
        lte(inbox.seq, last),
        sql`${inbox.receivedAt} < coalesce(${ofSite}, ${otherwise})`,
      ),
    );
  return { last, oldest, removed: rowsAffected };
}

/** A piece of the sessions, in the order in which they were first heard of. */
export async function sessionsBehind(db: Database, after: number) {
  return db
    .select({
      rowid: sql<number>`rowid`,
      siteId: sessions.siteId,
      id: sessions.id,
      lastAt: sessions.lastAt,
    })
    .from(sessions)
    .where(gt(sql`rowid`, after))
    .orderBy(asc(sql`rowid`))
    .limit(ROWS_PER_STATEMENT);
}

/** The oldest leads of a site that came before a time. */
export async function leadsBefore(
  scope: Required<Scope>,
  db: Database,
  before: number,
): Promise<string[]> {
  const rows = await db
    .select({ id: leads.id })
    .from(leads)
    .innerJoin(sites, eq(sites.id, leads.siteId))
    .where(
      and(
        eq(sites.accountId, scope.accountId),
        eq(leads.siteId, scope.siteId),
        lt(leads.receivedAt, before),
      ),
    )
    .orderBy(asc(leads.receivedAt))
    .limit(LEADS_PER_BATCH);
  return rows.map(({ id }) => id);
}

/** Removes what persons wrote of themselves from leads of a site that came before a time. */
export async function removeOldContacts(
  scope: Required<Scope>,
  db: Database,
  before: number,
): Promise<number> {
  const old = db
    .select({ rowid: sql`${contacts}.rowid` })
    .from(contacts)
    .innerJoin(leads, and(eq(leads.siteId, contacts.siteId), eq(leads.id, contacts.leadId)))
    .where(and(ofScope(scope, db, contacts.siteId), lt(leads.receivedAt, before)))
    .limit(ROWS_PER_STATEMENT);
  return untilNone(() => db.delete(contacts).where(inArray(sql`rowid`, old)));
}

/** Removes links that sign nobody in any more, and sign-ins that have ended. */
export async function removeSpentSignIns(db: Database, now: number): Promise<number> {
  const [links, ended] = await db.batch([
    db.delete(signInLinks).where(or(isNotNull(signInLinks.usedAt), lt(signInLinks.expiresAt, now))),
    db.delete(signIns).where(lt(signIns.expiresAt, now)),
  ]);
  return links.rowsAffected + ended.rowsAffected;
}
