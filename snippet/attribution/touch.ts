import { HEAD_TABLE } from '../../shared/head-table.ts';
import { campaignOf } from '../../shared/landing.ts';
import { MAX_PATH_URL_CHARS, MAX_TITLE_CHARS, MAX_URL_CHARS } from '../../shared/limits.ts';
import { classify, idNamesOf, type Source } from '../../shared/source.ts';
import type { Page, Touch } from '../../shared/wire.ts';

/** How a visitor arrived: the tags and click ids of the address, the address and the referrer. */
export function touchFrom(
  url: string,
  referrer: string,
  now: number,
  scrub: (url: string) => string,
  isPersonal: (name: string) => boolean,
): Touch {
  return {
    at: now,
    landing_page: scrub(url).slice(0, MAX_URL_CHARS),
    referrer: scrub(referrer).slice(0, MAX_PATH_URL_CHARS),
    ...campaignOf(url, idNamesOf(HEAD_TABLE), isPersonal),
  };
}

/** The page that is seen. */
export function pageFrom(
  url: string,
  title: string,
  id: string,
  now: number,
  scrub: (url: string) => string,
): Page {
  return {
    id,
    at: now,
    url: scrub(url).slice(0, MAX_PATH_URL_CHARS),
    title: title.slice(0, MAX_TITLE_CHARS),
  };
}

/** What was found for a touch, and whether it was taken for the site's own. */
const sources = new WeakMap<Touch, [own: unknown, source: Source]>();

/** Where a touch came from, by the head table. */
export function sourceOf(touch: Touch): Source {
  const [own, known] = sources.get(touch) ?? [];
  if (known && own === touch.own) return known;
  const source = classify(touch, HEAD_TABLE);
  sources.set(touch, [touch.own, source]);
  return source;
}

/**
 * What makes an arrival a new touch: another source, campaign or click id; '' if it is direct,
 * undefined if it is none (from the site itself, or from where it had sent the visitor).
 */
export function identityOf(touch: Touch): string | undefined {
  const { source, medium, rule } = sourceOf(touch);
  if (rule === 6) return undefined;
  return medium === '(none)'
    ? ''
    : JSON.stringify([source, medium, touch.tags.utm_campaign, touch.click_ids]);
}
