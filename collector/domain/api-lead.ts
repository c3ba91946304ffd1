import * as z from 'zod';
import {
  MAX_CLICK_ID_CHARS,
  MAX_CLICK_IDS,
  MAX_OPTIONS,
  MAX_TEXT_CHARS,
  MAX_URL_CHARS,
} from '../../shared/limits.ts';
import type { Batch, LeadEvent, Page, Touch, Touches } from '../../shared/wire.ts';
import { Name } from './grant.ts';
import { Moment } from './outcome-request.ts';

/*
 * Leads without a form: a call, a walk-in, what a back end took. They go the way of a message.
 */

/** What such a message says in the place of a script's version. */
export const API_SCRIPT = 'api';

const Text = z.string().trim().max(MAX_TEXT_CHARS);
const Url = z.union([z.url({ protocol: /^https?$/ }).max(MAX_URL_CHARS), z.literal('')]);
const Id = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[0-9a-v]{25}$/, 'is an id of 25 letters and digits');

/** A code as somebody says it, or types it in. */
export const Reference = z
  .string()
  .transform((text) => text.toUpperCase().replace(/[\s.-]/g, ''))
  .pipe(z.string().regex(/^[2-9A-HJ-NP-Z]{4,6}$/, 'is a code of 6 letters and digits'));

/** The hidden field of a form came back with what the form became. */
const Confirmation = z.strictObject({
  /** The lead's id, as the form carried it. */
  waybill_id: Id,
  site: z.string().optional(),
  at: Moment.optional(),
  /** What tells it, for people. */
  by: Name.min(1).default('the server'),
});

const NewLead = z.strictObject({
  /** Minted by whoever sends it; otherwise it is made from the request's key. */
  id: Id.optional(),
  site: z.string().optional(),
  at: Moment.optional(),
  status: z.enum(['submitted', 'accepted']).default('accepted'),
  by: Name.min(1).default('the server'),
  /** The code that the visitor's page showed: his session's touches and path are the lead's. */
  reference: Reference.optional(),
  /** What it came by: `Call`, `Walk-in`. */
  form: Text.min(1).default('API'),
  page: Url.default(''),
  landing_page: Url.default(''),
  referrer: Url.default(''),
  source: Text.optional(),
  medium: Text.optional(),
  campaign: Text.optional(),
  term: Text.optional(),
  content: Text.optional(),
  click_ids: z
    .record(Text, z.string().max(MAX_CLICK_ID_CHARS))
    .refine((ids) => Object.keys(ids).length <= MAX_CLICK_IDS, `At most ${MAX_CLICK_IDS}.`)
    .default({}),
  lead_type: Text.optional(),
  topic: Text.optional(),
  options: z
    .array(z.strictObject({ name: Text, value: Text }))
    .max(MAX_OPTIONS)
    .optional(),
  contact: z
    .strictObject({
      ...{ email: Text.optional(), name: Text.optional(), phone: Text.optional() },
      ...{ company: Text.optional(), message: z.string().trim().max(4_000).optional() },
    })
    .optional(),
  /** No customer's: it goes where tests go. */
  test: z.boolean().default(false),
});
type NewLead = z.infer<typeof NewLead>;

/** A lead that came without a form, or that one was accepted which came by one. */
export type LeadRequest = z.infer<typeof Confirmation> | NewLead;

export const LeadRequest = z.unknown().transform((value, context): LeadRequest => {
  const isConfirmation = typeof value === 'object' && value !== null && 'waybill_id' in value;
  const read = (isConfirmation ? Confirmation : NewLead).safeParse(value);
  if (read.success) return read.data;
  for (const { path, message } of read.error.issues) {
    context.addIssue({ code: 'custom', path, message });
  }
  return z.NEVER;
});

/** What is known of the session that a lead's code names. */
export interface KnownSession {
  session: Batch['session'];
  visitor: string | null;
  consent: Batch['consent'];
  /** Undefined where how it began was never told. */
  touches: Omit<Touches, 'list'> | undefined;
  path: Page[];
}

function touchFrom(request: NewLead, at: number): Touch {
  const { landing_page, referrer, click_ids, source, medium, campaign, term, content } = request;
  const tags = Object.entries({
    ...{ utm_source: source, utm_medium: medium, utm_campaign: campaign },
    ...{ utm_term: term, utm_content: content },
  }).filter((entry): entry is [string, string] => !!entry[1]);
  return { at, landing_page, referrer, tags: Object.fromEntries(tags), click_ids };
}

function isArrival({ tags, click_ids, referrer }: Touch): boolean {
  return !!referrer || Object.keys(tags).length > 0 || Object.keys(click_ids).length > 0;
}

/** What the request tells of the arrival; what it leaves out, the session knows. */
function touchesOf(request: NewLead, known: KnownSession | undefined, at: number): Touches {
  const touch = touchFrom(request, at);
  const isTold = isArrival(touch);
  const before = known?.touches;
  if (!before) {
    return { first: touch, last: touch, session: touch, ...(isTold && { last_non_direct: touch }) };
  }
  return isTold ? { ...before, last: touch, last_non_direct: touch } : before;
}

/** When something happened, and under which ids it is kept. */
export interface Minted {
  id: string;
  /** Of a session that nobody saw. */
  sessionId: string;
  at: number;
  now: number;
}

function leadEventOf(request: NewLead, { id, at }: Minted, known?: KnownSession): LeadEvent {
  const { status, by, form, page, lead_type, topic, options } = request;
  return {
    type: 'lead',
    id,
    at,
    status,
    by,
    page: page || (known?.path.at(-1)?.url ?? ''),
    form: { id: '', name: form },
    intent: {
      ...(lead_type && { lead_type, lead_type_by: by }),
      ...(topic && { topic }),
      ...(options && { options }),
    },
    touches: touchesOf(request, known, at),
    path: known?.path ?? [],
    fields: {},
  };
}

/** The message that a request becomes. What it says of a person goes beside it. */
export function batchOf(request: LeadRequest, minted: Minted, known?: KnownSession): Batch {
  const { id, sessionId, at, now } = minted;
  const by = { by: API_SCRIPT, at };
  return {
    v: 1,
    script: API_SCRIPT,
    sent_at: now,
    visitor: known?.visitor ?? null,
    session: known?.session ?? { id: sessionId, started_at: at, number: 1 },
    consent: known?.consent ?? {
      storage: { level: 'none', ...by },
      ads: { level: 'unknown', ...by },
    },
    events: [
      'waybill_id' in request
        ? { type: 'accepted', id, at, by: request.by, page: '' }
        : leadEventOf(request, minted, known),
    ],
  };
}
