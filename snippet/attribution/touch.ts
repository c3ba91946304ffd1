import { CLICK_IDS, TAGS } from '../../shared/fields.ts';
import { HEAD_TABLE } from '../../shared/head-table.ts';
import { MAX_PATH_URL_CHARS, MAX_TEXT_CHARS, MAX_TOUCH_PARAMETERS } from '../../shared/limits.ts';
import { classify, type Source } from '../../shared/source.ts';
import type { Touch } from '../../shared/wire.ts';
import { scrub } from './scrub.ts';

/** How a page was reached, as the browser tells it. */
export interface Arrival {
  url: string;
  referrer: string;
  title: string;
}

const CLICK_ID_NAMES = Object.values(CLICK_IDS).join(' ').split(' ');
export const TAG_NAMES = TAGS.map((tag) => `utm_${tag}`);

/** The first usable value of each wanted parameter, whatever the case of its name. */
function pick(url: string, names: readonly string[], usable: (value: string) => string) {
  const found: Record<string, string> = {};
  new URLSearchParams(url.replace(/^[^?#]*.|&amp;|[?#]/g, '&')).forEach((value, key) => {
    const name = names.find((wanted) => wanted.toLowerCase() === key.toLowerCase());
    const text = name && Object.keys(found).length < MAX_TOUCH_PARAMETERS && usable(value);
    if (text) found[name] ||= text;
  });
  return found;
}

/** How a visitor arrived: the tags and click ids of the address, the address and the referrer. */
export function touchFrom(arrival: Arrival, now: number): Touch {
  return {
    at: now,
    landing_page: scrub(arrival.url),
    referrer: scrub(arrival.referrer, MAX_PATH_URL_CHARS),
    tags: pick(arrival.url, TAG_NAMES, (value) => value.slice(0, MAX_TEXT_CHARS)),
    // A click id that was cut or escaped is worth nothing to its platform. The length is
    // MAX_CLICK_ID_CHARS.
    click_ids: pick(arrival.url, CLICK_ID_NAMES, (value) =>
      /^[\w.=+/~:-]{1,512}$/.test(value) ? value : '',
    ),
  };
}

/** Where a touch came from, by the head table. */
export function sourceOf(touch: Touch): Source {
  return classify(touch, HEAD_TABLE);
}

/** What makes an arrival a new touch: another source, campaign or click id; '' if it is direct. */
export function identityOf(touch: Touch): string {
  const source = sourceOf(touch);
  return source.medium === '(none)' ? '' : JSON.stringify([source, touch.click_ids]);
}
