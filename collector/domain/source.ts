import { campaignOf } from '../../shared/landing.ts';
import { MAX_CLICK_ID_CHARS, MAX_TEXT_CHARS, MAX_URL_CHARS } from '../../shared/limits.ts';
import { isPersonal } from '../../shared/personal.ts';
import { classify, idNamesOf, RULES_VERSION, type Seen } from '../../shared/source.ts';
import { hostOf } from '../../shared/url.ts';
import { decidedOn, ruleOf } from './evidence.ts';
import { isOwnSite } from './own-site.ts';
import { FULL_TABLE } from './source-table.ts';

/** Where a touch came from by the full table, and what says so. */
export interface Classification {
  source: string;
  medium: string;
  campaign: string;
  term: string;
  content: string;
  /** `utm_id`. */
  id: string;
  channel: string;
  /** The name for people; '' where none is known. */
  platform: string;
  click_ids: Record<string, string>;
  evidence: {
    /** The rules that decided: of the source (`S4.1`), and of the channel (`C17`). */
    rule: string;
    channel_rule: string;
    /** What they decided on. */
    on: string;
    rules_version: number;
    table_version: string;
  };
}

/** What judges a source: by the same two it is the same. */
export interface Versions {
  rules: number;
  table: string;
}

export const VERSIONS: Versions = { rules: RULES_VERSION, table: FULL_TABLE.version };

const ID_NAMES = idNamesOf(FULL_TABLE);

/** An address as a browser tells it, whoever wrote it down: in one line, and without a user's name. */
function told(url: string): string {
  return url
    .replace(/[\t\r\n]/g, '')
    .trim()
    .replace(/^([^:/?#]+:\/\/)[^/?#]*@/, '$1');
}

/** A referrer that a browser could tell, or nothing: a page of the web, or an app of Android's. */
function referrerOf(text: string): string {
  const url = told(text).slice(0, MAX_URL_CHARS);
  if (!/^(https?|android-app):\/\//i.test(url)) return '';
  try {
    const { host } = new URL(url);
    // The dot at the end of a whole name says nothing.
    return host.endsWith('.') ? url.replace(/\.(?=[:/?#]|$)/, '') : url;
  } catch {
    return '';
  }
}

/** A text within the cap, without the half of a character that a cut leaves. */
function capped(text: string): string {
  return text.slice(0, MAX_TEXT_CHARS).replace(/\p{Surrogate}/gu, '');
}

/**
 * A touch with what its landing page carries that the snippet's small table did not know. What it
 * carries itself is read once more, too: anybody may have written it.
 */
function fullySeen({ landing_page, referrer, tags, click_ids, own }: Seen): Seen {
  const landing = told(landing_page);
  const from = referrerOf(referrer);
  const carried = new URLSearchParams(Object.entries(tags));
  for (const [name, id] of Object.entries(click_ids)) if (id) carried.append(name, id);
  const itself = campaignOf(`?${carried}`, ID_NAMES, isPersonal);
  const found = campaignOf(landing, ID_NAMES, isPersonal);
  const names = Object.keys(click_ids).filter((name) => !click_ids[name] && isPersonal(name));
  return {
    landing_page: landing,
    referrer: from,
    // What payment providers were told to come back with says the same.
    own: own || /[?&]utm_nooverride=1/.test(landing) || isOwnSite(hostOf(from), hostOf(landing)),
    tags: { ...found.tags, ...itself.tags },
    click_ids: {
      ...found.click_ids,
      ...Object.fromEntries(names.map((name) => [name, ''])),
      ...itself.click_ids,
    },
  };
}

/** Whole ids alone, since one that was cut is worth nothing, and nothing of a person. */
function clickIdsOf({ click_ids }: Seen): Record<string, string> {
  const whole = Object.entries(click_ids).filter(
    ([name, id]) => id && name.length <= MAX_TEXT_CHARS && id.length <= MAX_CLICK_ID_CHARS,
  );
  return Object.fromEntries(whole.filter(([name]) => !isPersonal(name)));
}

/** Where a touch came from, whatever its texts hold: that of a browser, or of a person's question. */
export function sourceOf(touch: Seen): Classification {
  const seen = fullySeen(touch);
  const found = classify(seen, FULL_TABLE);
  const tag = (name: string) => capped(seen.tags[`utm_${name}`] ?? '');
  return {
    source: capped(found.source),
    medium: capped(found.medium),
    campaign: tag('campaign'),
    term: tag('term'),
    content: tag('content'),
    id: tag('id'),
    channel: found.channel,
    platform: found.known?.platform ?? '',
    click_ids: clickIdsOf(seen),
    evidence: {
      rule: ruleOf(seen, found),
      channel_rule: `C${(found.row ? FULL_TABLE.channels.indexOf(found.row) : FULL_TABLE.channels.length) + 1}`,
      on: capped(decidedOn(seen, found, FULL_TABLE)),
      rules_version: VERSIONS.rules,
      table_version: VERSIONS.table,
    },
  };
}
