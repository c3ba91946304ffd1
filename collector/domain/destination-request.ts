import * as z from 'zod';
import { Failure } from './failure.ts';
import { Name } from './grant.ts';
import type { IsoTime } from './lead-json.ts';

/** What a kind of destination asks for is read by that kind. */
const Parts = z.record(z.string(), z.unknown());

export const NewDestination = z.strictObject({
  kind: z.string(),
  name: Name.min(1),
  /** The key of the one site whose leads it gets; without it those of all. */
  site: z.string().optional(),
  settings: Parts.default({}),
  secrets: Parts.default({}),
  accepts_tests: z.boolean().default(false),
});
export type NewDestination = z.infer<typeof NewDestination>;

export const ChangedDestination = z.strictObject({
  name: Name.min(1).optional(),
  settings: Parts.optional(),
  secrets: Parts.optional(),
  accepts_tests: z.boolean().optional(),
});
export type ChangedDestination = z.infer<typeof ChangedDestination>;

export const Previewed = z.strictObject({ lead: z.string().min(1) });

const Time = z.iso.datetime({ offset: true });

/** Which deliveries are sent again. */
export const Replayed = z.union(
  [
    z.strictObject({ id: z.string().min(1) }),
    z.strictObject({ from: Time, to: Time, destination: z.string().optional() }),
    z.strictObject({ since: Time, destination: z.string().optional() }),
  ],
  'is {"id"}, {"from", "to"} or {"since"}, the last two with a "destination" or without',
);
export type Replayed = z.infer<typeof Replayed>;

/** A destination as it is stored, without its secrets. */
export interface StoredDestination {
  id: string;
  /** The public key of its site; null where it is of the whole account. */
  site: string | null;
  kind: string;
  name: string;
  settings: object;
  acceptsTests: boolean;
  createdAt: number;
  failingSince: number | null;
  pausedAt: number | null;
  pausedWhy: string;
}

export function destinationJson(destination: StoredDestination, iso: IsoTime) {
  const { id, kind, name, site, settings, acceptsTests } = destination;
  const { createdAt, failingSince, pausedAt, pausedWhy } = destination;
  const time = (at: number | null) => (at === null ? null : iso(at));
  return {
    ...{ id, kind, name, site, settings },
    accepts_tests: acceptsTests,
    created_at: iso(createdAt),
    failing_since: time(failingSince),
    paused_at: time(pausedAt),
    paused_why: pausedWhy,
  };
}

/**
 * What a kind of destination makes of what it was given.
 * @throws {Failure} naming everything that is wrong with it
 */
export function partsFrom<T>(schema: z.ZodType<T>, given: unknown, what: string): T {
  const read = schema.safeParse(given);
  if (read.success) return read.data;
  const faults = read.error.issues.map(({ path, message }) => ({
    field: [what, ...path].join('.'),
    message,
  }));
  const named = faults.map(({ field, message }) => `${field}: ${message}`).join('; ');
  throw new Failure('bad_request', `${named}.`, { details: faults });
}
