import { getTableColumns, type SQL, sql } from 'drizzle-orm';
import type { SQLiteTable } from 'drizzle-orm/sqlite-core';
import type { Database } from './database.ts';

const ROWS_PER_STATEMENT = 500;
/** A libSQL server takes no value over 5 MB. */
const CHARS_PER_STATEMENT = 1_000_000;

/** Rows in their order, so many at once. */
export function chunksOf<T>(rows: readonly T[], size: number): T[][] {
  const count = Math.ceil(rows.length / size);
  return Array.from({ length: count }, (_, i) => rows.slice(i * size, (i + 1) * size));
}

/** Rows as JSON lists, so many of them and of their characters at once; one at least. */
function jsonLists(rows: readonly unknown[]): string[] {
  const lists: string[] = [];
  let list: string[] = [];
  let chars = 0;
  for (const row of rows) {
    const json = JSON.stringify(row);
    const isFull = list.length === ROWS_PER_STATEMENT || chars + json.length > CHARS_PER_STATEMENT;
    if (isFull && list.length) {
      lists.push(`[${list}]`);
      list = [];
      chars = 0;
    }
    list.push(json);
    chars += json.length;
  }
  if (list.length) lists.push(`[${list}]`);
  return lists;
}

/**
 * Statements that insert rows, each many of them as one JSON text. The database takes that apart
 * faster than it binds as many values, and reads the same short statement however many there are.
 *
 * @param rows columns that one leaves out are left out of all
 * @param conflict what follows `on conflict`
 */
export function insertRows<T extends SQLiteTable>(
  db: Database,
  table: T,
  rows: readonly T['$inferInsert'][],
  conflict: SQL = sql`do nothing`,
) {
  const [first] = rows;
  if (!first) return [];
  const names = Object.entries(getTableColumns(table)).filter(([name]) => name in first);
  const columns = names.map(([, column]) => sql.identifier(column.name));
  const values = names.map((_, index) => sql.raw(`value ->> ${index}`));
  const lists = jsonLists(
    rows.map((row) => names.map(([name]) => (row as Record<string, unknown>)[name])),
  );
  // Without a condition SQLite reads `on` as a join's.
  return lists.map((json) =>
    db.run(sql`insert into ${table} (${sql.join(columns, sql`, `)})
      select ${sql.join(values, sql`, `)} from json_each(${json}) where true
      on conflict ${conflict}`),
  );
}

/**
 * The rows of a query of a whole table, read as one JSON text: the driver makes an object of each row
 * by steps that cost more than all that the projection makes of it.
 */
export async function selectRows<T extends SQLiteTable>(
  db: Database,
  table: T,
  query: SQL,
): Promise<T['$inferSelect'][]> {
  const columns = Object.entries(getTableColumns(table));
  const values = columns.map(([, { name, dataType }]) =>
    dataType === 'json' ? sql`json(${sql.identifier(name)})` : sql.identifier(name),
  );
  const [found] = await db.all<{ rows: string }>(
    sql`select json_group_array(json_array(${sql.join(values, sql`, `)})) as "rows" from (${query})`,
  );
  const rows: unknown[][] = JSON.parse(found?.rows ?? '[]');
  return rows.map(
    (row) =>
      Object.fromEntries(columns.map(([key], index) => [key, row[index]])) as T['$inferSelect'],
  );
}

/** What follows `on conflict` where columns are merged with those of the row that is there. */
export function mergedBy(merges: Readonly<Record<string, SQL>>): SQL {
  const sets = Object.entries(merges).map(
    ([name, merge]) => sql`${sql.identifier(name)} = ${merge}`,
  );
  return sql`do update set ${sql.join(sets, sql`, `)}`;
}
