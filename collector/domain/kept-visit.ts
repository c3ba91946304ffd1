import { MAX_PATH_PAGES } from '../../shared/limits.ts';
import type { KeptVisit, Page, Touch, Touches } from '../../shared/wire.ts';
import type { SessionRow } from './projection.ts';
import { sourceOf } from './source.ts';

/** What is stored of a visitor before a session. */
export interface Stored {
  /** Newest first, of many the newest. */
  sessions: readonly Pick<SessionRow, 'id' | 'touch' | 'startedAt' | 'lastAt'>[];
  /** Of all sessions: the earliest touch, how many there are, and the highest number. */
  first?: Touch | null | undefined;
  count: number;
  number: number;
  /** As his newest lead told them: the browser saw more than what arrived. */
  told?: Touches | undefined;
  /** Of the newest session, newest first, of many the newest; and its first one. */
  pages: readonly Page[];
  firstPage?: Page | undefined;
}

function isDirect(touch: Touch): boolean {
  return sourceOf(touch).channel === 'Direct';
}

/** The touch of the latest time; of equal ones the earlier in the list. */
function latest(touches: (Touch | null | undefined)[]): Touch | undefined {
  return touches
    .filter((touch) => !!touch)
    .reduce<Touch | undefined>((a, b) => (a && a.at >= b.at ? a : b), undefined);
}

function pathFrom({ pages, firstPage }: Stored): Page[] {
  const path = [...pages].reverse();
  // Of a long path the first page is kept, and the newest.
  if (firstPage && path.length === MAX_PATH_PAGES) path[0] = firstPage;
  return path;
}

/** What a browser is given back; undefined where there is nothing. */
export function keptVisitFrom(stored: Stored): KeptVisit | undefined {
  const { sessions, told, count, number } = stored;
  const newest = sessions[0];
  const seen = sessions.map(({ touch }) => touch);
  const last = latest([...seen, told?.last]);
  if (!newest || !last) return undefined;
  const firsts = [stored.first, told?.first, last].filter((touch) => !!touch);
  const lastNonDirect = latest([
    seen.find((touch) => touch && !isDirect(touch)),
    told?.last_non_direct,
  ]);
  return {
    touches: {
      first: firsts.reduce((a, b) => (b.at < a.at ? b : a)),
      last,
      ...(lastNonDirect && { last_non_direct: lastNonDirect }),
      session: newest.touch ?? last,
    },
    // The browser may have counted sessions that never were told.
    sessions: Math.max(count, number),
    session_id: newest.id,
    started_at: newest.startedAt,
    seen_at: newest.lastAt,
    path: pathFrom(stored),
  };
}
