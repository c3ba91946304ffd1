/**
 * `npm run bench -- collector grow`: what becomes slower as the database of the collector grows to a
 * million sessions and a hundred thousand leads.
 *
 * The sessions of a year are written into the inbox as if they had been taken, and the collector
 * projects them: what is stored is what it stores.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Client } from '@libsql/client';
import { temporaryFolder } from '../support/home.ts';
import {
  benchIngest,
  type Ingest,
  median,
  numberOf,
  openDatabase,
  type Prepared,
  prepare,
  projected,
  startCollector,
  verify,
} from './collector.ts';
import { History, type Time } from './history.ts';
import type { LoadResult } from './load.ts';
import { buildProcesses, type Load, startLoad } from './processes.ts';

/** How far the database grows, and how long and how often is measured. */
export interface GrowthPlan {
  sessions: number;
  rounds: number;
  seconds: number;
  /** At which parts of it is measured: a hundredth, a tenth, all. */
  parts: number[];
  /** Told of progress. */
  tell: (text: string) => void;
}

export const MILLION = { sessions: 1_000_000, rounds: 3, seconds: 4, parts: [100, 10, 1] };

/** The goal: of the rate of an empty database, and of the time that a look-up takes at first. */
const GOAL = { ingest: 0.8, lookup: 2 };

const YEAR_MS = 365 * 86_400_000;
const MESSAGES_PER_COMMIT = 2_000;
const CONNECTIONS = 64;
/** Leads that are looked up, any of them at a time. */
const LOOKED_UP = 500;
/** The rate of the projection is that of so many of the last messages. */
const LAST_MESSAGES = 20_000;

const CLIENT = JSON.stringify({ browser: 'Chrome 141', os: 'Windows', device: 'desktop' });

/** A size of the database, and what was measured there. */
interface Stage {
  sessions: number;
  leads: number;
  mib: number;
  /** Messages a second that are projected while nothing else is done. */
  projection: number;
  questions: Record<string, LoadResult>;
  /** In rounds with those of an empty database. */
  grown: Ingest[];
  empty: Ingest[];
}

/** What was written so far. */
interface Written {
  sessions: number;
  messages: number;
}

/** Writes the sessions of a history up to one into an inbox, as if they had been taken. */
async function fill(client: Client, siteId: string, time: Time, written: Written): Promise<void> {
  const history = new History(time);
  let rows: unknown[][] = [];
  const write = async () => {
    await client.execute({
      sql: `insert into inbox (site_id, received_at, body, client)
        select value ->> 0, value ->> 1, value ->> 2, value ->> 3 from json_each(?)`,
      args: [JSON.stringify(rows)],
    });
    written.messages += rows.length;
    rows = [];
  };
  for (; written.sessions < time.sessions; written.sessions++) {
    for (const message of history.messagesOf(written.sessions)) {
      rows.push([siteId, message.sent_at, JSON.stringify(message), CLIENT]);
    }
    if (rows.length >= MESSAGES_PER_COMMIT) await write();
  }
  await write();
}

/** Waits for the projection, and tells its rate at the end: messages a second. */
async function projectionRate(client: Client): Promise<number> {
  const waiting = await projected(client, LAST_MESSAGES);
  const startedAt = performance.now();
  await projected(client);
  return waiting / ((performance.now() - startedAt) / 1_000);
}

/** What whoever holds a key asks for, by what it is. */
async function questionsOf(client: Client): Promise<Record<string, string[]>> {
  const some = await client.execute(`select id from leads order by random() limit ${LOOKED_UP}`);
  const deep = await client.execute(
    'select received_at, id from leads order by received_at limit 1 offset (select min(60, count(*) / 2) from leads)',
  );
  const [receivedAt, id] = Array.from(deep.rows[0] ?? []);
  return {
    lookup: some.rows.map((row) => `/v1/leads/${row[0]}`),
    'first page': ['/v1/leads?limit=50'],
    spam: ['/v1/leads?limit=50&show=spam'],
    tests: ['/v1/leads?limit=50&show=test'],
    'last page': [`/v1/leads?limit=50&after=${receivedAt}-${id}`],
  };
}

/** Waits until all that was written is on the disk: gigabytes under way would slow what is measured. */
function settleDisk(): void {
  execFileSync('sync');
}

/** Asks a collector, one question after the other. */
async function ask(load: Load, prepared: Prepared, client: Client, seconds: number) {
  const { port, stop } = await startCollector(prepared);
  const answers: Stage['questions'] = {};
  for (const [name, paths] of Object.entries(await questionsOf(client))) {
    const order = { port, connections: 1, paths, key: prepared.apiKey };
    await load.run({ ...order, seconds: seconds / 4 });
    answers[name] = await load.run({ ...order, seconds: seconds / 2 });
    if (answers[name].refused) throw new Error(`The collector refused: ${name}.`);
  }
  await stop();
  return answers;
}

