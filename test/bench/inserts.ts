/** How fast rows get into a database where nothing is done but that. */
import { join } from 'node:path';
import { type Client, createClient, type InStatement, type InValue } from '@libsql/client';
import { temporaryFolder } from '../support/home.ts';

/** Rows of a table, in the order in which they were written. */
export interface Rows {
  table: string;
  columns: string[];
  rows: InValue[][];
}

/** The tables of a database without their rows, and some rows of some. */
export interface Sample {
  schema: string[];
  tables: Rows[];
  /** How many messages the rows come from. */
  messages: number;
}

/** What SQLite allows in a statement. */
const MAX_PARAMETERS = 32_766;

export function openFile(file: string): Client {
  return createClient({ url: `file:${file}`, concurrency: 1, timeout: 5_000 });
}

/** As the collector opens its own. */
async function openEmpty(file: string, schema: string[]): Promise<Client> {
  const client = openFile(file);
  await client.execute('pragma journal_mode = wal');
  await client.execute('pragma synchronous = full');
  for (const statement of schema) await client.execute(statement);
  return client;
}

export async function schemaOf(client: Client): Promise<string[]> {
  const { rows } = await client.execute(
    "select sql from sqlite_schema where sql is not null and name not like 'sqlite_%'",
  );
  return rows.map(({ sql }) => `${sql}`);
}

/** The first rows of a table; `but` are columns that the database fills in. */
export async function rowsOf(
  client: Client,
  table: string,
  limit: number,
  but: string[] = [],
): Promise<Rows> {
  const info = await client.execute(`select name from pragma_table_info('${table}')`);
  const columns = info.rows.map(({ name }) => `${name}`).filter((name) => !but.includes(name));
  const { rows } = await client.execute(
    `select ${columns.join()} from ${table} order by rowid limit ${limit}`,
  );
  return { table, columns, rows: rows.map((row) => Array.from(row) as InValue[]) };
}

function parts<T>(values: readonly T[], most: number): T[][] {
  const all: T[][] = [];
  for (let from = 0; from < values.length; from += most) all.push(values.slice(from, from + most));
  return all;
}

/** How the rows of a commit are handed over. */
const FORMS = {
  /** As the values of one statement. */
  values({ table, columns, rows }: Rows): InStatement[] {
    const one = `(${columns.map(() => '?').join()})`;
    const most = Math.floor(MAX_PARAMETERS / columns.length);
    return parts(rows, most).map((some) => ({
      sql: `insert into ${table} (${columns.join()}) values ${some.map(() => one).join()}`,
      args: some.flat(),
    }));
  },
  /** As one JSON text, which the database takes apart. */
  json({ table, columns, rows }: Rows): InStatement[] {
    const values = columns.map((_, index) => `value ->> ${index}`);
    const sql = `insert into ${table} (${columns.join()}) select ${values.join()} from json_each(?)`;
    return parts(rows, rows.length).map((some) => ({ sql, args: [JSON.stringify(some)] }));
  },
  /** By a statement each. */
  singly({ table, columns, rows }: Rows): InStatement[] {
    const sql = `insert into ${table} (${columns.join()}) values (${columns.map(() => '?').join()})`;
    return rows.map((args) => ({ sql, args }));
  },
} as const;

/** How rows are written: of how many messages at once, and in which form. */
interface Way {
  messages: number;
  form: keyof typeof FORMS;
}

const WAYS: Way[] = [100, 500, 1_000, 2_000].flatMap((messages) => [
  { messages, form: 'values' },
  { messages, form: 'json' },
  { messages, form: 'singly' },
]);

/** The rows of each commit: of every table its share. */
function* commitsOf({ tables, messages }: Sample, way: Way): Generator<InStatement[]> {
  const count = Math.ceil(messages / way.messages);
  for (let i = 0; i < count; i++) {
    yield tables.flatMap((table) => {
      const { rows } = table;
      const start = Math.floor((i * rows.length) / count);
      const end = Math.floor(((i + 1) * rows.length) / count);
      return FORMS[way.form]({ ...table, rows: rows.slice(start, end) });
    });
  }
}

/** Messages a second whose rows are written in this way, into a file of their own. */
async function insertsPerSecond(sample: Sample, way: Way): Promise<number> {
  const folder = temporaryFolder();
  const client = await openEmpty(join(folder.path, 'bench.db'), sample.schema);
  const startedAt = performance.now();
  for (const statements of commitsOf(sample, way)) await client.batch(statements, 'write');
  const seconds = (performance.now() - startedAt) / 1_000;
  client.close();
  folder.remove();
  return sample.messages / seconds;
}

/** The best of all ways: messages a second, and how. */
export interface Best {
  perSecond: number;
  way: Way;
}

/** Tries these ways, by default all, and tells of the best. */
export async function bestInserts(sample: Sample, ways: Way[] = WAYS): Promise<Best> {
  let best: Best | undefined;
  for (const way of ways) {
    const perSecond = await insertsPerSecond(sample, way);
    if (!best || perSecond > best.perSecond) best = { perSecond, way };
  }
  if (!best) throw new Error('There is no way to try.');
  return best;
}
