import * as z from 'zod';
import { MAX_EVENTS } from '../../shared/limits.ts';
import { Name } from './grant.ts';
import {
  ACTION_CHANNELS,
  type EventDetails,
  HANDOFF_KINDS,
  type HandoffKind,
  REJECTION_REASONS,
} from './handoff.ts';

/** Kinds that are told from outside; the others are the collector's own. */
const TOLD_KINDS = HANDOFF_KINDS.filter(
  (kind) => kind !== 'received' && kind !== 'routed' && kind !== 'reassigned',
);

/** Longer is no note about a lead. */
const MAX_NOTE_CHARS = 2_000;
const Note = z.string().trim().min(1).max(MAX_NOTE_CHARS);
const Id = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[0-9a-v]{25}$/, 'is the id of a lead: 25 letters and digits');
const Key = z.string().trim().min(1).max(200);

/** A moment as people and systems write it, in epoch milliseconds; a day is its first moment in UTC. */
export const Moment = z
  .union([z.iso.datetime({ offset: true }), z.iso.date()], {
    error: 'is a time as 2026-11-22T09:30:00Z, or a day as 2026-11-22',
  })
  .pipe(z.coerce.date())
  .transform((date) => date.getTime());

/** Which parts an event of a kind has beside its time and its author. */
type Part = keyof Omit<EventDetails, 'definitions' | 'assignment'>;
interface Parts {
  must: readonly Part[];
  may: readonly Part[];
}
const NOTE: Parts = { must: [], may: ['text'] };
const AMOUNT: Parts = { must: [], may: ['text', 'value', 'currency'] };
const PARTS: Partial<Record<HandoffKind, Parts>> = {
  rejected: { must: ['reason'], may: ['text'] },
  recycled: { must: ['until'], may: ['reason', 'text'] },
  action: { must: ['channel'], may: ['direction', 'text'] },
  replied: { must: [], may: ['channel', 'text'] },
  booked: { must: [], may: ['until', 'channel', 'text'] },
  quoted: AMOUNT,
  disqualified: { must: ['reason'], may: ['text'] },
  opportunity: AMOUNT,
  won: AMOUNT,
  lost: { must: ['reason'], may: ['text', 'objection'] },
  retained: AMOUNT,
};
const PART_NAMES = [
  ...(['reason', 'text', 'channel', 'direction', 'until'] as const),
  ...(['value', 'currency', 'objection'] as const),
];

/** What an event says, and what of it is wrong for its kind. */
function faultsOf(kind: HandoffKind, said: Partial<Record<Part, unknown>>): [Part, string][] {
  const { must, may } = PARTS[kind] ?? NOTE;
  const faults = PART_NAMES.flatMap((part): [Part, string][] => {
    if (must.includes(part) && said[part] === undefined) {
      return [[part, `is missing: ${kind} needs it`]];
    }
    if (said[part] === undefined || must.includes(part) || may.includes(part)) return [];
    return [[part, `does not belong to ${kind}`]];
  });
  if (kind === 'rejected' && said.reason !== undefined) {
    if (!REJECTION_REASONS.some((reason) => reason === said.reason)) {
      faults.push(['reason', `is one of ${REJECTION_REASONS.join(', ')}`]);
    }
    if (said.reason === 'other' && said.text === undefined) {
      faults.push(['text', 'is missing: the reason other asks for words']);
    }
  }
  if ((said.value === undefined) !== (said.currency === undefined)) {
    faults.push(['currency', 'goes with value, and value with it']);
  }
  return faults;
}

const EVENT = {
  kind: z.enum(TOLD_KINDS),
  /** When it happened; without it, now. */
  at: Moment.optional(),
  actor: z.enum(['human', 'automation']).default('human'),
  /** Who did it, for people. */
  by: Name.default(''),
  /** What tells it from others, where the teller has an id for it. */
  id: Key.optional(),
  reason: Note.optional(),
  text: Note.optional(),
  channel: z.enum(ACTION_CHANNELS).optional(),
  direction: z.enum(['in', 'out']).optional(),
  until: Moment.optional(),
  value: z.number().min(0).max(1e12).optional(),
  currency: z
    .string()
    .trim()
    .toUpperCase()
    .regex(/^[A-Z]{3}$/, 'is three letters, as EUR')
    .optional(),
  objection: Note.optional(),
};

