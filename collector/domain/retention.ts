import { DAY_MS } from './duration.ts';
import type { Settings } from './settings.ts';

/** What is older than these times is no longer kept; null: all is. */
export interface Limits {
  messages: number;
  sessions: number;
  leads: number | null;
  contacts: number | null;
}

/**
 * Until when the data of a site is kept. A message holds all the others in one, so that it is not
 * kept longer than the shortest of them.
 */
export function limitsOf(settings: Settings, now: number): Limits {
  const { keep_raw_days, keep_sessions_days, keep_leads_days, keep_contacts_days } = settings;
  const before = (days: number) => now - days * DAY_MS;
  const orNever = (days: number | null) => (days === null ? null : before(days));
  const shortest = Math.min(
    keep_raw_days,
    keep_sessions_days,
    keep_leads_days ?? Number.POSITIVE_INFINITY,
    keep_contacts_days ?? Number.POSITIVE_INFINITY,
  );
  return {
    messages: before(shortest),
    sessions: before(keep_sessions_days),
    leads: orNever(keep_leads_days),
    contacts: orNever(keep_contacts_days),
  };
}
