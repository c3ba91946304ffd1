import type { Database } from './database.ts';

type Statement = Parameters<Database['batch']>[0][number];
type Batch = [Statement, ...Statement[]];

/** Runs statements all or none, and resolves with what each answered. */
export type RunBatch = (statements: Batch) => Promise<unknown[]>;

interface Waiting {
  statements: Batch;
  done: (results: unknown[]) => void;
  failed: (error: unknown) => void;
}

/**
 * Runs batches that come while another runs as one: a commit costs much the same whatever is in it.
 * Where that fails, each is run by itself, so that none suffers for another.
 */
export function batchesTogether(db: Database): RunBatch {
  let waiting: Waiting[] = [];
  let isRunning = false;

  async function runAll([first, ...more]: readonly Waiting[]): Promise<void> {
    if (!first) return;
    const all = [first, ...more];
    try {
      const [head, ...tail] = first.statements;
      const results = await db.batch([head, ...tail, ...more.flatMap((one) => one.statements)]);
      let from = 0;
      for (const { statements, done } of all) {
        done(results.slice(from, from + statements.length));
        from += statements.length;
      }
    } catch (error) {
      if (!more.length) return first.failed(error);
      for (const one of all) await runAll([one]);
    }
  }

  async function run(): Promise<void> {
    isRunning = true;
    // Those of the same turn come along.
    await Promise.resolve();
    while (waiting.length) {
      const all = waiting;
      waiting = [];
      await runAll(all);
    }
    isRunning = false;
  }

  return (statements) =>
    new Promise((done, failed) => {
      waiting.push({ statements, done, failed });
      if (!isRunning) void run();
    });
}
