import type { Classification } from '../domain/source.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** A time for a reader, in UTC: `21 Nov 2026, 09:05`. Takes ISO 8601. */
export function timeText(iso: string): string {
  const [, year, month, day, time] = /^(\d+)-(\d\d)-(\d\d)T(\d\d:\d\d)/.exec(iso) ?? [];
  return `${Number(day)} ${MONTHS[Number(month) - 1]} ${year}, ${time}`;
}

/** The time of day alone, in UTC: `09:05:12`. Takes ISO 8601. */
export function clockText(iso: string): string {
  return /T([\d:]+)/.exec(iso)?.[1] ?? '';
}

const CLICK_ID = 'by the click id';
const TAG = 'by the tag';
/** What a rule goes by, in words; of those not named here it is a referrer. */
const BY: Readonly<Record<string, string>> = {
  S1: CLICK_ID,
  S2: TAG,
  S2p: TAG,
  S3: CLICK_ID,
  'S4.0': 'without a tag, a click id or a referrer',
};

/** What decided on a source: `by the click id gclid (rule S1, C6)`. */
export function evidenceText({ rule, channel_rule, on }: Classification['evidence']): string {
  if (!rule) return 'before evidence was kept';
  const because = rule === 'S4.1' ? ', the site itself or a place that it sends people to' : '';
  return `${[BY[rule] ?? 'by the', on].filter(Boolean).join(' ')}${because} (rule ${rule}, ${channel_rule})`;
}

/** Who tells of a submission where it is no vendor. */
const TELLERS: Readonly<Record<string, string>> = {
  native: 'the browser',
  answer: "the server's answer",
  page: 'the page',
  validation: 'the form',
};

/** A status and who told it: `Accepted, told by contact-form-7`. */
export function toldText(what: string, by: string): string {
  return by ? `${what}, told by ${TELLERS[by] ?? by}` : what;
}

/** A number for readers: `1,234`. */
export function countText(count: number): string {
  return count.toLocaleString('en-US');
}

/** How long something took: `1 min 15 s`. */
export function secondsText(seconds: number): string {
  const whole = Math.round(seconds);
  const minutes = Math.floor(whole / 60);
  return minutes ? `${minutes} min ${whole % 60} s` : `${whole} s`;
}
