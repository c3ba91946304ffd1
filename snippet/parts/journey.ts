import { SESSION_SILENCE_MS } from '../../shared/limits.ts';
import type { Page } from '../../shared/wire.ts';
import { isOther, pageAddress, pagesViewed, withPage } from '../attribution/journey.ts';
import type { Visit } from '../attribution/session.ts';
import { guard } from '../browser/guard.ts';
import { parts } from '../core.ts';

/** A pause longer than this is no reading: the person has gone. */
const PAUSE_MS = 30_000;
/** By then a single-page app has titled its page. */
const SETTLE_MS = 50;

/** Engaged time, the pages of single-page apps, and pages that come back from the browser's memory. */
parts.push({
  start(core) {
    let active = Date.now();
    let address = pageAddress(location.href);
    const keep = guard(() => {
      const { page, visit } = core;
      const other = core.recall() as Visit;
      // The cookie alone, where there is no other storage, has no path.
      if (!other.path[0]) other.path = visit.path;
      for (const one of other.path) if (one.id === page.id) one.engaged_ms = page.engaged_ms;
      other.seen_at = Math.max(other.seen_at, visit.seen_at);
      if (visit.call_to_action) other.call_to_action = visit.call_to_action;
      core.visit = other;
      if (core.isFull()) core.save(other);
    });
    core.keep = keep;
    core.walk = () => {
      const path = withPage(core.visit.path, core.page);
      core.visit.path = path;
      core.page = path.at(-1) as Page;
    };
    core.fields = () => ({ pages_viewed: pagesViewed(core.visit.path) });
    const see = guard(() => {
      keep();
      core.see(address);
      address = pageAddress(location.href);
    });
    for (const type of ['pointermove', 'pointerdown', 'keydown', 'scroll']) {
      addEventListener(
        type,
        guard(() => {
          const now = Date.now();
          const ms = now - active;
          if (ms < PAUSE_MS) core.page.engaged_ms = (core.page.engaged_ms ?? 0) + ms;
          active = now;
          // Who comes back after a long silence begins a session with the next page.
          if (now - core.visit.seen_at < SESSION_SILENCE_MS) core.visit.seen_at = now;
        }),
        { capture: true, passive: true },
      );
    }
    // The last moment that is sure to come; and the first, after what other tabs did.
    document.addEventListener(
      'visibilitychange',
      guard(() => {
        active = Date.now();
        keep();
        if (document.visibilityState === 'hidden') core.seen?.();
      }),
    );
    addEventListener('pageshow', (event) => event.persisted && see());
    // Whatever changes the address without a load changes the page, too; history stays untouched.
    const settle = (then: string) =>
      setTimeout(() => {
        // It has changed meanwhile: what is to be seen may still be of the page before.
        if (then !== location.href) settle(location.href);
        else if (isOther(address, pageAddress(then))) see();
      }, SETTLE_MS);
    new MutationObserver(() => settle(location.href)).observe(document, {
      childList: true,
      subtree: true,
      characterData: true,
    });
  },
});
