/**
 * `npm run bench -- collector`: how fast messages are taken and projected, beside the parts of that
 * done alone and a server that does the least, in one run on one machine.
 *
 * All rates are requests a second; events a second are as many times more as a request has events.
 */
import { cpus } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@libsql/client';
import { readNodeSettings } from '../../collector/config.ts';
import { openHome } from '../../collector/node/home.ts';
import { setUp } from '../../collector/node/setup.ts';
import { startWaybill } from '../support/executable.ts';
import { SHOP, temporaryFolder } from '../support/home.ts';
import { type Best, bestInserts, openFile, rowsOf, type Sample, schemaOf } from './inserts.ts';
import type { LoadOrder, LoadResult } from './load.ts';
import {
  buildProcesses,
  type Cpu,
  cpuBetween,
  type Load,
  peakMemory,
  type Server,
  startLoad,
  startRival,
  threadsOf,
} from './processes.ts';
import type { MessageOrder } from './requests.ts';

/** How long and how often is measured, and with what load. */
export interface Plan {
  rounds: number;
  seconds: number;
  /** Told of progress. */
  tell: (text: string) => void;
  /** Events of a request. */
  events: number[];
  connections: number[];
}

export const FULL = { rounds: 3, seconds: 4, events: [1, 10], connections: [1, 64] };

/** What the collector is to reach at 64 connections, as shares of the bounds and of the naive server. */
const GOAL = { b_of_bound: 0.7, d_of_bound: 0.6, d_of_naive: 2.5 };

/** As many events as are inserted by themselves to see how fast that goes. */
const SAMPLE_EVENTS = 40_000;

/** After as long without any progress, there is none to be waited for. */
const STUCK_MS = 30_000;

interface Setting {
  events: number;
  connections: number;
}

/** One server under load, once. */
interface Run {
  /** Requests a second. */
  perSecond: number;
  p50Ms: number;
  p99Ms: number;
  /** Microseconds a request, of the server and of the load generator. */
  cpu: Cpu;
  loadCpu: number;
  memoryMiB: number;
}

/** What a bench of one setting found, in the order of its rounds. */
interface Rounds {
  setting: Setting;
  trivial: Run[];
  a: Run[];
  n: Run[];
  b: Run[];
  d: Run[];
  c: Best[];
  p: Best[];
  /** Requests that waited for their projection when the last was acknowledged. */
  behind: number[];
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return (
    ((sorted[Math.ceil(middle) - 1] ?? Number.NaN) + (sorted[Math.floor(middle)] ?? Number.NaN)) / 2
  );
}

/** Microseconds of each of so many requests. */
function each(cpu: Cpu, requests: number): Cpu {
  const of = (seconds: number) => (seconds * 1e6) / requests;
  return { total: of(cpu.total), main: of(cpu.main), second: of(cpu.second) };
}

/** Loads a server that is warm. What is done until `settled` resolves is counted to its time. */
async function measure(
  load: Load,
  pid: number,
  order: LoadOrder,
  settled: () => Promise<unknown> = async () => undefined,
): Promise<{ taken: LoadResult; run: Run; settledRun: Run }> {
  const startedAt = performance.now();
  const before = threadsOf(pid);
  const taken = await load.run(order);
  const after = threadsOf(pid);
  // The answer of the load generator took a moment to get here: its own clock is right.
  const offset = (performance.now() - startedAt) / 1_000 - taken.seconds;
  if (taken.refused || !taken.acknowledged) {
    throw new Error(`${taken.refused} of the requests were not taken.`);
  }
  await settled();
  const seconds = (performance.now() - startedAt) / 1_000 - offset;
  const { acknowledged, p50Ms, p99Ms } = taken;
  const common = {
    p50Ms,
    p99Ms,
    loadCpu: (taken.cpuSeconds * 1e6) / acknowledged,
    memoryMiB: peakMemory(pid),
  };
  return {
    taken,
    run: {
      ...common,
      perSecond: acknowledged / taken.seconds,
      cpu: each(cpuBetween(pid, before, after), acknowledged),
    },
    settledRun: {
      ...common,
      perSecond: acknowledged / seconds,
      cpu: each(cpuBetween(pid, before, threadsOf(pid)), acknowledged),
    },
  };
}

