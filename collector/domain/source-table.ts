import type { Known, SourceTable } from '../../shared/source.ts';
import { CHANNELS } from './channels.ts';
import { registrableDomainOf } from './host.ts';
import {
  CLICK_IDS,
  DETOURS,
  FEDIVERSE,
  MAILBOXES,
  NAMES,
  type Names,
  PAID_ENDINGS,
  RESULT_PAGES,
} from './source-names.ts';

interface Host {
  known: Known;
  /** The labels that may stand before it; any, where it is not said. */
  under?: ReadonlySet<string>;
}

const wordsOf = (text = '') => text.split(/\s+/).filter(Boolean);

const RESULT_LABELS: ReadonlySet<string> = new Set(wordsOf(RESULT_PAGES));
const MAIL_LABELS: ReadonlySet<string> = new Set(wordsOf(MAILBOXES));
const NO_LABELS: ReadonlySet<string> = new Set();

/** A national ending of a brand: google.de, google.com, google.co.uk, google.com.br. */
const NATIONAL = /\.(?:com|(?:com?\.)?[a-z]{2})$/;
/** Without a separator only after a word that is long enough to be no accident (`bingads`). */
const PAID_WORD = RegExp(`^(.+-|.{4,}?)(?:${PAID_ENDINGS.split(' ').join('|')})$`);

/** Hosts and Android packages; one with any national ending has `.*` for it. */
const hosts = new Map<string, Host>();
/** Words of utm_source, with `-` between their parts. */
const words = new Map<string, Known>();
/** What a host's first label says of it, whoever's it is. */
const firstLabels = new Map<string, Known>();

function labelsUnder({ kind }: Known): ReadonlySet<string> {
  if (kind === 'Search') return RESULT_LABELS;
  return kind === 'Email' ? MAIL_LABELS : NO_LABELS;
}

function add(name: string, known: Known) {
  const host = name.replace('=', '');
  if (!name.includes('.')) words.set(name, known);
  else hosts.set(host, host === name ? { known } : { known, under: labelsUnder(known) });
}

/** A line of a platform and its names: `bing:msn  =msn.com ntp.msn.com`. */
function addPlatform([head = '', ...names]: string[], known: Known) {
  const [platform = head, word = platform] = head.split(':');
  const named = { ...known, platform };
  const engine =
    known.kind === 'Search' && word ? { ...named, engine: word.includes('.') ? '' : word } : named;
  for (const name of names) add(name, name.includes('.') ? engine : named);
  if (word) add(word, engine);
}

function addNames({ kind, paid, platforms = '', brands, hosts }: Names) {
  const known: Known = paid ? { kind, paid } : { kind };
  const engine: Known = kind === 'Search' ? { ...known, engine: '' } : known;
  // A line that is indented further than the first one goes on with the line before it.
  const indent = /\n *(?=\S)/.exec(platforms)?.[0] ?? '\n';
  for (const line of platforms.trim().split(RegExp(`${indent}(?=\\S)`))) {
    if (line) addPlatform(wordsOf(line), known);
  }
  for (const name of wordsOf(brands)) {
    const [platform = ''] = name.split('.');
    add(name, { ...engine, platform });
    add(platform, { ...known, platform });
  }
  for (const host of wordsOf(hosts)) add(host, engine);
}

NAMES.forEach(addNames);
for (const label of wordsOf(DETOURS)) firstLabels.set(label, { kind: 'Excluded' });
for (const label of MAIL_LABELS) firstLabels.set(label, { kind: 'Email' });
for (const label of wordsOf(FEDIVERSE)) {
  firstLabels.set(label, { kind: 'Social', platform: 'mastodon' });
}

/** A label without its number: login2, webmail-3. */
const plain = (label: string) => label.replace(/-?\d+$/, '');

/** What the first label says: of a detour and a mailbox right below somebody's own domain. */
function byFirstLabel(host: string): Known | undefined {
  const dot = host.indexOf('.');
  const known = firstLabels.get(plain(host.slice(0, dot)));
  const owned = known?.kind === 'Social' ? host : host.slice(dot + 1);
  return known && registrableDomainOf(owned) === owned ? known : undefined;
}

/** Whether all that stands before a host, label by label, serves the same purpose. */
function isPart(before: string, { under }: Host): boolean {
  const isIn = (label: string) => under?.has(label) || under?.has(plain(label));
  return !under || before.split('.').every(isIn);
}

function findHost(host: string): Known | undefined {
  const stem = host.replace(NATIONAL, '');
  const from = (start: number) =>
    hosts.get(host.slice(start)) ??
    (start < stem.length && stem !== host ? hosts.get(`${stem.slice(start)}.*`) : undefined);
  const itself = from(0);
  if (itself) return itself.known;
  const first = byFirstLabel(host);
  // One comes back from login.yelp.com, whatever yelp.com is.
  if (first?.kind === 'Excluded') return first;
  for (let dot = host.indexOf('.'); dot >= 0; dot = host.indexOf('.', dot + 1)) {
    const found = from(dot + 1);
    if (found && isPart(host.slice(0, dot), found)) return found.known;
  }
  return first;
}

function findWord(word: string): Known | undefined {
  const found = words.get(word);
  if (found) return found;
  const [, before = ''] = PAID_WORD.exec(word) ?? [];
  const advertiser = words.get(before.replace(/-$/, ''));
  if (!advertiser) return undefined;
  const { kind, platform } = advertiser;
  return platform ? { kind, platform, paid: true } : { kind, paid: true };
}

/** A search engine's page of places, where the browser shows more of a referrer than its host. */
function isMap(referrer: string): boolean {
  return /^[^/]*\/\/[^/]*\/(maps|local)\b/.test(referrer);
}

/** Directories that GA4 has among the social networks, which shows where a visit is not a referral. */
const SOCIAL_TOO = /^(?:.*\.)?(?:yelp|houzz|tripadvisor|foursquare|trustpilot|care)(?:\.|$)/;

/** A short fingerprint of the table's content, since whoever adds a name forgets to count. */
function versionOf(content: unknown): string {
  let hash = 0x811c9dc5;
  for (const char of JSON.stringify(content)) {
    hash = Math.imul(hash ^ char.charCodeAt(0), 0x01000193);
  }
  return (hash >>> 0).toString(36);
}

/** The collector's table: every name of hosts, Android packages and tags that the project knows. */
export const FULL_TABLE: SourceTable = {
  /** Stored with every lead, so that one can tell which table judged it. */
  version: `full-${versionOf([NAMES, CLICK_IDS, CHANNELS, MAILBOXES, DETOURS])}`,
  ids: CLICK_IDS,
  channels: CHANNELS,
  /**
   * What is known of a host without `www.`, an Android package or a `utm_source`, all lower-case.
   * Hosts match by suffix from a label's beginning, and the longest name wins: gemini.google.com
   * is an assistant, google.com an engine, docs.google.com nothing.
   */
  find(word, referrer = '') {
    const known = word.includes('.') ? findHost(word) : findWord(word.replace(/[\s_-]+/g, '-'));
    if (known?.engine !== undefined && isMap(referrer)) return { ...known, kind: 'Local Listings' };
    const isBoth = known?.kind === 'Directories' && SOCIAL_TOO.test(word);
    return isBoth ? { ...known, kind: 'Directories+Social' } : known;
  },
};
