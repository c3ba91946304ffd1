import { parentPort, workerData } from 'node:worker_threads';
import type { Client, InStatement, ResultSet } from '@libsql/client';
import { drizzle } from 'drizzle-orm/libsql';
import type { Values } from '../db/inbox.ts';
import * as schema from '../db/schema.ts';
import { type Projecting, projectInbox } from '../jobs/project.ts';
import { keyringFrom } from '../secrets/keyring.ts';
import { openFileClient } from './file-client.ts';
import { type Committed, commitValues, groupCommit } from './group-commit.ts';
import { isRead } from './statements.ts';
import { type SharedLock, WriteLock } from './write-lock.ts';

/*
 * A connection on a thread of its own: the database's calls block whoever makes them, and the
 * thread that serves requests never may.
 */

export interface ThreadData {
  file: string;
  secret: string;
  /** Of all threads of this database. */
  sharedLock: SharedLock;
}

/** What a thread is asked for. */
export type Ask =
  | { do: 'execute'; statement: InStatement }
  | { do: 'batch'; statements: InStatement[] }
  /** Keeps messages, in one commit with what else is there to be kept. */
  | { do: 'take'; rows: Values[] }
  | { do: 'project' }
  | { do: 'close' };

/** A result as it can be handed over: rows without their columns' names. */
export interface PlainResult {
  columns: string[];
  columnTypes: string[];
  rows: unknown[][];
  rowsAffected: number;
  lastInsertRowid: bigint | undefined;
}

/** What a thread says: an answer, or something of its own accord. */
export type Said =
  | { id: number; result: PlainResult[] }
  | { id: number; error: { message: string; code: string } }
  | { event: 'committed'; told: Parameters<Committed> }
  | { event: 'projected'; told: Parameters<NonNullable<Projecting['projected']>> }
  | { event: 'log'; told: Parameters<Projecting['log']> };

const port = parentPort;
if (!port) throw new Error('This runs as a thread of the collector.');
const { file, secret, sharedLock } = workerData as ThreadData;
const say = (said: Said) => port.postMessage(said);

let client: Client = await openFileClient(file);
const keyring = await keyringFrom(secret);
const lock = new WriteLock(sharedLock);

function plain({
  columns,
  columnTypes,
  rows,
  rowsAffected,
  lastInsertRowid,
}: ResultSet): PlainResult {
  return {
    columns,
    columnTypes,
    rows: rows.map((row) => Array.from(row)),
    rowsAffected,
    lastInsertRowid,
  };
}

/**
 * Runs against the connection as it is. After a failure it is opened anew: one on which a commit
 * met a lock was seen to fail ever after.
 */
async function onConnection<T>(run: (client: Client) => Promise<T>): Promise<T> {
  try {
    return await run(client);
  } catch (error) {
    client.close();
    client = await openFileClient(file);
    throw error;
  }
}

/** The connection as drizzle wants it, whichever it is now. */
const steady = {
  execute(statement: InStatement) {
    const run = () => onConnection((now) => now.execute(statement));
    return isRead(statement) ? run() : lock.within(run);
  },
  batch(statements: InStatement[]) {
    return statements.every(isRead)
      ? onConnection((now) => now.batch(statements, 'read'))
      : lock.within(() => onConnection((now) => now.batch(statements, 'write')));
  },
} as Client;

const db = drizzle(steady, { schema });

const commits = groupCommit({
  write: (asks: Values[][]) =>
    commitValues(db, asks.flat(), (...told) => say({ event: 'committed', told })),
});

async function answer(ask: Ask): Promise<PlainResult[]> {
  switch (ask.do) {
    case 'execute':
      return [plain(await steady.execute(ask.statement))];
    case 'batch':
      return (await steady.batch(ask.statements)).map(plain);
    case 'take':
      await commits.take(ask.rows);
      return [];
    case 'project':
      await projectInbox({
        db,
        keyring,
        now: () => Date.now(),
        log: (...told) => say({ event: 'log', told }),
        projected: (...told) => say({ event: 'projected', told }),
      });
      return [];
    case 'close':
      client.close();
      return [];
  }
}

port.on('message', ({ id, ...ask }: Ask & { id: number }) => {
  void answer(ask).then(
    (result) => say({ id, result }),
    (error) =>
      say({
        id,
        error: { message: String(error?.message ?? error), code: String(error?.code ?? '') },
      }),
  );
});
