import { Hono } from 'hono';
import type { Deps } from './deps.ts';
import { notFound, onError } from './middleware/errors.ts';
import { collectRoutes } from './routes/collect.ts';
import { dashboardRoutes } from './routes/dashboard.tsx';
import { leadRoutes } from './routes/leads.ts';
import { mountRoutes } from './routes/mount.ts';
import { scriptRoutes } from './routes/script.ts';

/** The collector, the same on both homes. */
export function createApp(deps: Deps) {
  const app = new Hono();
  app.onError(onError(deps));
  app.notFound(notFound);
  app.get('/health', (c) => c.json({ ok: true }));
  app.route('/s', scriptRoutes(deps, 'collector'));
  app.route('/v1/collect', collectRoutes(deps));
  app.route('/v1/leads', leadRoutes(deps));
  app.route('/', mountRoutes(deps));
  app.route('/', dashboardRoutes(deps));
  return app;
}
