import { type SQL, sql } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';

/** Whether a column holds one of these; they are one parameter, however many. */
export function among(column: SQLiteColumn | SQL, values: readonly (string | number)[]): SQL {
  return sql`${column} in (select value from json_each(${JSON.stringify(values)}))`;
}

/** The id of a row, which its site alone makes the only one. */
export interface RowId {
  siteId: string;
  id: string;
}

/** Whether two columns hold the site and the id of one of these. */
export function amongRows(siteId: SQLiteColumn, id: SQLiteColumn, rows: readonly RowId[]): SQL {
  const json = JSON.stringify(rows.map((row) => [row.siteId, row.id]));
  return sql`(${siteId}, ${id}) in (select value ->> 0, value ->> 1 from json_each(${json}))`;
}
