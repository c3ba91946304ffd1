import { MAX_PAGES_VIEWED_CHARS, MAX_PATH_PAGES } from '../../shared/limits.ts';
import { pathOf } from '../../shared/url.ts';
import type { Page } from '../../shared/wire.ts';
import { capped } from './capped.ts';

/** An address without the place on the page; a path after the `#` is no place, but a page. */
export function pageAddress(url: string): string {
  return url.replace(/#[^/!]*$/, '');
}

/** Whether an address shows another page than the one before, not the same with fewer parameters. */
export function isOther(before: string, now: string): boolean {
  const known = before.split(/[?&]/);
  return !now.split(/[?&]/).every((part) => known.includes(part));
}

/** The path with one more page; one that is loaded again is the same. */
export function withPage(path: readonly Page[], page: Page): Page[] {
  const isSame = pageAddress(path.at(-1)?.url ?? '') === pageAddress(page.url);
  return isSame ? [...path] : capped([...path, page], MAX_PATH_PAGES);
}

/** The path as one text, oldest first; of a long one the first page and the newest are kept. */
export function pagesViewed(path: readonly Page[]): string {
  const names = path.map(({ url }) => pathOf(url));
  const text = () => names.join(' > ');
  while (text().length > MAX_PAGES_VIEWED_CHARS && names.length > 1) names.splice(1, 1);
  return text();
}
