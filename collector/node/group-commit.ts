import type { Message } from '../db/inbox.ts';
import { Failure } from '../domain/failure.ts';

const MAX_GROUP = 1_000;
/** For as long, more is waited for where nothing is being written: few messages cost as a single one. */
const GATHER_MS = 1;
/** What follows a commit waits for so long a pause between two of them, but no longer than that. */
const QUIET_MS = 10;
const LONGEST_WAIT_MS = 2_000;
/** When to come back where it could not be written. */
const RETRY_AFTER_S = 2;

interface Waiting {
  message: Message;
  safe: () => void;
  failed: (error: unknown) => void;
}

/**
 * Writes what arrives together in one commit: what comes while one is being made goes into the
 * next. Each message is acknowledged once its commit is done.
 */
export function groupCommit(
  write: (messages: Message[]) => Promise<void>,
  failed: (error: unknown) => void,
) {
  let waiting: Waiting[] = [];
  let running: Promise<void> | undefined;
  let committedAt = 0;

  async function commit(): Promise<void> {
    const group = waiting.slice(0, MAX_GROUP);
    waiting = waiting.slice(MAX_GROUP);
    try {
      await write(group.map(({ message }) => message));
      committedAt = performance.now();
      for (const { safe } of group) safe();
    } catch (error) {
      failed(error);
      const busy = new Failure(
        'busy',
        'The message could not be kept, since the database is busy, full or out of reach. Send it again.',
        { retryAfter: RETRY_AFTER_S },
      );
      for (const one of group) one.failed(busy);
    }
  }

  async function run(): Promise<void> {
    await new Promise((gathered) => setTimeout(gathered, GATHER_MS));
    while (waiting.length) await commit();
    running = undefined;
  }

  return {
    /** @throws {Failure} `busy` */
    take(message: Message): Promise<void> {
      return new Promise((safe, reject) => {
        waiting.push({ message, safe, failed: reject });
        if (running === undefined) running = run();
      });
    },
    /** Resolves in a pause: whoever brings messages comes first. */
    async pause(): Promise<void> {
      const until = performance.now() + LONGEST_WAIT_MS;
      while (performance.now() < until) {
        const quietMs = performance.now() - committedAt;
        if (quietMs >= QUIET_MS) return;
        await new Promise((passed) => setTimeout(passed, QUIET_MS - quietMs));
      }
    },
    /** Resolves once all that was taken is written, or has failed. */
    async settle(): Promise<void> {
      while (running !== undefined) await running;
    },
  };
}
