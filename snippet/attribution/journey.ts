import {
  MAX_PAGES_VIEWED_CHARS,
  MAX_PATH_PAGES,
  MAX_PATH_URL_CHARS,
  MAX_TITLE_CHARS,
} from '../../shared/limits.ts';
import { pathOf } from '../../shared/url.ts';
import type { Page } from '../../shared/wire.ts';
import { scrub } from './scrub.ts';
import type { Arrival } from './touch.ts';

export function pageFrom(arrival: Arrival, id: string, now: number): Page {
  return {
    id,
    at: now,
    url: scrub(arrival.url, MAX_PATH_URL_CHARS),
    title: arrival.title.slice(0, MAX_TITLE_CHARS),
  };
}

/** The path with one more page; of a long one the first page and the newest are kept. */
export function withPage(path: readonly Page[], page: Page): Page[] {
  const longer = [...path, page];
  if (longer.length > MAX_PATH_PAGES) longer.splice(1, 1);
  return longer;
}

/** The path as one text, oldest first; of a long one the first page and the newest are kept. */
export function pagesViewed(path: readonly Page[]): string {
  const names = path.map(({ url }) => pathOf(url));
  const text = () => names.join(' > ');
  while (text().length > MAX_PAGES_VIEWED_CHARS && names.length > 1) names.splice(1, 1);
  return text();
}
