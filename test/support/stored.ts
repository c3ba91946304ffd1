import { sql } from 'drizzle-orm';
import type { Database } from '../../collector/db/database.ts';

/** Every row of every table, as one text. */
export async function everything(db: Database): Promise<string> {
  const tables = await db.all<{ name: string }>(
    sql`select name from sqlite_master where type = 'table'`,
  );
  const rows = await Promise.all(
    tables.map(({ name }) => db.all(sql`select * from ${sql.identifier(name)}`)),
  );
  return JSON.stringify(rows);
}