async function benchRival(name: string, load: Load, setting: Setting, plan: Plan): Promise<Run> {
  const folder = temporaryFolder();
  const server = await startRival(name, folder.path);
  const order = { ...setting, port: server.port, path: '/v1/collect/4n0t7q2m1c8k' };
  await load.run({ ...order, seconds: plan.seconds / 2 });
  const { run } = await measure(load, server.pid, { ...order, seconds: plan.seconds });
  await server.stop();
  folder.remove();
  return run;
}

/** Whom a data folder lets in. */
export interface Prepared {
  folder: string;
  siteId: string;
  siteKey: string;
  /** Of the API; '' where the folder had one already. */
  apiKey: string;
}

/** What the collector is set to: as it comes at a terminal, but for whom it lets in how often. */
function settingsOf(folder: string) {
  return {
    WAYBILL_DATA: folder,
    WAYBILL_RATE_PER_ADDRESS: '0',
    WAYBILL_RATE_PER_SITE: '0',
    WAYBILL_LOG: 'warn',
  };
}

/** Makes the data folder of a collector where it is missing. */
export async function prepare(folder: string): Promise<Prepared> {
  const home = await openHome(readNodeSettings(settingsOf(folder)));
  const { site, newKey: apiKey = '' } = await setUp(home, [SHOP]);
  await home.close();
  return { folder, siteId: site.id, siteKey: site.key, apiKey };
}

/** Starts the collector itself, as a process of its own. */
export async function startCollector({ folder }: Prepared): Promise<Server> {
  const { port, process, stop } = await startWaybill(settingsOf(folder), ['--no-demo']);
  return { port, pid: process.pid ?? 0, stop };
}

export async function numberOf(client: Client, sql: string): Promise<number> {
  const { rows } = await client.execute(sql);
  return Number(rows[0]?.[0] ?? 0);
}

export function openDatabase(folder: string): Client {
  return openFile(join(folder, 'waybill.db'));
}

const WAITING = `select coalesce((select max(seq) from inbox), 0)
  - coalesce((select seq from cursors where name = 'projection'), 0)`;

/** Resolves once no more requests than these wait to be projected, with how many do. */
export async function projected(client: Client, but = 0): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  let progressAt = performance.now();
  for (;;) {
    const waiting = await numberOf(client, WAITING);
    if (waiting <= but) return waiting;
    if (waiting < least) {
      least = waiting;
      progressAt = performance.now();
    }
    if (performance.now() - progressAt > STUCK_MS) {
      throw new Error(`The projection stands still, with ${waiting} requests before it.`);
    }
    await sleep(10);
  }
}

/** @throws when what is stored is not what was acknowledged, or the ledger does not come out even */
export async function verify(client: Client, requests: number, events: number): Promise<void> {
  const stored = await numberOf(
    client,
    'select (select count(*) from page_views) + (select count(*) from leads)',
  );
  if (stored !== events) {
    throw new Error(`${events} events were acknowledged, ${stored} are stored.`);
  }
  for (const [unit, count] of [
    ['request', requests],
    ['event', events],
  ] as const) {
    const of = (what: string) =>
      numberOf(client, `select sum(count) from ledger where unit = '${unit}' and outcome ${what}`);
    const [came, became] = [await of("= 'in'"), await of("<> 'in'")];
    if (came !== count || became !== count) {
      throw new Error(`Of ${count} ${unit}s the ledger says: ${came} in, ${became} out.`);
    }
  }
}

