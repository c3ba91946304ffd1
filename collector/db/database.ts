import type { LibSQLDatabase } from 'drizzle-orm/libsql/driver-core';
import type * as schema from './schema.ts';

/** A statement as the driver takes it, with the values of its parameters. */
interface Statement {
  sql: string;
  args: (string | number | null)[];
}

/** What of the driver is used past drizzle. */
interface Driver {
  execute: (statement: Statement) => Promise<unknown>;
  batch: (statements: Statement[], mode: 'write') => Promise<unknown>;
}

/** The handle that every query takes: a libSQL file on Node, a libSQL server from Workers. */
export type Database = LibSQLDatabase<typeof schema> & { $client: Driver };
