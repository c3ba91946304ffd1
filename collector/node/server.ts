import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import type { Hono } from 'hono';
import { createApp } from '../app.ts';
import { Background } from './background.ts';
import type { Home } from './home.ts';
import { codeOf, UserError } from './user-error.ts';

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
  const server = createAdaptorServer({ fetch });
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
  return {
    port: (server.address() as AddressInfo).port,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        if ('closeIdleConnections' in server) server.closeIdleConnections();
      }),
  };
}

/** The collector on Node: serves it, and first catches up with what a crash left unprojected. */
export async function serveCollector(home: Home, port: number, host: string): Promise<Running> {
  const app = createApp(home.deps);
  const background = new Background(home.deps.log);
  const running = await listen(
    (request, env) => app.fetch(request, env, background),
    port,
    host,
    'PORT',
  );
  background.waitUntil(home.deps.project());
  // What a locked database left unprojected is made good within a minute.
  const retry = setInterval(() => background.waitUntil(home.deps.project()), 60_000);
  return {
    port: running.port,
    async stop() {
      clearInterval(retry);
      await running.stop();
      await background.settle();
      home.close();
    },
  };
}
