import { MAX_TEXT_CHARS } from './limits.ts';
import { hostOf } from './url.ts';

/** Of the rules below; stored with every lead, beside the table's own. */
export const RULES_VERSION = 2;

/** What a touch was seen to carry, before anything is made of it. */
export interface Seen {
  landing_page: string;
  referrer: string;
  /** The literal tags by their full names (`utm_source`). */
  tags: Readonly<Record<string, string>>;
  click_ids: Readonly<Record<string, string>>;
  /** The referrer is of the site itself. What that is, the browser and the collector know each. */
  own?: boolean | undefined;
}

export type Kind =
  | 'Search'
  | 'Social'
  | 'Video'
  | 'Shopping'
  | 'AI Assistant'
  | 'Local Listings'
  | 'Directories'
  /** A directory to people, a social network to GA4. */
  | 'Directories+Social'
  | 'Email'
  | 'Ads'
  /** Payment, sign-in, challenge: where a visitor is sent to and comes back from. */
  | 'Excluded';

/** What a table knows of a host, an Android package or a tagged source. */
export interface Known {
  /** '' where only the platform is known. */
  kind: Kind | '';
  /** Of a search engine's own pages: the source as GA4 writes it, or '' where it has no word. */
  engine?: string | undefined;
  /** The name for people: `facebook` for `l.facebook.com`. */
  platform?: string | undefined;
  /** The name alone proves a paid click: `fb-ads`. */
  paid?: boolean | undefined;
}

/** Ids that a platform or a mail sender adds: medium `referral` where they prove nothing. */
export type IdRow = readonly [source: string, medium: string, ...names: string[]];

/** The knowledge the rules are run over: the snippet has a small one, the collector a full one. */
export interface SourceTable {
  version: string;
  /** In the order of trust. */
  ids: readonly IdRow[];
  /**
   * Looks up a host (without `www.`), a package or a tagged source, all lower-case; of a referring
   * host the whole address, too.
   */
  find(word: string, referrer?: string): Known | undefined;
  /**
   * What makes a channel, in GA4's order with lead generation's own among them: the first that fits
   * decides. A pattern is tried on `Kind$<medium>source|campaign|content|`, where `$` says paid; a
   * `*` in a channel is the kind. https://support.google.com/analytics/answer/9756891
   */
  channels: readonly (readonly [channel: string, when: string])[];
}

/** Where a touch came from, in GA4's words. */
export interface Source {
  source: string;
  medium: string;
  channel: string;
  /** What the table knows of it. */
  known: Known | undefined;
  rule: Rule;
  /** The table's row that gave the channel; none of an unassigned one. */
  row: SourceTable['channels'][number] | undefined;
}

/**
 * How a source was found: 1 an ad's click id, 2 tags, 3 some tags, 4 another id, 5 nothing, 6 own
 * site or a host that the site had sent the visitor to, 7 the referrer.
 */
type Rule = 1 | 2 | 3 | 4 | 5 | 6 | 7;

// GA4's paid mediums, and those that people write for them.
const PAID =
  /cp|^(ppc|retargeting)$|^paid|(^|[-_ .])(paid|ads?|advert(ising)?|sponsored|boosted|promoted|remarketing|sem)([-_ .]|$)/;

type Resolved = [source: string, medium: string, rule: Rule, known: Known | undefined];

function resolveReferrer(host: string, from: Known | undefined, own: unknown): Resolved {
  if (!host || own || from?.kind === 'Excluded') {
    return ['(direct)', '(none)', host ? 6 : 5, undefined];
  }
  const { kind = '', engine } = from ?? {};
  if (engine !== undefined) return [engine || host, 'organic', 7, from];
  const medium = /^(AI|Em)/.test(kind) ? kind.toLowerCase().replace(' ', '-') : 'referral';
  return [host, kind === 'Ads' ? 'cpc' : medium, 7, from];
}

function resolve(seen: Seen, table: SourceTable): Resolved {
  const tag = (name: string) =>
    (seen.tags[name] ?? '').normalize('NFKC').toLowerCase().slice(0, MAX_TEXT_CHARS);
  const source = tag('utm_source');
  const medium = tag('utm_medium');
  const host = hostOf(seen.referrer);
  const from = table.find(host, seen.referrer);
  const ids = table.ids.filter(([, , ...names]) => names.some((name) => name in seen.click_ids));
  const [by = '', as = ''] = ids.find(([vendor]) => vendor === from?.platform) ?? ids[0] ?? [];
  const known = table.find(source || by);
  if (as === 'cpc' && /^(google|bing)$/.test(by)) {
    const isAd = PAID.test(medium) || /display|banner|video|gdn|program/.test(medium);
    return [by, isAd ? medium : as, 1, table.find(by)];
  }
  if (source) {
    const byName = known?.kind === 'AI Assistant' ? 'ai-assistant' : known?.paid && 'cpc';
    const byId = (by === source || by === known?.platform) && as !== 'referral' && as;
    return [source, medium || byId || byName || '(not set)', 2, known];
  }
  const found: Resolved =
    by && (as !== 'referral' || from?.kind !== 'Social')
      ? [by, as, 4, known]
      : resolveReferrer(host, from, seen.own);
  if (medium || seen.tags.utm_campaign) {
    if (/5|6/.test(`${found[2]}`)) found.fill('(not set)', 0, 2);
    if (medium) found[1] = medium;
    found[2] = 3;
  }
  return found;
}

/**
 * Where a touch came from: an ad's click id first, then tags, then other ids, then the referrer.
 * Source and medium are what GA4 would show (lower-case; `(direct)`, `(none)`, `(not set)`).
 */
export function classify(seen: Seen, table: SourceTable): Source {
  const [source, medium, rule, known] = resolve(seen, table);
  const { kind = '', paid } = known ?? {};
  const { utm_campaign = '', utm_content = '' } = seen.tags;
  // The signs between the parts are nobody else's to write.
  const [as, by, ...words] = [medium, source, utm_campaign, utm_content].map((text) =>
    text.toLowerCase().replace(/[<>|$]/g, ' '),
  );
  const sign = paid || PAID.test(medium) ? '$' : '';
  const subject = `${kind}${sign}<${as}>${by}|${words.join('|')}|`;
  const row = table.channels.find(([, when]) => RegExp(when).test(subject));
  const channel = row ? row[0].replace('*', kind) : 'Unassigned';
  return { source, medium, channel, known, rule, row };
}

/** The ids that a table knows, as their platforms spell them. */
export function idNamesOf(table: SourceTable): string[] {
  return table.ids.flatMap(([, , ...names]) => names);
}

/** The touch that a lead is filed under: the last one that was not direct. */
export function decisive<T>(touches: { last: T; last_non_direct?: T | undefined }): T {
  return touches.last_non_direct ?? touches.last;
}
