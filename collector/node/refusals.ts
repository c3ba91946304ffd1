import type { Message } from '../db/inbox.ts';
import { RefusalTally } from '../refusal-tally.ts';

const EVERY_MS = 1_000;

/**
 * Writes what was refused once a second. A crash loses the counts of that second, of nothing that was
 * acknowledged.
 */
export function countRefusals(
  take: (message: Message) => Promise<void>,
  project: () => Promise<void>,
  failed: (error: unknown) => void,
) {
  const tally = new RefusalTally();
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();

  async function write(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    const rows = tally.take();
    await Promise.all(rows.map((row) => take(row).catch(() => add(row))));
    // Nobody else may come for a while.
    if (rows.length) await project();
  }

  /**
   * Writes what was counted; of what cannot be written the counts come again with the next. What is
   * being written already is waited for, too: whoever asks may close the database behind it.
   */
  function flush(): Promise<void> {
    running = running.then(write, write);
    return running;
  }

  function add(refusal: Message): void {
    tally.add(refusal);
    timer ??= setTimeout(() => void flush().catch(failed), EVERY_MS).unref();
  }

  return { add, flush };
}
