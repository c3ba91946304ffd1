import { Hono } from 'hono';
import { timingSafeEqual } from 'hono/utils/buffer';
import type { Deps } from '../deps.ts';
import { Failure } from '../domain/failure.ts';
import { bearerOf } from '../middleware/auth.ts';
import { REASON_HEADER } from '../middleware/errors.ts';

/** What those ask who keep the collector running: is it there, can it take, how much did it do? */
export function healthRoutes(deps: Deps) {
  const app = new Hono();

  // Nothing is asked of the database: a locked one is no reason to start the process anew.
  app.get('/health', (c) => c.json({ ok: true }));

  app.get('/ready', async (c) => {
    c.header('Cache-Control', 'no-store');
    const faults = await deps.faults();
    if (!faults.length) return c.json({ ok: true });
    c.header(REASON_HEADER, 'not_ready');
    return c.json({ ok: false, faults }, 503);
  });

  app.get('/metrics', async (c) => {
    if (!deps.metrics) {
      throw new Failure(
        'not_found',
        'Nothing is counted. On Node set WAYBILL_METRICS_TOKEN; on Workers the platform counts.',
      );
    }
    const given = bearerOf(c);
    if (!given) throw new Failure('no_key', 'Send the token: "Authorization: Bearer TOKEN".');
    if (!(await timingSafeEqual(given, deps.metrics.token))) {
      throw new Failure('unknown_key', 'This is not the token of WAYBILL_METRICS_TOKEN.');
    }
    c.header('Cache-Control', 'no-store');
    return c.text(await deps.metrics.text(), 200, {
      'Content-Type': 'text/plain; version=0.0.4; charset=utf-8',
    });
  });

  return app;
}