/** Loads collectors, by turns one whose database is empty and one where it has grown. */
async function ingest(load: Load, grown: Prepared, time: Time, plan: GrowthPlan) {
  const runs: Pick<Stage, 'grown' | 'empty'> = { grown: [], empty: [] };
  const order = { events: 1, connections: CONNECTIONS, seconds: plan.seconds, returning: time };
  const copy = temporaryFolder();
  cpSync(grown.folder, copy.path, { recursive: true });
  settleDisk();
  for (let round = 0; round < plan.rounds; round++) {
    const folder = temporaryFolder();
    const folders = {
      grown: { ...grown, folder: copy.path },
      empty: await prepare(folder.path),
    };
    for (const name of ['empty', 'grown'] as const) {
      const client = openDatabase(folders[name].folder);
      runs[name].push(await benchIngest(load, folders[name], client, order));
      client.close();
    }
    folder.remove();
  }
  copy.remove();
  return runs;
}

/** Lets the database grow to the sessions of a time, and measures there. */
async function stageOf(
  load: Load,
  prepared: Prepared,
  time: Time,
  written: Written,
  plan: GrowthPlan,
): Promise<Stage> {
  const client = openDatabase(prepared.folder);
  // What is lost when the machine stops is written again.
  await client.execute('pragma synchronous = off');
  await fill(client, prepared.siteId, time, written);
  plan.tell(`  ${written.messages} messages written`);
  const collector = await startCollector(prepared);
  const projection = await projectionRate(client);
  await collector.stop();
  await verify(client, written.messages, written.messages);
  plan.tell(`  projected, at last ${Math.round(projection)}/s`);
  settleDisk();
  const questions = await ask(load, prepared, client, plan.seconds);
  const leads = await numberOf(client, 'select count(*) from leads');
  client.close();
  const mib = statSync(join(prepared.folder, 'waybill.db')).size / 2 ** 20;
  const runs = await ingest(load, prepared, time, plan);
  return { sessions: time.sessions, leads, mib, projection, questions, ...runs };
}

const rateOf = (runs: Ingest[], which: 'b' | 'd') =>
  median(runs.map((run) => run[which].perSecond));

function summary({ grown, empty, questions, ...stage }: Stage) {
  const [b, d] = [rateOf(grown, 'b'), rateOf(grown, 'd')];
  const [emptyB, emptyD] = [rateOf(empty, 'b'), rateOf(empty, 'd')];
  return {
    ...stage,
    ...{ b, d, b_empty: emptyB, d_empty: emptyD, b_of_empty: b / emptyB, d_of_empty: d / emptyD },
    p50_ms: Object.fromEntries(Object.entries(questions).map(([name, { p50Ms }]) => [name, p50Ms])),
    p99_ms: Object.fromEntries(Object.entries(questions).map(([name, { p99Ms }]) => [name, p99Ms])),
  };
}

function table(stages: ReturnType<typeof summary>[]): string {
  const names = Object.keys(stages[0]?.p50_ms ?? {});
  const cells = (values: (string | number)[]) =>
    values.map((value) => `${value}`.padStart(14)).join('');
  const rows = stages.map((stage) => {
    const { sessions, leads, mib, projection, b, d } = stage;
    const asked = names.map(
      (name) => `${stage.p50_ms[name]?.toFixed(2)}/${stage.p99_ms[name]?.toFixed(2)}`,
    );
    return cells([
      ...[sessions, leads, Math.round(mib)],
      ...[Math.round(b), stage.b_of_empty.toFixed(2)],
      ...[Math.round(d), stage.d_of_empty.toFixed(2), Math.round(projection)],
      ...asked,
    ]);
  });
  return [
    `Requests a second of one event over ${CONNECTIONS} connections, beside an empty database in the same rounds;`,
    'messages a second that are projected alone; milliseconds of an answer, p50/p99, one after the other',
    '',
    cells([
      ...['sessions', 'leads', 'MiB', 'acknowledged', 'of empty', 'and projected', 'of empty'],
      ...['alone', ...names],
    ]),
    ...rows,
  ].join('\n');
}

/** What was found, as a text and as figures. */
export async function benchGrowth(plan: GrowthPlan) {
  await buildProcesses();
  const load = startLoad();
  const folder = temporaryFolder();
  const prepared = await prepare(folder.path);
  const time = { start: Date.now() - YEAR_MS, stepMs: YEAR_MS / plan.sessions };
  const written = { sessions: 0, messages: 0 };
  const stages: ReturnType<typeof summary>[] = [];
  for (const part of plan.parts) {
    const sessions = Math.ceil(plan.sessions / part);
    plan.tell(`To ${sessions} sessions`);
    stages.push(summary(await stageOf(load, prepared, { ...time, sessions }, written, plan)));
  }
  await load.stop();
  folder.remove();
  const [first, last] = [stages[0], stages.at(-1)];
  const result = {
    goal: GOAL,
    verified: true,
    ingest: last?.b_of_empty,
    lookup: (last?.p50_ms.lookup ?? 0) / (first?.p50_ms.lookup ?? 0),
    stages,
  };
  return { text: table(stages), result };
}
