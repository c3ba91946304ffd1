import type { Context } from 'hono';
import { Failure } from '../domain/failure.ts';

/**
 * The key by which a request may come again.
 * @throws {Failure} where it is none
 */
export function idempotencyKeyOf(c: Context): string | undefined {
  const key = c.req.header('idempotency-key');
  if (key !== undefined && !/^[\x21-\x7e]{1,200}$/.test(key)) {
    throw new Failure('bad_request', 'Idempotency-Key is 1 to 200 letters without spaces.');
  }
  return key;
}
