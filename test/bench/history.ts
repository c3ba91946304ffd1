import { idFrom } from '../../shared/id.ts';
import type { Batch } from '../../shared/wire.ts';
import { ARRIVALS, lead, messageOf, pageView, type Visit } from './messages.ts';

/** Page views of a session: most see one or two, some many; three on average. */
const PAGE_VIEWS = [1, 1, 2, 3, 4, 7];
const SESSIONS_PER_LEAD = 10;
const LEADS_PER_SPAM = 50;
/** Of sessions, those of visitors who have been there before. */
const RETURNING = 0.3;
const PAGE_MS = 20_000;

/** A number that looks random, from two; always the same. */
function mixed(seed: number, salt: number): number {
  let bits = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(salt + 1, 0xc2b2ae35);
  bits = Math.imul(bits ^ (bits >>> 15), 0x2c1b3c6d);
  bits = Math.imul(bits ^ (bits >>> 12), 0x297a2d39);
  return (bits ^ (bits >>> 15)) >>> 0;
}

function idAt(at: number, seed: number, salt: number): string {
  const random = Uint8Array.from({ length: 16 }, (_, i) => mixed(seed, 100 * salt + i) >>> 9);
  return idFrom(at, random);
}

/** A time in which sessions begin one after the other, evenly. */
export interface Time {
  start: number;
  stepMs: number;
  /** How many there have been so far. */
  sessions: number;
}

/** The sessions of a time that never was, known by their place: what is asked twice is the same. */
export class History {
  private readonly time: Time;

  constructor(time: Time) {
    this.time = time;
  }

  private startOf(session: number): number {
    return Math.floor(this.time.start + session * this.time.stepMs);
  }

  /** The first visitor of any session so far, by a number from 0 to 1. */
  anyVisitor(random: number): string {
    return this.visitorOf(Math.floor(random * this.time.sessions));
  }

  /** The visitor that a session is the first of. */
  private visitorOf(session: number): string {
    return idAt(this.startOf(session), session, 1);
  }

  private visitOf(session: number): Visit {
    const isBack = session > 0 && mixed(session, 2) / 2 ** 32 < RETURNING;
    const first = isBack ? mixed(session, 3) % session : session;
    return {
      visitor: this.visitorOf(first),
      session: idAt(this.startOf(session), session, 4),
      number: isBack ? 2 : 1,
      startedAt: this.startOf(session),
      arrival: ARRIVALS[mixed(session, 5) % ARRIVALS.length] ?? ARRIVALS[0],
    };
  }

  /** What was sent in a session: a message a page view, and every so often one with a lead. */
  messagesOf(session: number): Batch[] {
    const visit = this.visitOf(session);
    const atOf = (place: number) => visit.startedAt + place * PAGE_MS;
    const count = PAGE_VIEWS[mixed(session, 6) % PAGE_VIEWS.length] ?? 1;
    const pages = Array.from({ length: count }, (_, place) =>
      idAt(atOf(place), session, 10 + place),
    );
    const views = pages.map((id, place) =>
      messageOf(visit, atOf(place), [pageView(visit, place, id, atOf(place))]),
    );
    if (session % SESSIONS_PER_LEAD) return views;
    const sentAt = atOf(count);
    // Nobody is that quick: it is labelled as spam.
    const seconds = mixed(session, 8) % LEADS_PER_SPAM ? 40 : 1;
    const told = lead(visit, idAt(sentAt, session, 7), pages, sentAt, seconds);
    return [...views, messageOf(visit, sentAt, [told])];
  }
}
