import { and, asc, count, desc, eq, isNotNull, max, ne } from 'drizzle-orm';
import { MAX_PATH_PAGES } from '../../shared/limits.ts';
import type { Envelope, KeptVisit, Page } from '../../shared/wire.ts';
import { keptVisitFrom } from '../domain/kept-visit.ts';
import type { Scope } from '../domain/scope.ts';
import type { Database } from './database.ts';
import { leads, pageViews, sessions } from './schema.ts';

/** More direct sessions in a row than these, and the touch before them is forgotten. */
const SESSIONS_LOOKED_AT = 100;

function pageOf({ id, at, url, title, engagedMs }: typeof pageViews.$inferSelect): Page {
  return { id, at, url, title, ...(engagedMs && { engaged_ms: engagedMs }) };
}

/** What is known of a message's visitor before its session, as far as it is projected. */
export async function visitBefore(
  scope: Required<Scope>,
  db: Database,
  { visitor, session }: Envelope,
): Promise<KeptVisit | undefined> {
  if (visitor === null) return undefined;
  const earlier = and(
    eq(sessions.siteId, scope.siteId),
    eq(sessions.visitorId, visitor),
    ne(sessions.id, session.id),
  );
  const newestId = db
    .select({ id: sessions.id })
    .from(sessions)
    .where(earlier)
    .orderBy(desc(sessions.startedAt), desc(sessions.id))
    .limit(1);
  const ofNewest = and(eq(pageViews.siteId, scope.siteId), eq(pageViews.sessionId, newestId));
  const [newest, [oldest], [all], [lead], pages, [firstPage]] = await db.batch([
    db
      .select({
        id: sessions.id,
        touch: sessions.touch,
        startedAt: sessions.startedAt,
        lastAt: sessions.lastAt,
      })
      .from(sessions)
      .where(earlier)
      .orderBy(desc(sessions.startedAt), desc(sessions.id))
      .limit(SESSIONS_LOOKED_AT),
    db
      .select({ touch: sessions.touch })
      .from(sessions)
      .where(and(earlier, isNotNull(sessions.touch)))
      .orderBy(asc(sessions.startedAt))
      .limit(1),
    db
      .select({ count: count(), number: max(sessions.number) })
      .from(sessions)
      .where(earlier),
    db
      .select({ touches: leads.touches })
      .from(leads)
      .where(
        and(
          eq(leads.siteId, scope.siteId),
          eq(leads.visitorId, visitor),
          ne(leads.sessionId, session.id),
        ),
      )
      .orderBy(desc(leads.occurredAt))
      .limit(1),
    db.select().from(pageViews).where(ofNewest).orderBy(desc(pageViews.at)).limit(MAX_PATH_PAGES),
    db.select().from(pageViews).where(ofNewest).orderBy(asc(pageViews.at)).limit(1),
  ]);
  return keptVisitFrom({
    sessions: newest,
    first: oldest?.touch,
    count: all?.count ?? 0,
    number: all?.number ?? 0,
    told: lead?.touches,
    pages: pages.map(pageOf),
    firstPage: firstPage && pageOf(firstPage),
  });
}
