import * as z from 'zod';
import { LOOKBACK_MS } from '../../shared/limits.ts';
import { CONSENT_TOOLS, DIALECTS, INDUSTRIES, VENDORS } from '../../shared/parts.ts';
import type { Contact } from '../../shared/wire.ts';
import { DAY_MS } from './duration.ts';

export const MAX_LOOKBACK_DAYS = 730;
export const MAX_RAW_DAYS = 400;
export const MAX_KEEP_DAYS = 3_650;
export const CONSENT_MODES = ['auto', 'required', 'none'] as const;
export const CREATE_MODES = ['all', 'minimal', 'fill'] as const;
/** What an owner may want to know of a person. */
export const CONTACT_SLOTS = [
  'email',
  'name',
  'phone',
  'company',
  'message',
] as const satisfies (keyof Contact)[];

/** Some of these names, or all that there will be; of another version's those that are known. */
function someOf<T extends string>(names: readonly T[]) {
  return z
    .union([
      z.literal('all'),
      z.array(z.unknown()).transform((kept) => names.filter((name) => kept.includes(name))),
    ])
    .catch([]);
}

/**
 * The settings of a site. Only those that were set are kept. What cannot be read counts as not
 * set, so that no setting ever keeps a site from its script; of consent the careful side is taken.
 */
const Settings = z.object({
  /** How long a touch that was not direct is remembered over later direct arrivals. */
  lookback_days: z
    .number()
    .int()
    .min(1)
    .max(MAX_LOOKBACK_DAYS)
    .catch(LOOKBACK_MS / DAY_MS),
  /** Other hosts of the same owner, and what is below them: links to them carry visitors over. */
  domains: z.array(z.string()).catch([]),
  /** Hosts of tools that work for this business: who comes back from one has not arrived anew. */
  excluded: z.array(z.string()).catch([]),
  /**
   * `auto` obeys whatever tool is found; `required` stores nothing before a tool or the page says
   * yes; `none` looks for no tool, and a list for these alone.
   */
  consent: z
    .union([z.enum(CONSENT_MODES), z.array(z.enum(CONSENT_TOOLS))])
    .default('auto')
    .catch('required'),
  /** How much is created in forms that lack it: every field, the lead's id and story, nothing. */
  create: z.enum(CREATE_MODES).catch('all'),
  /** Selectors of forms that are touched whatever they look like, and of those that never are. */
  forms_on: z.array(z.string()).catch([]),
  forms_off: z.array(z.string()).catch([]),
  /** Which field's value the inputs of a selector get. */
  map: z.record(z.string(), z.string()).catch({}),
  vendors: someOf(VENDORS),
  dialects: someOf(DIALECTS),
  industry: z.enum(INDUSTRIES).nullable().catch(null),
  /**
   * Which inputs say what of a person, by selector, and the others by their `autocomplete`; of
   * null nobody asks.
   */
  contact: z.partialRecord(z.enum(CONTACT_SLOTS), z.string()).nullable().catch(null),
  /** The global array that is told of leads. */
  data_layer: z.string().nullable().catch(null),
  /** How long messages are kept as they came, once all that follows from them is stored. */
  keep_raw_days: z.number().int().min(1).max(MAX_RAW_DAYS).catch(30),
  /** How long sessions are, with their page views and intents. */
  keep_sessions_days: z.number().int().min(1).max(MAX_KEEP_DAYS).catch(400),
  /** How long leads are, and how long what persons wrote of themselves; null: for ever. */
  keep_leads_days: z.number().int().min(1).max(MAX_KEEP_DAYS).nullable().catch(null),
  keep_contacts_days: z.number().int().min(1).max(MAX_KEEP_DAYS).nullable().catch(null),
});
export type Settings = z.infer<typeof Settings>;

/** The settings of a site from what is kept of them. */
export function settingsFrom(kept: object): Settings {
  return Settings.parse(kept);
}
