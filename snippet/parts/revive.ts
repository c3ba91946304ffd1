import { VISITOR_COOKIE } from '../../shared/fields.ts';
import { MAX_PATH_PAGES } from '../../shared/limits.ts';
import type { KeptVisit } from '../../shared/wire.ts';
import { capped } from '../attribution/capped.ts';
import type { Visit } from '../attribution/session.ts';
import { dropCookie, readCookie } from '../browser/cookie.ts';
import { config } from '../config.ts';
import { parts } from '../core.ts';

/**
 * For a collector that is mounted on the site's own origin: its answers keep the visitor's id in a
 * cookie that no browser clears after seven days, and give back what the browser lost.
 */
parts.push({
  start(core) {
    const { load, save, post } = core;
    let lost: string | undefined;
    core.load = () => {
      const visit = load();
      lost = visit ? undefined : readCookie(VISITOR_COOKIE);
      // Of an earlier session, of which nothing is known but whose it was.
      const session = { id: '', started_at: 0, number: 0 };
      return lost
        ? ({ v: 1, visitor: lost, session, seen_at: 0, path: [] } as never as Visit)
        : visit;
    };
    /** As if it had never been lost: a session that was over stays over, this one is the next. */
    const adopt = (
      visitor: string,
      { session_id: id, started_at, sessions, ...kept }: KeptVisit,
    ) => {
      const before = {
        v: 1 as const,
        visitor,
        session: { id, started_at, number: sessions },
        ...kept,
      };
      const { session, path, seen_at } = core.visit;
      const visit = core.visitAfter(
        before,
        core.touch,
        false,
        config.lookback_ms,
        core.page.at,
        () => '',
      );
      const goesOn = visit.session.id === id;
      core.visit = {
        ...visit,
        session: goesOn ? visit.session : { ...session, number: visit.session.number },
        path: capped([...visit.path, ...path], MAX_PATH_PAGES),
        seen_at,
      };
      core.save(core.visit);
      core.fill?.();
    };
    core.save = (visit) => {
      save(visit);
      if (!visit) dropCookie(VISITOR_COOKIE);
    };
    core.post = async (url, body) => {
      if (!lost) return post(url, body);
      const visitor = lost;
      lost = undefined;
      const answer = await post(url, body.replace('{', '{"revive":true,'));
      // The message is sent again; what asks for it has to be, too.
      if (!answer?.ok) lost = visitor;
      try {
        const kept: { visit?: KeptVisit } | undefined = await answer?.json();
        if (kept?.visit && core.isFull()) adopt(visitor, kept.visit);
      } catch {
        // No answer, or not the collector's: what the browser knows now goes on.
      }
      return answer;
    };
  },
});
