import * as z from 'zod';
import { Calendar } from './business-time.ts';
import { Name } from './grant.ts';
import type { IsoTime } from './lead-json.ts';

const OWNER_KINDS = ['person', 'queue'] as const;

/** Who leads are routed to, as far as routing looks at him. */
export interface Owner {
  id: string;
  kind: (typeof OWNER_KINDS)[number];
  name: string;
  calendar: Calendar;
}

/** One as he is listed. */
export interface StoredOwner extends Owner {
  /** The public key of his site; null for the whole account. */
  site: string | null;
  email: string;
  memberId: string | null;
  createdAt: number;
}

const Email = z
  .string()
  .trim()
  .max(255)
  .regex(/^([^\s@]+@[^\s@]+)?$/, 'is an address like ann@example.com');

const parts = {
  name: Name.min(1),
  kind: z.enum(OWNER_KINDS),
  email: Email,
  /** The id of the member that he is. */
  member: z.string().max(100).nullable(),
  calendar: Calendar,
};

export const NewOwner = z.strictObject({
  ...parts,
  kind: parts.kind.default('person'),
  email: parts.email.default(''),
  member: parts.member.default(null),
  calendar: parts.calendar.default({ time_zone: 'UTC', hours: {}, holidays: [] }),
  site: z.string().optional(),
});

export const OwnerChange = z.strictObject(parts).partial();
export type OwnerChange = z.infer<typeof OwnerChange>;

export function ownerJson(owner: StoredOwner, iso: IsoTime) {
  const { id, name, kind, site, email, memberId, calendar, createdAt } = owner;
  return { id, name, kind, site, email, member: memberId, calendar, created_at: iso(createdAt) };
}
