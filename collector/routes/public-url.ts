import type { Context } from 'hono';
import type { Deps } from '../deps.ts';

/** Where browsers reach the collector, without a slash at the end. */
export function publicUrlOf(c: Context, deps: Deps): string {
  return deps.publicUrl ?? new URL(c.req.url).origin;
}
