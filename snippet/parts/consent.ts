import { MAX_PATH_PAGES } from '../../shared/limits.ts';
import type { Page } from '../../shared/wire.ts';
import { capped } from '../attribution/capped.ts';
import { guard } from '../browser/guard.ts';
import { config } from '../config.ts';
import { parts } from '../core.ts';

/** How long a tool may take to appear that was not there when the page was. */
const LATE_MS = 3_000;

interface Said<Level> {
  level: Level;
  by: string;
  at: number;
}

/** What a tool was heard to say; undefined is what it has not decided. */
interface Heard {
  present: boolean;
  storage?: boolean | undefined;
  ads?: boolean | undefined;
}

/** What one axis stands at; where it was the same before, since then. */
function since<L>(before: Said<L> | undefined, level: L, by: string): Said<L> {
  return before?.level === level && before.by === by ? before : { level, by, at: Date.now() };
}

/**
 * Obeys the consent tools of the page. Adapters stand in the order of precedence: of those that
 * are there the first speaks, and until it has, nothing is kept. Global Privacy Control, which is
 * no tool but the visitor's own word on ads, is not overruled by a banner's.
 */
parts.push({
  start(core) {
    core.isFull = () => core.consent.storage.level === 'full';
    const heard = new Map<string, Heard>();
    let page: Heard | undefined;

    /** A yes keeps what this document has seen while it waited. */
    const remember = () => {
      const waited = core.visit;
      core.enter(core.load());
      const { path, session } = core.visit;
      core.visit.path = capped([...path.slice(0, -1), ...waited.path], MAX_PATH_PAGES);
      core.page = core.visit.path.at(-1) as Page;
      core.visit.seen_at = Math.max(core.visit.seen_at, waited.seen_at);
      // Nobody was known before: he stays who he was on this page.
      if (session.number === 1) Object.assign(core.visit, { session: waited.session });
      core.save(core.visit);
      core.fill?.();
    };

    const settle = guard(() => {
      const [by, said] = page
        ? ['page', page]
        : ([...heard].find(([, { present }]) => present) ?? ['default', undefined]);
      // Undefined: nobody has decided yet.
      const isOpen = said ? said.storage : config.consent === 'required' ? undefined : true;
      const { storage, ads } = core.consent ?? {};
      const wasFull = storage?.level === 'full';
      core.consent = {
        storage: since(storage, isOpen ? 'full' : 'page', isOpen === undefined ? 'pending' : by),
        ads:
          heard.get('gpc')?.ads === false
            ? since(ads, 'denied', 'gpc')
            : since(ads, said?.ads === undefined ? 'unknown' : said.ads ? 'granted' : 'denied', by),
      };
      // What was kept before a tool has spoken stays until it says no.
      if (isOpen === false) core.save();
      if (!core.page || wasFull === core.isFull()) return;
      if (wasFull) core.enter(undefined);
      else remember();
    });
    const ask = () => {
      for (const { consent: adapter } of parts) {
        if (!adapter || heard.get(adapter.name)?.present) continue;
        const own: Heard = heard.get(adapter.name) ?? { present: false };
        heard.set(adapter.name, own);
        try {
          own.present = adapter.watch((storage, ads) => {
            Object.assign(own, { storage, ads });
            settle();
          });
        } catch {}
      }
      settle();
    };
    Object.assign(window.waybill as object, {
      consent(level: boolean | string, ads?: boolean) {
        page = { present: true, storage: /true|full/.test(`${level}`), ads };
        settle();
      },
    });
    ask();
    addEventListener('load', ask);
    setTimeout(ask, LATE_MS);
    // What another tab took back is not kept on by this one.
    addEventListener('storage', ({ key, newValue }) => {
      if (key !== 'waybill' || newValue) return;
      page = { present: true, storage: false };
      settle();
    });
    // The answer may have been given on another page, before this one came back.
    addEventListener('pageshow', ({ persisted }) => {
      if (!persisted || core.isFull()) return;
      for (const said of heard.values()) said.present = said.storage !== undefined;
      ask();
    });
  },
});
