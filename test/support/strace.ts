import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { temporaryFolder } from './home.ts';
import { installPackages } from './packages.ts';

/** All by which the collector hears, answers, and writes. */
const CALLS =
  'read,readv,recvfrom,recvmsg,write,writev,sendto,sendmsg,pwrite64,pwritev,fsync,fdatasync';

function isThere(): boolean {
  return spawnSync('strace', ['-V']).status === 0;
}

/**
 * Finds strace, or installs it where it may. Resolves with why the system does not let a process
 * be traced, where it does not.
 */
export async function whyNoTrace(): Promise<string | undefined> {
  if (process.platform !== 'linux') return 'System calls are traced with strace, on Linux alone.';
  if (!isThere()) installPackages(['strace']);
  if (!isThere()) {
    throw new Error(
      'The durability tests need strace: install it (Debian: apt-get install strace).',
    );
  }
  const sleeper = spawn('sleep', ['60']);
  const { stop, refusal } = await trace(sleeper.pid ?? 0);
  await stop();
  sleeper.kill();
  return refusal ? `This system lets no process be traced (${refusal}).` : undefined;
}

/** Traces a process that runs, with all its threads. */
export async function trace(pid: number, words: string[] = []) {
  const folder = temporaryFolder();
  const file = `${folder.path}/trace`;
  const child = spawn(
    'strace',
    ['-f', '-p', `${pid}`, '-o', file, '-yy', '-s', '80000', '-e', `trace=${CALLS}`, ...words],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let told = '';
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  await new Promise<void>((attached) => {
    child.stderr.on('data', (text) => {
      told += text;
      if (/attached/.test(told)) attached();
    });
    void ended.then(attached);
  });
  const refusal = /attached/.test(told) ? '' : told.trim();
  const calls = () => (existsSync(file) ? readFileSync(file, 'utf8') : '');
  return {
    refusal,
    /** Resolves once something was called. */
    async shows(call: RegExp): Promise<void> {
      while (!call.test(calls())) await new Promise((done) => setTimeout(done, 20));
    },
    /** Lets go of the process. Resolves with what it called. */
    async stop(): Promise<string> {
      child.kill('SIGINT');
      await ended;
      const all = calls();
      folder.remove();
      return all;
    },
  };
}
