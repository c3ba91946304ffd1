import { threadId } from 'node:worker_threads';

/** Longer than any commit; whoever waits that long leaves it to the database's own lock. */
const LONGEST_MS = 6_000;

/** What the threads share that write to one database, in these places. */
export type SharedLock = SharedArrayBuffer;
const HELD = 0;
/** Who held it last, and how many wait. */
const LAST = 1;
const WAITING = 2;
/** Counts what changed; it is what is waited for. */
const CHANGES = 3;

export function newSharedLock(): SharedLock {
  return new SharedArrayBuffer(4 * Int32Array.BYTES_PER_ELEMENT);
}

function tellChange(words: Int32Array): void {
  Atomics.add(words, CHANGES, 1);
  Atomics.notify(words, CHANGES);
}

/** Frees the lock, whoever holds it or waited: the database has one of its own. */
export function freeLock(shared: SharedLock): void {
  const words = new Int32Array(shared);
  Atomics.store(words, WAITING, 0);
  Atomics.store(words, HELD, 0);
  tellChange(words);
}

/**
 * Lets the threads of a database write by turns. The database would make them wait as well, but by
 * sleeping and looking again: mostly for longer than there is to wait, and where one writes all the
 * time, the others would never see a moment without.
 */
export class WriteLock {
  private readonly words: Int32Array;
  /** What this thread writes comes in turn, too: a thread that waits does nothing else. */
  private last: Promise<unknown> = Promise.resolve();

  constructor(shared: SharedLock) {
    this.words = new Int32Array(shared);
  }

  /** Runs what writes, once nobody else does. */
  within<T>(write: () => Promise<T>): Promise<T> {
    const written = this.last.then(async () => {
      const isHeld = this.take();
      try {
        return await write();
      } finally {
        if (isHeld) this.leave();
      }
    });
    this.last = written.catch(() => undefined);
    return written;
  }

  /** Whoever wrote last lets those write first who wait. */
  private mayTake(): boolean {
    const isOthers = Atomics.load(this.words, LAST) === threadId && this.isWaitedFor();
    return !isOthers && Atomics.compareExchange(this.words, HELD, 0, 1) === 0;
  }

  private isWaitedFor(): boolean {
    return Atomics.load(this.words, WAITING) > 0;
  }

  private take(): boolean {
    const { words } = this;
    const until = performance.now() + LONGEST_MS;
    for (;;) {
      const changes = Atomics.load(words, CHANGES);
      if (this.mayTake()) {
        Atomics.store(words, LAST, threadId);
        return true;
      }
      const restMs = until - performance.now();
      if (restMs <= 0) return false;
      Atomics.add(words, WAITING, 1);
      Atomics.wait(words, CHANGES, changes, restMs);
      Atomics.sub(words, WAITING, 1);
    }
  }

  private leave(): void {
    Atomics.store(this.words, HELD, 0);
    tellChange(this.words);
  }
}
