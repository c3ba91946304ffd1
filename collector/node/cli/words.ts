import { InvalidArgumentError } from 'commander';
import { durationOf } from '../../domain/duration.ts';
import { Name } from '../../domain/grant.ts';
import { originFrom } from '../../domain/origin.ts';
import { UserError } from '../user-error.ts';

/** An origin, from an address on it. */
export function originOf(text: string): string {
  const origin = originFrom(text);
  if (origin) return origin;
  throw new UserError(`${text} is not an origin. Write it like https://www.example.com`);
}

/** One more of the origins that were said before it. */
export function moreOrigins(text: string, before: string[] = []): string[] {
  return [...before, originOf(text)];
}

export function durationMs(text: string): number {
  const ms = durationOf(text);
  if (ms === undefined) throw new InvalidArgumentError('Write it like 30m, 24h or 90d.');
  return ms;
}

/** A name as it may be printed in a table. */
export function nameOf(text: string): string {
  const read = Name.min(1).safeParse(text);
  if (read.success) return read.data;
  throw new UserError('A name has 1 to 100 characters, and no line breaks among them.');
}
