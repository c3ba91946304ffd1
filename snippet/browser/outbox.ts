import { MAX_BODY_BYTES } from '../../shared/limits.ts';
import { guard } from './guard.ts';
import { load, save } from './store.ts';

const MAX_AGE_MS = 3 * 86_400_000;
/** So long a message may be under way: from another tab, or from a page that was left. */
const UNDER_WAY_MS = 10_000;
/** After the first failure the wait is twice that, then twice the one before, give or take a half. */
const WAIT_MS = 1_000;
const MAX_WAIT_MS = 200_000;
/** What a longer `Retry-After` is cut to. */
const MAX_HOLD_S = 3_600;

/** What the outbox needs of the script. */
interface Core {
  /** Whether anything may be kept. */
  isFull(): boolean;
  /** Without a visit it forgets all that is kept. */
  save(visit?: unknown): void;
  /** Gives nothing where there was no answer. */
  post(url: string, body: string): Promise<Response | undefined>;
}

/** Whether it is of a lead, or of one that was accepted: no other type begins with these letters. */
function isLead(body: string): boolean {
  return /"type":"[al]/.test(body);
}

function ageOf(body: string): number {
  return Date.now() - Number(/"sent_at":(\d+)/.exec(body)?.[1]);
}

/**
 * Gives what sends a message, and sends it again until it is answered for good. What was not is kept
 * for the pages to come where that is allowed and works, else in this page. The collector takes
 * what comes twice for one.
 */
export function openOutbox(core: Core, url: string): (body: string) => Promise<void> {
  /** One origin may have pages of several sites. */
  const name = `waybill_unsent ${url}`;
  /** What is kept in this page alone. */
  let held: string[] = [];
  /** Before then the collector wants to hear nothing. */
  let until = 0;
  /** Tries since one was answered for good. */
  let tries = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  /** Takes what the browser keeps: other tabs, and the pages before, put it there, too. */
  const take = () => {
    try {
      const unsent = load(name) as string[];
      save(name);
      held.unshift(...unsent.filter((body) => ageOf(body) < MAX_AGE_MS));
    } catch {
      // Nothing, or not ours.
    }
  };
  /** Keeps a message, or no longer. Gives all that are kept, leads first, what was tried last last. */
  const note = (sent?: string, isUnsent?: unknown) => {
    const isFull = core.isFull();
    if (isFull) take();
    const unsent = held.filter((body) => body !== sent);
    if (isUnsent) unsent.push(sent as string);
    let room = MAX_BODY_BYTES;
    const all = unsent
      .sort((a, b) => +isLead(b) - +isLead(a))
      .filter((body) => {
        room -= body.length;
        // Of a visitor who took his consent back nothing else is told.
        return room > 0 && (isFull || isLead(body));
      });
    held = all;
    clearTimeout(timer);
    const wait = Math.min(WAIT_MS * 2 ** tries, MAX_WAIT_MS) * (0.5 + Math.random());
    if (all[0]) {
      timer = setTimeout(retry, Math.max(until - Date.now(), 0) + wait);
      if (isFull) {
        try {
          save(name, all);
          held = [];
        } catch {
          // Blocked, or full.
        }
      }
    }
    return all;
  };
  /** What is kept and not under way any more. */
  const stuck = () => note().find((body) => tries || ageOf(body) > UNDER_WAY_MS);
  const send = async (body: string) => {
    // The page that a lead leaves never hears of the answer; while nothing arrives, no page may.
    note(body, isLead(body) || stuck());
    const now = Date.now();
    if (until > now) return void note(body, true);
    // The collector corrects the sender's clock by it.
    const answer = await core.post(url, body.replace(/"sent_at":\d+/, `"sent_at":${now}`));
    if (/^(2|4(?!08|29))/.test(`${answer?.status}`)) {
      tries = 0;
      note(body);
    } else {
      // A page may have put something else in the place of `fetch`.
      const seconds = Number(answer?.headers?.get?.('retry-after')) || 0;
      until = Math.max(until, Date.now() + Math.min(seconds, MAX_HOLD_S) * 1_000);
      tries ||= 1;
      note(body, true);
    }
  };
  const retry = guard(() => {
    const next = stuck();
    if (next) {
      tries++;
      void send(next);
    }
  });
  addEventListener('online', retry);

  const forget = core.save;
  core.save = (visit) => {
    forget(visit);
    if (visit) return;
    take();
    note();
  };
  return send;
}
