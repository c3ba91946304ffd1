import type { LibSQLDatabase } from 'drizzle-orm/libsql/driver-core';
import type * as schema from './schema.ts';

/** The handle that every query takes: a libSQL file on Node, a libSQL server from Workers. */
export type Database = LibSQLDatabase<typeof schema>;
