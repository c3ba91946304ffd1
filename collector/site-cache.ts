import type { Site } from './db/entry.ts';
import type { Deps } from './deps.ts';
import { Failure } from './domain/failure.ts';

/** How old an answer may be: what is set reaches the door within it. */
const FRESH_MS = 1_000;
const MAX_KEPT = 2_000;
/** So long the database is waited for where an answer is known, fresh or not. */
const PATIENCE_MS = 100;
const FRESH_PATIENCE_MS = 1_000;
/** When to come back where nothing is known of a site. */
const RETRY_AFTER_S = 5;

/**
 * Looks sites up by their key at most once a second each, unless it is to be fresh. Where the
 * database does not answer, or not soon, what was known last is: neither a locked database nor a long
 * query keeps a site from its script.
 */
export class SiteCache {
  private readonly kept = new Map<string, { site: Site; at: number }>();
  private readonly now: () => number;

  constructor(now: () => number) {
    this.now = now;
  }

  /**
   * @param find asks the database; on Workers each request has to bring its own
   * @param failed told why it did not answer, where nothing was known before
   */
  lookUp(
    find: (key: string) => Promise<Site | undefined>,
    failed: (error: unknown) => void,
  ): Deps['siteByKey'] {
    return async (key, { isFresh = false, isKnown = false } = {}) => {
      const entry = this.kept.get(key);
      if (isKnown || (entry && !isFresh && this.now() - entry.at < FRESH_MS)) return entry?.site;
      const found = find(key).then((site) => {
        this.keep(key, site);
        return site;
      });
      if (entry) return soon(found, entry.site, isFresh ? FRESH_PATIENCE_MS : PATIENCE_MS);
      try {
        return await found;
      } catch (error) {
        failed(error);
        throw new Failure(
          'busy',
          'Whose site this is could not be looked up, since the database is busy or out of reach. Try it again.',
          { retryAfter: RETRY_AFTER_S },
        );
      }
    };
  }

  private keep(key: string, site: Site | undefined): void {
    if (this.kept.size >= MAX_KEPT) this.kept.clear();
    if (site) this.kept.set(key, { site, at: this.now() });
    else this.kept.delete(key);
  }
}

/** What is found, or what was known where that fails or takes too long. */
async function soon<T>(found: Promise<T>, known: T, patienceMs: number): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<T>((passed) => {
    timer = setTimeout(passed, patienceMs, known);
  });
  try {
    return await Promise.race([found.catch(() => known), late]);
  } finally {
    clearTimeout(timer);
  }
}
