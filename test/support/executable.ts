import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { freePort } from './sqld.ts';

const EXECUTABLE = resolve('dist/waybill.js');

type Settings = Record<string, string>;

function environment(settings: Settings): NodeJS.ProcessEnv {
  const { PATH, HOME } = process.env;
  // All visitors of a test come from one address.
  return { PATH, HOME, WAYBILL_RATE_PER_ADDRESS: '0', ...settings };
}

/** Runs `waybill` with these words, and this on its standard input, to its end. */
export function waybill(
  words: string[],
  settings: Settings,
  input = '',
): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((done) => {
    const options = { env: environment(settings), timeout: 15_000 };
    const child = execFile(
      process.execPath,
      [EXECUTABLE, ...words],
      options,
      (_error, stdout, stderr) => done({ code: child.exitCode ?? -1, stdout, stderr }),
    );
    child.stdin?.end(input);
  });
}

/** Begins `waybill` with these words; what goes in and out is the caller's. */
export function spawnWaybill(words: string[], settings: Settings) {
  return spawn(process.execPath, [EXECUTABLE, ...words], { env: environment(settings) });
}

/** A collector that runs as its own process, and what it printed when it was ready. */
export interface Started {
  port: number;
  demoPort: number;
  printed: string;
  process: ChildProcess;
  /** What it logged so far. */
  logged: () => string;
  /** Stops it as a person would, and resolves with its exit code. */
  stop: () => Promise<number | null>;
  /** Ends it without a warning. */
  kill: () => Promise<void>;
}

export async function startWaybill(settings: Settings, words: string[] = []): Promise<Started> {
  const [port, demoPort] = [await freePort(), await freePort()];
  const child = spawn(process.execPath, [EXECUTABLE, 'start', ...words], {
    env: environment({ PORT: `${port}`, WAYBILL_DEMO_PORT: `${demoPort}`, ...settings }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  let logged = '';
  await new Promise<void>((ready, failed) => {
    child.stdout.on('data', (text) => {
      printed += text;
      if (printed.endsWith('\n\n') && printed.includes('Data ')) ready();
    });
    child.stderr.on('data', (text) => {
      logged += text;
    });
    child.once('exit', () => failed(new Error(`waybill ended:\n${printed}${logged}`)));
  });
  const end = (signal: NodeJS.Signals) =>
    new Promise<number | null>((ended) => {
      if (child.exitCode !== null || child.signalCode !== null) ended(child.exitCode);
      child.once('exit', (code) => ended(code));
      child.kill(signal);
    });
  return {
    port,
    demoPort,
    printed,
    process: child,
    logged: () => logged,
    stop: () => end('SIGTERM'),
    kill: async () => {
      await end('SIGKILL');
    },
  };
}
