import { type Context, Hono } from 'hono';
import type { Deps } from '../deps.ts';
import { Failure } from '../domain/failure.ts';
import { type Door, siteScript } from '../domain/snippet.ts';
import { publicUrlOf } from './public-url.ts';

/** Five minutes fresh; a day while it is fetched anew; a week where the collector is down. */
const CACHE = 'public, max-age=300, stale-while-revalidate=86400, stale-if-error=604800';

async function etagOf(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  const bytes = Array.from(new Uint8Array(digest).subarray(0, 12));
  // Weak: the same script, whatever its compression.
  return `W/"${bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('')}"`;
}

/** Where the dashboard is. At a site's own origin the request cannot tell. */
function dashboardUrl(c: Context, deps: Deps, door: Door): string {
  if (door === 'mount' && !deps.publicUrl) {
    throw new Failure(
      'not_configured',
      "Set WAYBILL_PUBLIC_URL to the collector's own address: a site's own origin does not show it.",
    );
  }
  return publicUrlOf(c, deps);
}

/** Answers with a script, or with 304 who has it. */
async function answer(c: Context, deps: Deps, script: string) {
  const etag = await etagOf(script);
  c.header('Cache-Control', CACHE);
  c.header('ETag', etag);
  c.header('Vary', 'Accept-Encoding');
  if (c.req.header('if-none-match')?.includes(etag)) return c.body(null, 304);
  c.header('Content-Type', 'text/javascript; charset=utf-8');
  const packed = deps.compress?.(script, c.req.header('accept-encoding') ?? '');
  if (!packed) return c.body(script);
  c.header('Content-Encoding', packed.encoding);
  return c.body(packed.body);
}

/** The script of a site, with its settings, and the overlay, which is the collector's own. */
export function scriptRoutes(deps: Deps, door: Door) {
  const app = new Hono();

  if (door === 'collector') {
    app.get('/debug.js', (c) => {
      // Pages import it.
      c.header('Access-Control-Allow-Origin', '*');
      return answer(c, deps, deps.snippet.debug);
    });
  }

  app.get('/:file{.+\\.js}', async (c) => {
    const key = c.req.param('file').slice(0, -'.js'.length);
    const site = await deps.siteByKey(key, { isFresh: true });
    if (!site)
      throw new Failure('unknown_site', 'No site has this key. Copy the script tag again.');
    const script = siteScript(deps.snippet, site, dashboardUrl(c, deps, door), door);
    // Whoever pins the script by integrity needs to read it across origins.
    if (door === 'collector') c.header('Access-Control-Allow-Origin', '*');
    return answer(c, deps, script);
  });

  return app;
}
