import type { Context } from 'hono';
import type * as z from 'zod';
import { requestFrom } from '../domain/request.ts';
import { messageText } from './body.ts';

/**
 * What the body of a request says; of a request without one, what it would say by itself.
 * @throws {Failure}
 */
export async function bodyOf<T>(c: Context, schema: z.ZodType<T>): Promise<T> {
  const isEmpty = !c.req.header('content-type') && !Number(c.req.header('content-length') ?? 0);
  return requestFrom(schema, isEmpty ? '{}' : await messageText(c));
}
