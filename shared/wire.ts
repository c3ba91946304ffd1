import * as z from 'zod';
import {
  MAX_CLICK_ID_CHARS,
  MAX_EVENTS,
  MAX_FIELDS,
  MAX_HINTS,
  MAX_OPTIONS,
  MAX_PATH_PAGES,
  MAX_TEXT_CHARS,
  MAX_TITLE_CHARS,
  MAX_TOUCHES,
  MAX_URL_CHARS,
} from './limits.ts';

/**
 * The contract between snippet and collector, version 1. Within a version, slots are only added,
 * and only as optional ones: a payload that once parsed must parse for ever
 * (`test/fixtures/wire` keeps one of each kind).
 */
export const WIRE_VERSION = 1;

const Id = z.string().regex(/^[0-9a-v]{25}$/);
/** Epoch milliseconds by the sender's clock; the upper bound is JavaScript's own. */
const Time = z.number().int().min(0).max(8.64e15);
const Url = z.string().max(MAX_URL_CHARS);
const Text = z.string().max(MAX_TEXT_CHARS);
const Title = z.string().max(MAX_TITLE_CHARS);

/**
 * Each axis with who said it (`default`, `site`, `page`, `gpc`, or a consent tool; `pending` while a
 * tool has not been answered) and when.
 */
const Consent = z.object({
  storage: z.object({ level: z.enum(['full', 'page', 'none']), by: Text, at: Time }),
  ads: z.object({ level: z.enum(['granted', 'denied', 'unknown']), by: Text, at: Time }),
});

const Touch = z.object({
  at: Time,
  landing_page: Url,
  referrer: Url,
  tags: z.record(Text, Text),
  click_ids: z.record(Text, z.string().max(MAX_CLICK_ID_CHARS)),
  /** The tool whose cookies told of it; it was not seen by the script itself. */
  inherited: Text.optional(),
  /** The referrer is of the site itself, as far as the browser knows: no arrival. */
  own: z.boolean().optional(),
});
export type Touch = z.infer<typeof Touch>;

const Touches = z.object({
  first: Touch,
  last: Touch,
  /** The last one that was not direct; absent while there was none. */
  last_non_direct: Touch.optional(),
  /** The one that opened this session. */
  session: Touch,
  /** All that were not direct, oldest first: of many the first and the newest. */
  list: z.array(Touch).max(MAX_TOUCHES).optional(),
});
export type Touches = z.infer<typeof Touches>;

const Page = z.object({ id: Id, at: Time, url: Url, title: Title, engaged_ms: Time.optional() });
export type Page = z.infer<typeof Page>;

const Form = z.object({
  id: Text,
  name: Text,
  heading: Text.optional(),
  submit_label: Text.optional(),
});
export type Form = z.infer<typeof Form>;

/** What the visitor set out to do. Options are the author's own words, never typed text. */
const Intent = z.object({
  /** An id of the lead type table (`quote_request`), and what it was told by: `button: Get a quote`. */
  lead_type: Text.optional(),
  lead_type_by: Text.optional(),
  topic: Text.optional(),
  options: z
    .array(z.object({ name: Text, value: Text }))
    .max(MAX_OPTIONS)
    .optional(),
  call_to_action: Text.optional(),
  started_at: Time.optional(),
  seconds: z.number().min(0).optional(),
  tries: z.number().int().min(0).optional(),
  last_field: Text.optional(),
});
export type Intent = z.infer<typeof Intent>;

/** Filled only where the site turned contact capture on. */
const Contact = z.object({
  email: Text.optional(),
  name: Text.optional(),
  phone: Text.optional(),
  company: Text.optional(),
  message: z.string().max(4_000).optional(),
});

const PageViewEvent = Page.extend({
  type: z.literal('page_view'),
  touch: Touch.optional(),
  /** What tells which form tools the page uses: classes of forms, hosts of frames and scripts. */
  hints: z.array(Text).max(MAX_HINTS).optional(),
});

const IntentEvent = z.object({
  type: z.literal('intent'),
  id: Id,
  at: Time,
  action: z.enum(['start', 'abandon', 'blocked', 'call', 'mail', 'download', 'booking']),
  page: Url,
  form: Form.optional(),
  intent: Intent,
  /** The id that the lead will have if it comes to one. */
  lead: Id.optional(),
  /** What told of it: `validation`, `answer`, or a vendor. */
  by: Text.optional(),
});

export type IntentEvent = z.infer<typeof IntentEvent>;

