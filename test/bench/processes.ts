/** The processes of a bench, and what they take of the machine, as Linux counts it. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { build } from 'esbuild';
import type { LoadOrder, LoadResult } from './load.ts';

const FOLDER = 'dist/bench';

/** Builds what runs as a process of its own, in the way that `waybill` itself is built. */
export async function buildProcesses(): Promise<void> {
  await build({
    entryPoints: ['test/bench/load.ts', 'test/bench/rivals.ts'],
    outdir: FOLDER,
    bundle: true,
    packages: 'external',
    platform: 'node',
    target: 'node20',
    format: 'esm',
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill();
  await ended;
}

/** A server that runs as its own process. */
export interface Server {
  port: number;
  pid: number;
  stop: () => Promise<unknown>;
}

/** Starts a server of `rivals.ts`. */
export async function startRival(name: string, folder: string): Promise<Server> {
  const child = fork(`${FOLDER}/rivals.js`, [name, folder]);
  const [port] = await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(() => {
      throw new Error(`The server ${name} ended.`);
    }),
  ]);
  return { port, pid: child.pid ?? 0, stop: () => end(child) };
}

/** The load generator, which serves a whole bench, so that it is warm. */
export function startLoad() {
  const child = fork(`${FOLDER}/load.js`);
  return {
    async run(order: LoadOrder): Promise<LoadResult> {
      const answered = once(child, 'message');
      child.send(order);
      const [result] = await answered;
      return result;
    },
    stop: () => end(child),
  };
}

export type Load = ReturnType<typeof startLoad>;

/** Clock ticks of `/proc` in a second: the same on all that Node runs on. */
const TICKS_PER_SECOND = 100;

/** Seconds that each thread has run for so far, by its id; the first is the process's own. */
export type Threads = Map<string, number>;

export function threadsOf(pid: number): Threads {
  const threads: Threads = new Map();
  for (const id of readdirSync(`/proc/${pid}/task`)) {
    const stat = readFileSync(`/proc/${pid}/task/${id}/stat`, 'utf8');
    // Behind the name, which may hold anything: user and system time are the 12th and 13th there.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    threads.set(id, (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND);
  }
  return threads;
}

/** What a process took of the processor between two looks at its threads. */
export interface Cpu {
  total: number;
  /** The thread that serves HTTP. */
  main: number;
  /** The busiest other one: the database's, where there is one. */
  second: number;
}

export function cpuBetween(pid: number, before: Threads, after: Threads): Cpu {
  const spent = [...after].map(([id, seconds]) => [id, seconds - (before.get(id) ?? 0)] as const);
  const others = spent.filter(([id]) => id !== `${pid}`).map(([, seconds]) => seconds);
  const total = spent.reduce((sum, [, seconds]) => sum + seconds, 0);
  return {
    total,
    main: total - others.reduce((sum, seconds) => sum + seconds, 0),
    second: Math.max(0, ...others),
  };
}

/** The most memory that a process has held so far, in MiB. */
export function peakMemory(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]) / 1_024;
}
