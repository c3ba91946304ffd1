import { LOOKBACK_MS, SESSION_SILENCE_MS } from '../../shared/limits.ts';
import type { Page, Touch, Touches } from '../../shared/wire.ts';
import { withPage } from './journey.ts';
import { identityOf } from './touch.ts';

/** What is remembered of a visitor from page to page. */
export interface Visit {
  /** Of this shape: what another version kept is begun anew. */
  v: 1;
  visitor: string;
  session: { id: string; started_at: number; number: number };
  /** The last sign of life, by which the session's silence is measured. */
  seen_at: number;
  touches: Touches;
  path: Page[];
}

function touchesAfter(before: Visit | undefined, touch: Touch, goesOn: boolean, now: number) {
  const touches: Touches = before
    ? { ...before.touches }
    : { first: touch, last: touch, session: touch };
  const last = touches.last_non_direct;
  const identity = identityOf(touch);
  if (!goesOn) touches.last = touches.session = touch;
  if (identity) {
    // Within a session a reload of the landing page is no new arrival.
    if (!goesOn || !last || identity !== identityOf(last)) {
      touches.last = touches.last_non_direct = touch;
    }
  } else if (last && now - last.at > LOOKBACK_MS) delete touches.last_non_direct;
  return touches;
}

/**
 * The visit after one more page view. Half an hour of silence ends a session; a new campaign
 * begins a new touch, not a new session.
 */
export function visitAfter(
  before: Visit | undefined,
  touch: Touch,
  page: Page,
  newId: () => string,
): Visit {
  const now = page.at;
  const goesOn = !!before && now - before.seen_at < SESSION_SILENCE_MS;
  return {
    v: 1,
    visitor: before?.visitor ?? newId(),
    session: goesOn
      ? before.session
      : { id: newId(), started_at: now, number: (before?.session.number ?? 0) + 1 },
    seen_at: now,
    touches: touchesAfter(before, touch, goesOn, now),
    path: withPage(goesOn ? before.path : [], page),
  };
}
