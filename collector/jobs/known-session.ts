import { MAX_PATH_PAGES } from '../../shared/limits.ts';
import type { Page } from '../../shared/wire.ts';
import { leadsBeside, pageViewsOf, sessionsOf } from '../db/people.ts';
import { sessionOfCode } from '../db/reference-codes.ts';
import type { Deps } from '../deps.ts';
import type { KnownSession } from '../domain/api-lead.ts';
import { keptVisitFrom } from '../domain/kept-visit.ts';
import type { Scope } from '../domain/scope.ts';

/** A session that a code names, with what is known of how its visitor came. */
export interface NamedSession extends KnownSession {
  scope: Required<Scope>;
  siteKey: string;
  lastAt: number;
  /** The leads that were sent in it. */
  leads: string[];
}

/** What is known of the session whose page showed a code; undefined where there is none. */
export async function sessionNamed(
  scope: Scope,
  { db }: Pick<Deps, 'db'>,
  code: string,
): Promise<NamedSession | undefined> {
  const found = await sessionOfCode(scope, db, code);
  if (!found) return undefined;
  const { scope: ofSite, siteKey, sessionId } = found;
  const [own] = await sessionsOf(ofSite, db, [], [sessionId]);
  if (!own) return undefined;
  const { visitorId: visitor, number, startedAt, lastAt, consent } = own;
  const [sessions, views, beside] = await Promise.all([
    sessionsOf(ofSite, db, visitor === null ? [] : [visitor], [sessionId]),
    pageViewsOf(ofSite, db, [sessionId]),
    leadsBeside(ofSite, db, visitor === null ? [] : [visitor], [sessionId]),
  ]);
  const until = sessions.filter((one) => one.startedAt <= startedAt);
  const pages = views.map(
    ({ id, at, url, title, engagedMs }): Page => ({
      ...{ id, at, url, title },
      ...(engagedMs && { engaged_ms: engagedMs }),
    }),
  );
  const visit = keptVisitFrom({
    sessions: [...until].reverse(),
    first: until.find(({ touch }) => touch)?.touch,
    count: until.length,
    number,
    pages: pages.slice(-MAX_PATH_PAGES).reverse(),
    firstPage: pages[0],
  });
  return {
    ...{ scope: ofSite, siteKey, visitor, consent, lastAt },
    session: { id: sessionId, started_at: startedAt, number },
    touches: visit?.touches,
    path: visit?.path ?? [],
    leads: beside.filter((lead) => lead.sessionId === sessionId).map(({ id }) => id),
  };
}