/** An event as it was told: what of it is stored in a column, and the rest. */
export interface ToldEvent {
  kind: HandoffKind;
  at: number | undefined;
  actor: 'human' | 'automation';
  by: string;
  id: string | undefined;
  details: EventDetails;
}

type Said = z.infer<z.ZodObject<typeof EVENT>>;

function checked<T extends Said>(said: T, context: z.RefinementCtx): void {
  for (const [part, message] of faultsOf(said.kind, said)) {
    context.addIssue({ code: 'custom', path: [part], message });
  }
}

function toldFrom({ kind, at, actor, by, id, ...rest }: Said): ToldEvent {
  const details = Object.fromEntries(
    PART_NAMES.flatMap((part) => {
      const value = rest[part];
      return value === undefined ? [] : [[part, value]];
    }),
  );
  return { kind, at, actor, by, id, details };
}

/** One event of a lead that is named elsewhere. */
const LeadEventRequest = z
  .strictObject(EVENT)
  .superRefine(checked)
  .transform((said) => toldFrom(said));

/** How a lead is named: by its id, by its record in a destination, or by its person. */
export type NamedLead =
  | { by: 'lead'; id: string }
  | { by: 'record'; destination: string; id: string }
  | { by: 'email' | 'phone'; value: string };

const LEAD = {
  lead: Id.optional(),
  record: z.strictObject({ destination: Key, id: Key }).optional(),
  email: z.string().trim().max(255).includes('@').optional(),
  phone: z
    .string()
    .trim()
    .max(255)
    .regex(/^(?:\D*\d){6}/, 'has at least 6 digits')
    .optional(),
};

type SaidLead = z.infer<z.ZodObject<typeof LEAD>>;

function namedIn({ lead, record, email, phone }: SaidLead): NamedLead[] {
  return [
    ...(lead === undefined ? [] : [{ by: 'lead', id: lead } as const]),
    ...(record === undefined ? [] : [{ by: 'record', ...record } as const]),
    ...(email === undefined ? [] : [{ by: 'email', value: email } as const]),
    ...(phone === undefined ? [] : [{ by: 'phone', value: phone } as const]),
  ];
}

/** An event, and which lead it is of. */
export interface OutcomeRequest {
  lead: NamedLead;
  event: ToldEvent;
}

/** An event that says itself which lead it is of. */
const OutcomeRequest = z
  .strictObject({ ...LEAD, ...EVENT })
  .superRefine(checked)
  .transform((said, context): OutcomeRequest => {
    const [named, second] = namedIn(said);
    if (named && !second) return { lead: named, event: toldFrom(said) };
    context.addIssue('name the lead by one of lead, record, email and phone');
    return z.NEVER;
  });

/** What is no event, and why. */
export interface Fault {
  fault: string;
}

/** What is wrong with a value, in one line for people; nothing of what it says. */
function faultFrom({ issues }: z.ZodError): Fault {
  const texts = issues
    .slice(0, 5)
    .map(({ path, message }) => (path.length ? `${path.join('.')}: ${message}` : message));
  return { fault: texts.join('; ') };
}

function judged<T>(schema: z.ZodType<T>, value: unknown): T | Fault {
  const read = schema.safeParse(value);
  return read.success ? read.data : faultFrom(read.error);
}

/** An event with its lead, or what is wrong with it. */
export function outcomeFrom(value: unknown): OutcomeRequest | Fault {
  return judged(OutcomeRequest, value);
}

const Many = z.strictObject({ events: z.array(z.unknown()).min(1).max(MAX_EVENTS) });

/** Events with their leads; each is judged by itself, so that a bad one harms no other. */
export const OutcomeRequests = Many.transform(({ events }) => events.map(outcomeFrom));

/** One event of a lead, or many of them, each judged by itself. */
export const LeadEventsRequest = z.unknown().transform((value, context) => {
  const isMany = typeof value === 'object' && value !== null && 'events' in value;
  const many = isMany ? Many.safeParse(value) : undefined;
  const one = isMany ? undefined : LeadEventRequest.safeParse(value);
  if (many?.success) {
    return { isMany, events: many.data.events.map((each) => judged(LeadEventRequest, each)) };
  }
  if (one?.success) return { isMany, events: [one.data] };
  for (const { path, message } of (many ?? one)?.error?.issues ?? []) {
    context.addIssue({ code: 'custom', path, message });
  }
  return z.NEVER;
});
