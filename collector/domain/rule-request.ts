import * as z from 'zod';
import type { IsoTime } from './lead-json.ts';
import type { Rule } from './rule-set.ts';

/** The public key of the site whose own rules they are; without it, those of the whole account. */
const site = z.string().optional();
/** What each rule says is read by `rulesFrom`, which calls it by its name. */
const rules = z.array(z.unknown(), 'is a list of rules');

export const NewRules = z.strictObject({ rules, site });
export const Activation = z.strictObject({ site });

const Time = z.iso
  .datetime({ offset: true, error: 'is a time like 2026-11-21T09:00:00Z' })
  // Anything that this takes is a time of the language's own, which is why it may be asked here.
  .pipe(z.coerce.date())
  .transform((time) => time.getTime());

/** Rules to be tried on past leads: as they are sent, or a version that is kept. */
export const Replay = z
  .strictObject({
    rules: rules.optional(),
    version: z.number().int().min(1).optional(),
    site,
    from: Time.optional(),
    to: Time.optional(),
    limit: z.number().int().min(1).max(100_000).default(10_000),
  })
  .refine(
    ({ rules, version }) => (rules === undefined) !== (version === undefined),
    'names rules or a version, one of them',
  );

interface Version {
  version: number;
  rules: readonly Rule[];
  createdAt: number;
  by: string;
  activatedAt: number | null;
  isInForce: boolean;
}

/** A version of a set of rules, in the words in which rules are written. */
export function ruleSetJson(set: Version, iso: IsoTime) {
  const { version, rules, createdAt, by, activatedAt, isInForce } = set;
  return {
    version,
    in_force: isInForce,
    created_at: iso(createdAt),
    by,
    activated_at: activatedAt === null ? null : iso(activatedAt),
    rules,
  };
}
