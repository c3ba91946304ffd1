import { LOOKBACK_MS } from '../../shared/limits.ts';
import type { Touch, Touches } from '../../shared/wire.ts';
import { type Classification, sourceOf } from './source.ts';

/** Every touch that a lead tells of, the newest first; by their parts, since clocks are set. */
export function allTouches(touches: Touches): Touch[] {
  const { first, list = [], session, last_non_direct, last } = touches;
  const newest = last_non_direct ? [last, last_non_direct] : [last];
  return [...newest, session, ...[...list].reverse(), first];
}

/** When the oldest touch may have been that a lead is filed under. */
function lookbackOf({ last, last_non_direct, session }: Touches): number {
  // With none that was not direct, those that once were have lapsed, by the site's own lookback.
  if (!last_non_direct) return Math.min(last.at, session.at);
  return Math.min(last_non_direct.at, last.at - LOOKBACK_MS);
}

/**
 * The touch that a lead is filed under, and where it came from: the newest one that the full table
 * does not call direct. The snippet's small table may have taken a sign-in page for a source, or
 * a source for nothing.
 */
export function decisiveTouch(touches: Touches): { touch: Touch; found: Classification } {
  const oldest = lookbackOf(touches);
  for (const touch of allTouches(touches)) {
    if (touch.at < oldest) continue;
    const found = sourceOf(touch);
    if (found.channel !== 'Direct') return { touch, found };
  }
  return { touch: touches.last, found: sourceOf(touches.last) };
}
