import { createClient } from '@libsql/client/web';
import { drizzle } from 'drizzle-orm/libsql/web';
import parts from '../dist/snippet/parts.txt';
import { idFrom } from '../shared/id.ts';
import { createApp } from './app.ts';
import { readWorkerSettings, SettingsError, type WorkerSettings } from './config.ts';
import * as schema from './db/schema.ts';
import type { Deps } from './deps.ts';
import { Failure } from './domain/failure.ts';
import { snippetPartsFrom } from './domain/snippet.ts';
import { projectInbox } from './jobs/project.ts';

// Here, not in a request: a Worker whose script lacks a part must not go up.
const snippet = snippetPartsFrom(parts);

/**
 * Made anew for each request: what one request opened, a socket or a queue of the client, another
 * may not use on this platform.
 */
function depsFrom(settings: WorkerSettings): Deps {
  const client = createClient({
    url: settings.WAYBILL_DATABASE_URL,
    authToken: settings.WAYBILL_DATABASE_TOKEN,
  });
  const db = drizzle(client, { schema });
  return {
    db,
    snippet,
    secret: settings.WAYBILL_SECRET,
    ...(settings.WAYBILL_PUBLIC_URL && { publicUrl: settings.WAYBILL_PUBLIC_URL }),
    now: () => Date.now(),
    newId: () => idFrom(Date.now(), crypto.getRandomValues(new Uint8Array(16))),
    project: () => projectInbox(db, () => Date.now(), console.error),
    log: console.error,
  };
}

export default {
  async fetch(request, env, context) {
    try {
      const app = createApp(depsFrom(readWorkerSettings(env)));
      return await app.fetch(request, env as object, context);
    } catch (error) {
      if (!(error instanceof SettingsError)) throw error;
      console.error(error.message);
      const { reason, message } = new Failure('not_configured', error.message);
      return Response.json(
        { error: { reason, message } },
        { status: 503, headers: { 'Waybill-Reason': reason } },
      );
    }
  },

  /** What a cut-off request left unprojected is made good within a minute. */
  async scheduled(_controller, env, context) {
    context.waitUntil(depsFrom(readWorkerSettings(env)).project());
  },
} satisfies ExportedHandler;