const LeadEvent = z.object({
  type: z.literal('lead'),
  /** The lead id, which the form carries as `waybill_id`. */
  id: Id,
  at: Time,
  status: z.enum(['submitted', 'accepted', 'blocked']),
  /** What told of the status: `native`, `answer`, `page`, or a vendor. */
  by: Text.optional(),
  page: Url,
  form: Form,
  intent: Intent,
  touches: Touches,
  path: z.array(Page).max(MAX_PATH_PAGES),
  /** Every field that Waybill put into the form, as it was at submit. */
  fields: z
    .record(Text, z.string().max(MAX_URL_CHARS))
    .refine((fields) => Object.keys(fields).length <= MAX_FIELDS, `At most ${MAX_FIELDS} fields.`),
  contact: Contact.optional(),
  /** Ids that other tools keep in cookies (`_ga`, `_fbp`, `hubspotutk`), where consent allows. */
  cookies: z.record(Text, Text).optional(),
});
export type LeadEvent = z.infer<typeof LeadEvent>;
export type Contact = z.infer<typeof Contact>;

/** A lead that was told of as submitted turned out to have been accepted. */
const AcceptedEvent = z.object({
  type: z.literal('accepted'),
  /** The lead id. */
  id: Id,
  at: Time,
  by: Text,
  page: Url,
});

export const WireEvent = z.discriminatedUnion('type', [
  PageViewEvent,
  IntentEvent,
  LeadEvent,
  AcceptedEvent,
]);
export type WireEvent = z.infer<typeof WireEvent>;

const Session = z.object({
  id: Id,
  started_at: Time,
  /** Sessions of this visitor so far, this one included. */
  number: z.number().int().min(1),
});

/** What every message says once. `visitor` is null where nothing may be stored. */
const Envelope = z.object({
  v: z.literal(WIRE_VERSION),
  script: Text,
  sent_at: Time,
  visitor: Id.nullable(),
  session: Session,
  consent: Consent,
  /** The browser lost what it kept, save the visitor's id: give it back. */
  revive: z.literal(true).optional(),
});
export type Envelope = z.infer<typeof Envelope>;

/** A message whose events are still to be judged one by one, so that a bad one harms no other. */
export const OpenBatch = Envelope.extend({ events: z.array(z.unknown()).min(1).max(MAX_EVENTS) });

/** A message as it is kept: at most 100 events, all of them valid. */
export const Batch = Envelope.extend({ events: z.array(WireEvent).min(1).max(MAX_EVENTS) });
export type Batch = z.infer<typeof Batch>;

/**
 * What the collector knows of a visitor whose browser asked by `revive`: a member `visit` of the
 * answer's JSON. Only on the site's own origin, and only of the visitor whose cookie came along.
 */
export interface KeptVisit {
  touches: Omit<Touches, 'list'>;
  /** Sessions before the one that asks. */
  sessions: number;
  /** The newest of them: its id, its beginning, its last sign of life, its pages, oldest first. */
  session_id: string;
  started_at: number;
  seen_at: number;
  path: Page[];
}

/** What the collector bakes into a site's script. */
export interface SnippetConfig {
  /** Version of the script. */
  script: string;
  /** Where messages go. */
  collect: string;
  /** The dashboard's lead pages, to which a lead's id is added. */
  leads: string;
  /** How long a touch that was not direct is remembered over later direct ones. */
  lookback_ms: number;
  /**
   * Other hosts of the same owner, without `www.`; what is below one belongs to it. A link to one
   * carries the visitor over.
   */
  domains?: string[];
  /**
   * Hosts of tools that work for this business (booking, signing, a portal), without `www.`; what
   * is below one belongs to it. Who comes back from one has not arrived anew.
   */
  excluded?: string[];
  /** Nothing is stored before a consent tool or the page says yes. */
  consent?: 'required';
  /** The overlay's file. */
  debug: string;
  /** How much is created in forms that lack it; all where it is not said. */
  create?: 'minimal' | 'fill';
  /** Selectors of forms, or of what is around them: to be touched whatever they look like, or never. */
  forms_on?: string[];
  forms_off?: string[];
  /** Which field's value goes into the inputs of a selector. */
  map?: Record<string, string>;
  /** Which inputs hold what of a person, by selector. Empty: by their `autocomplete` alone. */
  contact?: Partial<Record<keyof Contact, string>>;
  /** The global array that is told of leads: `dataLayer`. */
  data_layer?: string;
}