/** The first messages of a database, and the first rows of those that they became. */
async function samplesOf(client: Client, setting: Setting): Promise<{ c: Sample; p: Sample }> {
  const schema = await schemaOf(client);
  const limit = SAMPLE_EVENTS / setting.events;
  const inbox = await rowsOf(client, 'inbox', limit, ['seq']);
  const messages = inbox.rows.length;
  const sessions = await numberOf(client, 'select count(*) from sessions');
  const taken = await numberOf(client, 'select count(*) from inbox');
  const tables = [
    await rowsOf(client, 'sessions', Math.round((messages * sessions) / taken)),
    await rowsOf(client, 'page_views', messages * setting.events),
  ];
  return { c: { schema, messages, tables: [inbox] }, p: { schema, messages, tables } };
}

/** What a collector acknowledges, and with its projection. */
export interface Ingest {
  b: Run;
  d: Run;
  /** Requests that waited for their projection when the last was acknowledged. */
  behind: number;
  /** All that it was sent. */
  requests: number;
}

/** Loads a collector that is warm. */
export async function benchIngest(
  load: Load,
  prepared: Prepared,
  client: Client,
  order: Omit<MessageOrder, 'path'> & { connections: number; seconds: number },
): Promise<Ingest> {
  const collector = await startCollector(prepared);
  const whole = { ...order, port: collector.port, path: `/v1/collect/${prepared.siteKey}` };
  await projected(client);
  const warm = await load.run({ ...whole, seconds: order.seconds / 2 });
  await projected(client);
  let behind = 0;
  const settled = async () => {
    behind = await numberOf(client, WAITING);
    await projected(client);
  };
  const { taken, run, settledRun } = await measure(load, collector.pid, whole, settled);
  await collector.stop();
  return { b: run, d: settledRun, behind, requests: warm.acknowledged + taken.acknowledged };
}

/** What the collector does, and what of that the database can at best. */
async function benchWaybill(load: Load, rounds: Rounds, plan: Plan, inserts: boolean) {
  const { setting } = rounds;
  const folder = temporaryFolder();
  const prepared = await prepare(folder.path);
  const client = openDatabase(folder.path);
  const order = { ...setting, seconds: plan.seconds };
  const { b, d, behind, requests } = await benchIngest(load, prepared, client, order);
  await verify(client, requests, requests * setting.events);
  rounds.b.push(b);
  rounds.d.push(d);
  rounds.behind.push(behind);
  if (inserts) {
    const { c, p } = await samplesOf(client, setting);
    rounds.c.push(await bestInserts(c, rounds.c[0] && [rounds.c[0].way]));
    rounds.p.push(await bestInserts(p, rounds.p[0] && [rounds.p[0].way]));
  }
  client.close();
  folder.remove();
}

/** The run of the middle rate, whose other figures belong to it. */
function middle(runs: readonly Run[]): Run {
  const sorted = [...runs].sort((a, b) => a.perSecond - b.perSecond);
  const run = sorted[Math.floor((sorted.length - 1) / 2)];
  if (!run) throw new Error('Nothing was measured.');
  return run;
}

/** A rate of what is done one after the other, from the rates of its parts. */
function serial(...rates: number[]): number {
  return 1 / rates.reduce((sum, rate) => sum + 1 / rate, 0);
}

function rateOf(best: readonly Best[]): number {
  return median(best.map(({ perSecond }) => perSecond));
}

/** What a setting comes to. All but the ratios are requests a second. */
function summary(rounds: Rounds) {
  const [a, n, b, d] = [rounds.a, rounds.n, rounds.b, rounds.d].map((runs) =>
    median(runs.map(({ perSecond }) => perSecond)),
  ) as [number, number, number, number];
  const [c, p] = [rateOf(rounds.c), rateOf(rounds.p)];
  const limit = median(rounds.trivial.map(({ perSecond }) => perSecond));
  return {
    ...rounds.setting,
    ...{ load_limit: limit, a, c, p, n, b, d },
    b_of_bound: b / serial(a, c),
    d_of_bound: d / serial(a, c, p),
    d_of_naive: d / n,
  };
}

const HEAD =
  '                                       requests/s   events/s  p50 ms  p99 ms   CPU µs: all   HTTP  second  load    MiB';

