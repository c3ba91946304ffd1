import type { Database } from '../db/database.ts';
import { tablesOf } from '../db/tables.ts';

const PATIENCE_MS = 2_000;

/** What a promise comes to within the patience. @throws after it */
export async function soon<T>(promise: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('No answer in time.')), PATIENCE_MS);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** What keeps a database from being worked with. */
export async function databaseFaults(db: Database): Promise<string[]> {
  try {
    const { state, last, newest } = await soon(tablesOf(db));
    if (state === 'current' || state === 'ahead') return [];
    return [`The tables are at ${last}, not at ${newest}. Bring them up to date: waybill migrate`];
  } catch {
    return [`The database does not answer within ${PATIENCE_MS / 1000} seconds.`];
  }
}
