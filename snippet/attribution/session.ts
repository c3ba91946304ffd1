import { MAX_TOUCHES, SESSION_SILENCE_MS } from '../../shared/limits.ts';
import type { Page, Touch, Touches } from '../../shared/wire.ts';
import { capped } from './capped.ts';
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
  /** What was clicked last that is no form: the words that led here. */
  call_to_action?: string;
}

function touchesAfter(
  before: Touches | undefined,
  touch: Touch,
  goesOn: boolean,
  quiet: boolean,
  lookback: number,
): Touches {
  const touches: Touches = { first: touch, last: touch, session: touch, ...before };
  const identity = identityOf(touch);
  const known = touches.last_non_direct;
  if (!goesOn) touches.session = touch;
  // Undefined: the way back from a payment, say, which was no arrival.
  if ((quiet && before) || identity === undefined) return touches;
  if (!goesOn) touches.last = touch;
  // Within a session the landing page seen again is no new arrival.
  if (identity && !(goesOn && identity === identityOf(touches.last))) {
    touches.last = touches.last_non_direct = touch;
    const list = touches.list ?? [];
    // The same twice in a row is one of the list, at its later time.
    const others = list.filter((other, i) => list[i + 1] || identity !== identityOf(other));
    touches.list = capped([...others, touch], MAX_TOUCHES);
  } else if (!identity && known && touch.at - known.at > lookback) delete touches.last_non_direct;
  return touches;
}

/**
 * The visit after one more page view. Half an hour of silence ends a session; a new campaign
 * begins a new touch, not a new session.
 *
 * @param touch how the document was reached
 * @param quiet whether this is no arrival: a reload, or a page that the document showed later
 * @param lookback how long a non-direct touch is remembered over later direct arrivals
 */
export function visitAfter(
  before: Visit | undefined,
  touch: Touch,
  quiet: boolean,
  lookback: number,
  now: number,
  newId: () => string,
): Visit {
  const goesOn = !!before && Math.abs(now - before.seen_at) < SESSION_SILENCE_MS;
  return {
    v: 1,
    visitor: before?.visitor || newId(),
    session: goesOn
      ? before.session
      : { id: newId(), started_at: now, number: (before?.session.number ?? 0) + 1 },
    seen_at: now,
    touches: touchesAfter(before?.touches, touch, goesOn, quiet, lookback),
    path: goesOn ? before.path : [],
    ...(goesOn && before.call_to_action && { call_to_action: before.call_to_action }),
  };
}
