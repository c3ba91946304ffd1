import { DAY_MS } from './duration.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/**
 * How long is waited after each try. With the first there are 11 tries; at the least that chance
 * makes of the waits, the last is more than three days after the first.
 */
export const WAITS_MS: readonly number[] = [
  5 * SECOND_MS,
  MINUTE_MS,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  2 * HOUR_MS,
  6 * HOUR_MS,
  12 * HOUR_MS,
  24 * HOUR_MS,
  24 * HOUR_MS,
  24 * HOUR_MS,
];

/** So much more or less of each wait, so that what failed together does not come back together. */
const JITTER = 0.2;

/** A receiver that asks for more than this is asked again all the same. */
const MAX_ASKED_MS = DAY_MS;

/** After so long with failures alone, a destination is left alone until somebody resumes it. */
const PAUSE_AFTER_MS = 5 * DAY_MS;
/** And after no fewer tries: one failure a week is no dead destination. */
export const TRIES_BEFORE_PAUSE = 10;

/** A try that failed, of so many. */
interface Failed {
  /** With this one. */
  attempts: number;
  now: number;
  /** What the receiver asked to be waited; null where nothing. */
  askedMs: number | null;
  /** From 0 to 1. */
  random: number;
}

/** When to try again; nothing where that was the last time. */
export function nextAttemptAt({ attempts, now, askedMs, random }: Failed): number | undefined {
  const wait = WAITS_MS[attempts - 1];
  if (wait === undefined) return undefined;
  const scattered = wait * (1 + JITTER * (2 * random - 1));
  return Math.ceil(now + Math.max(scattered, Math.min(askedMs ?? 0, MAX_ASKED_MS)));
}

/** What a `Retry-After` in seconds asks for; one that is a date is read by whoever has a clock. */
export function secondsAsked(header: string): number | undefined {
  return /^\d{1,9}$/.test(header.trim()) ? Number(header) * SECOND_MS : undefined;
}

/** Whether a destination that has failed since then is to be paused. */
export function isToBePaused(failingSince: number | null, now: number): boolean {
  return failingSince !== null && now - failingSince >= PAUSE_AFTER_MS;
}
