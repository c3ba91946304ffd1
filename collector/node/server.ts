import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { createAdaptorServer } from '@hono/node-server';
import type { Hono } from 'hono';
import { createApp } from '../app.ts';
import { runHandoff } from '../jobs/handoff.ts';
import { retain } from '../jobs/retention.ts';
import { Background, singleFlight } from './background.ts';
import type { Home } from './home.ts';
import { codeOf, UserError } from './user-error.ts';

/** Who sends slower than this is cut off: connections are few, and others wait for them. */
const SLOWEST = {
  headersTimeout: 5_000,
  requestTimeout: 10_000,
  /** How often those two are looked after. */
  connectionsCheckingInterval: 1_000,
  /** Longer than proxies keep theirs: of the two ends, theirs must be the one to close first. */
  keepAliveTimeout: 65_000,
  /** The first line and the headers. */
  maxHeaderSize: 16_384,
};
/** Of an answer that nobody reads, and of one that takes long to make. */
const SILENCE_MS = 120_000;
/** With more connections than this, those that wait for nothing are closed. */
const MAX_IDLE = 1_000;
/** How long a stop waits for requests under way, what goes on after answers, and the database. */
const STOP_MS = { requests: 4_000, background: 3_000, database: 2_000 };

async function within(ms: number, work: Promise<unknown>): Promise<void> {
  await Promise.race([work, pause(ms, undefined, { ref: false })]);
}

/** Bounds what slow or idle connections may take, and ends them well when the server stops. */
function guardConnections(server: Server): { stop: () => Promise<void> } {
  let open = 0;
  let stopping = false;
  server.timeout = SILENCE_MS;
  server.on('connection', (socket) => {
    open++;
    socket.once('close', () => open--);
    if (open > MAX_IDLE) server.closeIdleConnections();
  });
  server.prependListener('request', (_request, response) => {
    // A connection that would be kept alive is told that it is not.
    if (stopping) response.shouldKeepAlive = false;
  });
  return {
    stop: () =>
      new Promise((resolve) => {
        stopping = true;
        const idle = setInterval(() => server.closeIdleConnections(), 20);
        const late = setTimeout(() => server.closeAllConnections(), STOP_MS.requests);
        server.close(() => {
          clearInterval(idle);
          clearTimeout(late);
          resolve();
        });
      }),
  };
}

/** A server that listens, and how to end it. */
export interface Running {
  port: number;
  stop: () => Promise<void>;
}

/** Serves an app. `port` 0 takes a free one; `setting` names the variable that changes it. */
export async function listen(
  fetch: Hono['fetch'],
  port: number,
  host: string,
  setting: string,
): Promise<Running> {
  const server = createAdaptorServer({ fetch, serverOptions: SLOWEST }) as Server;
  const { stop } = guardConnections(server);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => {
      const code = codeOf(error);
      const why = code === 'EADDRINUSE' ? 'is taken' : `cannot be used (${code})`;
      reject(
        new UserError(
          `Port ${port} ${why}. Stop the other program, or choose another port: ${setting}=${port > 65_000 ? 8787 : port + 100} npm start`,
        ),
      );
    });
    server.listen(port, host, resolve);
  });
  return { port: (server.address() as AddressInfo).port, stop };
}

/** How often is looked for what is due; what has just come does not wait for it. */
const HANDOFF_EVERY_MS = 1_000;

/** The collector on Node: serves it, and first catches up with what a crash left unprojected. */
export async function serveCollector(home: Home, port: number, host: string): Promise<Running> {
  const background = new Background((error) =>
    home.deps.log('error', 'background_failed', { error }),
  );
  const busy = new Set<string>();
  const handOff = singleFlight(() => {
    const { publicUrl = `http://localhost:${running.port}` } = home.deps;
    const goOn = (work: Promise<void>) => background.waitUntil(work);
    return runHandoff({ ...home.deps, publicUrl }, goOn, busy);
  });
  const project = async () => {
    await home.deps.project();
    background.waitUntil(handOff());
  };
  const app = createApp({ ...home.deps, project });
  const running = await listen(
    (request, env) => app.fetch(request, env, background),
    port,
    host,
    'PORT',
  );
  background.waitUntil(project());
  const handingOff = setInterval(() => background.waitUntil(handOff()), HANDOFF_EVERY_MS);
  // What a locked database left unprojected is made good within a minute.
  const retry = setInterval(() => background.waitUntil(project()), 60_000);
  const { db, now, log } = home.deps;
  const keepTimes = singleFlight(() => retain(db, now, log));
  background.waitUntil(keepTimes());
  const hourly = setInterval(() => background.waitUntil(keepTimes()), 3_600_000);
  return {
    port: running.port,
    async stop() {
      clearInterval(retry);
      clearInterval(handingOff);
      clearInterval(hourly);
      await running.stop();
      // What is not done in time is done at the next start: all that was acknowledged is safe.
      await within(STOP_MS.background, background.settle());
      await within(STOP_MS.database, home.close());
    },
  };
}
