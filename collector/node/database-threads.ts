import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Client, InStatement, ResultSet, Row } from '@libsql/client';
import type { Values } from '../db/inbox.ts';
import type { Ask, PlainResult, Said, ThreadData } from './database-thread.ts';
import { packageRoot } from './package-root.ts';
import { isRead } from './statements.ts';
import { freeLock, newSharedLock } from './write-lock.ts';

/** A failure of the database, as its thread told it. */
class DatabaseError extends Error {
  readonly code: string;

  constructor({ message, code }: { message: string; code: string }) {
    super(message);
    this.code = code;
  }
}

/** A row as the driver gives it: by place, and by name, of which only names are listed. */
function rowFrom(values: unknown[], columns: readonly string[]): Row {
  const row = {};
  Object.defineProperty(row, 'length', { value: values.length });
  values.forEach((value, index) => {
    Object.defineProperty(row, index, { value });
    const name = columns[index] ?? '';
    if (Object.hasOwn(row, name)) return;
    Object.defineProperty(row, name, {
      value,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  });
  return row as Row;
}

function resultFrom(plain: PlainResult): ResultSet {
  const result = { ...plain, rows: plain.rows.map((values) => rowFrom(values, plain.columns)) };
  return { ...result, toJSON: () => plain };
}

/** What is heard of a thread beside its answers. */
type Heard = Exclude<Said, { id: number }>;

/** A thread, and what it was asked and did not answer yet. */
function startThread(data: ThreadData, hear: (heard: Heard) => void, ended: () => void) {
  const thread = new Worker(join(packageRoot(), 'dist', 'database-thread.js'), {
    workerData: data,
  });
  const asked = new Map<
    number,
    { done: (result: PlainResult[]) => void; failed: (error: Error) => void }
  >();
  let newest = 0;
  const failAll = (error: Error) => {
    ended();
    for (const { failed } of asked.values()) failed(error);
    asked.clear();
  };
  thread.on('message', (said: Said) => {
    if ('event' in said) return hear(said);
    const { done, failed } = asked.get(said.id) ?? {};
    asked.delete(said.id);
    if ('error' in said) failed?.(new DatabaseError(said.error));
    else done?.(said.result);
  });
  thread.on('error', failAll);
  thread.on('exit', () => failAll(new Error('The thread of the database ended.')));
  return {
    ask: (ask: Ask): Promise<PlainResult[]> =>
      new Promise((done, failed) => {
        newest += 1;
        asked.set(newest, { done, failed });
        thread.postMessage({ id: newest, ...ask });
      }),
    end: () => thread.terminate(),
  };
}

/**
 * A thread at all times: after one that ended, of a database that could not be opened or of a fault,
 * the next that is asked is another. What is asked of none would never be answered.
 */
function keepThread(data: ThreadData, hear: (heard: Heard) => void) {
  let thread: ReturnType<typeof startThread> | undefined;
  const there = () => {
    if (thread) return thread;
    const started = startThread(data, hear, () => {
      if (thread === started) thread = undefined;
      // It may have ended while it wrote.
      freeLock(data.sharedLock);
    });
    thread = started;
    return started;
  };
  there();
  return {
    ask: (ask: Ask) => there().ask(ask),
    async close() {
      // One that ended has nothing to let go of.
      await thread?.ask({ do: 'close' }).catch(() => {});
      await thread?.end();
    },
  };
}

/** The database on three threads: one that writes, one that projects, one that reads meanwhile. */
export interface DatabaseThreads {
  client: Client;
  /** Keeps messages: `takeValues`. */
  take: (rows: Values[]) => Promise<void>;
  project: () => Promise<void>;
  close: () => Promise<void>;
}

export function openThreads(
  of: Omit<ThreadData, 'sharedLock'>,
  hear: (heard: Heard) => void,
): DatabaseThreads {
  const data = { ...of, sharedLock: newSharedLock() };
  const writer = keepThread(data, hear);
  const projector = keepThread(data, hear);
  const reader = keepThread(data, hear);
  const execute = async (statement: InStatement) => {
    const [result] = await (isRead(statement) ? reader : writer).ask({ do: 'execute', statement });
    if (!result) throw new Error('The thread of the database gave no result.');
    return resultFrom(result);
  };
  const batch = async (statements: InStatement[]) => {
    const thread = statements.every(isRead) ? reader : writer;
    return (await thread.ask({ do: 'batch', statements })).map(resultFrom);
  };
  return {
    client: { execute, batch } as Client,
    async take(rows) {
      await writer.ask({ do: 'take', rows });
    },
    async project() {
      await projector.ask({ do: 'project' });
    },
    async close() {
      await Promise.all([writer, projector, reader].map((thread) => thread.close()));
    },
  };
}
