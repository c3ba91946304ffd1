import type * as z from 'zod';
import { Failure } from '../../domain/failure.ts';
import { UserError } from '../user-error.ts';

/** What a failure says to somebody at a terminal: of several faults each on a line of its own. */
export function asUserError(error: unknown): never {
  if (!(error instanceof Failure)) throw error;
  throw new UserError(error.message.replaceAll('; rule ', '\nrule '));
}

/**
 * What was said on the command line, by its schema.
 * @throws {UserError} naming everything that is wrong with it
 */
export function toldToUser<T>(schema: z.ZodType<T>, said: object): T {
  const read = schema.safeParse(said);
  if (read.success) return read.data;
  const faults = read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new UserError(faults.join('\n'));
}
