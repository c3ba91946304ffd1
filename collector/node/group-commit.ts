import type { Database } from '../db/database.ts';
import { takeValues, type Values } from '../db/inbox.ts';

/**
 * So many are handed on at once where the writer keeps them in order: it may begin while this turn of
 * the event loop still brings others. Fewer cost more than is won by that (measured).
 */
const ENOUGH = 20;

/** Told of a commit: how many messages it made safe, and how long it took. */
export type Committed = (messages: number, ms: number) => void;

/** `takeValues`, told of. */
export async function commitValues(
  db: Database,
  rows: readonly Values[],
  committed: Committed | undefined,
): Promise<void> {
  const began = performance.now();
  await takeValues(db, rows);
  committed?.(rows.length, performance.now() - began);
}

/** How it is written, and what of it. */
interface Writing<T> {
  write: (all: T[]) => Promise<void>;
  /** Whether `write` keeps the order itself, and need not be waited for. */
  isOrdered?: boolean;
  /** Told of what could not be written. */
  failed?: (error: unknown) => void;
}

/**
 * Writes what comes together at once: what comes while that is done goes into the next. A promise
 * resolves once that is written which its own is in.
 */
export function groupCommit<T>({ write, isOrdered = false, failed }: Writing<T>) {
  let waiting: T[] = [];
  let next: Promise<void> | undefined;
  let last: Promise<void> = Promise.resolve();
  let handOn: (() => void) | undefined;

  async function commit(before: Promise<void>): Promise<void> {
    if (!isOrdered) await before;
    // What came meanwhile, and what this turn of the event loop still brings, comes along.
    await new Promise<void>((go) => {
      handOn = go;
      setImmediate(go);
    });
    const all = waiting;
    waiting = [];
    next = undefined;
    try {
      await write(all);
    } catch (error) {
      failed?.(error);
      throw error;
    }
  }

  async function both(before: Promise<void>, after: Promise<void>): Promise<void> {
    await before;
    await after.catch(() => {});
  }

  return {
    take(one: T): Promise<void> {
      waiting.push(one);
      if (!next) {
        next = commit(last);
        last = both(last, next);
      }
      if (isOrdered && waiting.length >= ENOUGH) handOn?.();
      return next;
    },
    /** Resolves once all that was taken is written, or has failed. */
    settle: () => last,
  };
}
