import type * as z from 'zod';
import { Failure } from './failure.ts';

/**
 * What a request says, by its schema.
 * @throws {Failure} naming everything that is wrong with it
 */
export function requestFrom<T>(schema: z.ZodType<T>, text: string): T {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Failure('malformed_json', 'The body is not JSON. Send one object as JSON text.');
  }
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  const faults = read.error.issues.map(({ path, message }) => ({
    field: path.join('.') || 'body',
    message,
  }));
  const named = faults.map(({ field, message }) => `${field}: ${message}`).join('; ');
  throw new Failure('bad_request', `${named}.`, { details: faults });
}
