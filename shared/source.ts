import { hostOf } from './url.ts';

/** What a touch was seen to carry, before anything is made of it. */
interface Evidence {
  landing_page: string;
  /** The literal tags by their full names (`utm_source`). */
  tags: Readonly<Record<string, string>>;
  click_ids: Readonly<Record<string, string>>;
  referrer: string;
}

/** Where a touch came from, in GA4's words. */
export interface Source {
  source: string;
  medium: string;
  campaign: string;
  channel: string;
}

/** The knowledge the rules are run over: the snippet has a small one, the collector a full one. */
export interface SourceTable {
  /** Stored with every lead, so that one can tell which table judged it. */
  version: string;
  /** Source → the names of its paid click ids, in order of trust; '' → those that prove nothing. */
  clickIds: Readonly<Record<string, string>>;
  /**
   * Channel → its hosts as a pattern, to be matched from a label's beginning to the end. Of the search
   * engines the label in brackets is the source; `~` stands for any national ending (google.co.uk).
   */
  hosts: Readonly<Record<string, string>>;
  /** Medium → channel, where the source decides nothing. A map: mediums are anybody's words. */
  mediums: ReadonlyMap<string, string>;
}

/** [channel, name] of the first of the table's hosts that this is one of. */
function known(host: string, table: SourceTable): [channel?: string, name?: string] {
  for (const channel in table.hosts) {
    const names = table.hosts[channel]?.replace('~', '(\\.com?)?(\\.\\w\\w\\w?)?');
    const found = RegExp(`(^|\\.)(${names})$`).exec(host);
    // The third bracket is the first of the pattern's own.
    if (found) return [channel, found[3] ?? host];
  }
  return [];
}

function resolve(seen: Evidence, table: SourceTable): readonly [source: string, medium: string] {
  const tag = (name: string) => (seen.tags[name] ?? '').trim().toLowerCase();
  const paid =
    Object.keys(table.clickIds).find((source) =>
      table.clickIds[source]?.split(' ').some((id) => seen.click_ids[id]),
    ) ?? '';
  const source = /^(google|bing)$/.test(paid) ? paid : tag('utm_source') || paid;
  if (source) return [source, tag('utm_medium') || (paid ? 'cpc' : '(not set)')];
  const host = hostOf(seen.referrer);
  if (!host || host === hostOf(seen.landing_page)) return ['(direct)', '(none)'];
  const [channel, name = ''] = known(host, table);
  if (channel === 'Organic Search') return [name, 'organic'];
  return [host, channel === 'AI Assistant' ? 'ai-assistant' : 'referral'];
}

/**
 * Where a touch came from: an ad's click id first, then tags, then other ids, then the referrer.
 * Source and medium are what GA4 would show (lower-case; `(direct)`, `(none)`, `(not set)`).
 */
export function classify(seen: Evidence, table: SourceTable): Source {
  const [source, medium] = resolve(seen, table);
  const [channel = ''] = known(source, table);
  let named = channel || table.mediums.get(medium) || 'Unassigned';
  // GA4's paid mediums: https://support.google.com/analytics/answer/9756891
  if (/cp|^(ppc$|retargeting$|paid)/.test(medium)) {
    named = /^Org/.test(channel) ? channel.replace('Organic', 'Paid') : 'Paid Other';
  }
  return { source, medium, campaign: seen.tags.utm_campaign ?? '', channel: named };
}

/** The touch that a lead is filed under: the last one that was not direct. */
export function decisive<T>(touches: { last: T; last_non_direct?: T | undefined }): T {
  return touches.last_non_direct ?? touches.last;
}
