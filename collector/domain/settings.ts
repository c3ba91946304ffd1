import * as z from 'zod';
import { LOOKBACK_MS } from '../../shared/limits.ts';
import { CONSENT_TOOLS } from '../../shared/parts.ts';

export const DAY_MS = 86_400_000;
export const MAX_LOOKBACK_DAYS = 730;
export const CONSENT_MODES = ['auto', 'required', 'none'] as const;

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
});
export type Settings = z.infer<typeof Settings>;

/** The settings of a site from what is kept of them. */
export function settingsFrom(kept: object): Settings {
  return Settings.parse(kept);
}