function row(name: string, run: Partial<Run> & { perSecond: number }, events: number): string {
  const { perSecond, p50Ms, p99Ms, cpu, loadCpu, memoryMiB } = run;
  const cell = (value: number | undefined, width: number, digits = 0) =>
    (value === undefined ? '' : value.toFixed(digits)).padStart(width);
  return [
    name.padEnd(39),
    cell(perSecond, 10),
    cell(perSecond * events, 11),
    cell(p50Ms, 8, 2),
    cell(p99Ms, 8, 2),
    cell(cpu?.total, 14),
    cell(cpu?.main, 7),
    cell(cpu?.second, 8),
    cell(loadCpu, 6),
    cell(memoryMiB, 7),
  ].join('');
}

function table(rounds: Rounds): string {
  const { setting, c, p } = rounds;
  const { events, connections } = setting;
  const found = summary(rounds);
  const wayOf = (best: Best[]) => `${best[0]?.way.messages} in ${best[0]?.way.form}`;
  return [
    `\n${events} ${events === 1 ? 'event' : 'events'} a request, ${connections} ${connections === 1 ? 'connection' : 'connections'}`,
    HEAD,
    row('    no work: what the load can reach', middle(rounds.trivial), events),
    row('(a) parse, validate, answer 204', middle(rounds.a), events),
    row(`(c) inbox rows, ${wayOf(c)}`, { perSecond: found.c }, events),
    row(`(p) projected rows, ${wayOf(p)}`, { perSecond: found.p }, events),
    row('(n) naive: an insert an event', middle(rounds.n), events),
    row('(b) Waybill, acknowledged', middle(rounds.b), events),
    row('(d) Waybill, acknowledged and projected', middle(rounds.d), events),
    `    b is ${found.b_of_bound.toFixed(2)} of 1/(1/a + 1/c), d is ${found.d_of_bound.toFixed(2)} of 1/(1/a + 1/c + 1/p) and ${found.d_of_naive.toFixed(2)} of n; ${median(rounds.behind)} requests were behind at the end of the load`,
  ].join('\n');
}

async function benchRound(load: Load, all: Rounds[], plan: Plan): Promise<void> {
  for (const rounds of all) {
    const { setting } = rounds;
    const rival = (name: string) => benchRival(name, load, setting, plan);
    rounds.trivial.push(await rival('trivial'));
    rounds.a.push(await rival('door'));
    rounds.n.push(await rival('naive'));
    // The inserts do not depend on the connections: once for all is enough.
    await benchWaybill(load, rounds, plan, setting.connections === plan.connections[0]);
    const { a, n, b, d } = rounds;
    const rates = Object.entries({ a, n, b, d }).map(
      ([name, runs]) => `${name} ${Math.round(runs.at(-1)?.perSecond ?? 0)}`,
    );
    plan.tell(`  ${setting.events} × ${setting.connections}: ${rates.join(', ')}`);
  }
}

/** What was found, as a text and as figures. */
export async function benchCollector(plan: Plan) {
  await buildProcesses();
  const all: Rounds[] = plan.events.flatMap((events) => {
    // Those of the same events share these.
    const [c, p]: [Best[], Best[]] = [[], []];
    return plan.connections.map((connections) => ({
      setting: { events, connections },
      ...{ trivial: [], a: [], n: [], b: [], d: [], c, p, behind: [] },
    }));
  });
  const load = startLoad();
  for (let round = 1; round <= plan.rounds; round++) {
    plan.tell(`Round ${round} of ${plan.rounds}`);
    await benchRound(load, all, plan);
  }
  await load.stop();
  const machine = `${cpus().length} processors (${cpus()[0]?.model}), Node ${process.version}`;
  const head = `${plan.rounds} rounds of ${plan.seconds} s each, on ${machine}, synchronous=FULL`;
  const result = { goal: GOAL, verified: true, settings: all.map(summary) };
  return { text: [head, ...all.map(table)].join('\n'), result };
}
