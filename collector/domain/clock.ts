import type { Batch, Page, Touch, WireEvent } from '../../shared/wire.ts';
import { DAY_MS } from './duration.ts';

/** A slow network looks like a clock that is late; what is less than this is taken for one. */
const TOLERANCE_MS = 30_000;
/** Whole steps, so that an event that is sent twice gets the same time twice. */
const STEP_MS = 60_000;
/** Longer than a browser keeps what it could not send. */
const MAX_AGE_MS = 7 * DAY_MS;

/** How much is added to a sender's times: by when his clock says that he sent, and when it came. */
function shiftOf(sentAt: number, receivedAt: number): number {
  const late = receivedAt - sentAt;
  return Math.abs(late) < TOLERANCE_MS ? 0 : Math.round(late / STEP_MS) * STEP_MS;
}

/**
 * A message by the collector's clock. Nothing of it happened after it came, and no event long
 * before; how the visitor once arrived may be as old as it likes.
 */
export function correctedBatch(batch: Batch, receivedAt: number): Batch {
  const shift = shiftOf(batch.sent_at, receivedAt);
  const past = (at: number) => Math.min(receivedAt, Math.max(0, at + shift));
  const lately = (at: number) => Math.max(past(at), receivedAt - MAX_AGE_MS);
  const pageAt = (page: Page) => ({ ...page, at: past(page.at) });
  const touchAt = (touch: Touch) => ({ ...touch, at: past(touch.at) });

  const eventAt = (event: WireEvent): WireEvent => {
    const at = lately(event.at);
    if (event.type === 'page_view') {
      return { ...event, at, ...(event.touch && { touch: touchAt(event.touch) }) };
    }
    if (event.type === 'accepted') return { ...event, at };
    const { started_at: startedAt } = event.intent;
    const intent = {
      ...event.intent,
      ...(startedAt !== undefined && { started_at: lately(startedAt) }),
    };
    if (event.type === 'intent') return { ...event, at, intent };
    const { first, last, last_non_direct: nonDirect, session, list } = event.touches;
    const touches = {
      first: touchAt(first),
      last: touchAt(last),
      ...(nonDirect && { last_non_direct: touchAt(nonDirect) }),
      session: touchAt(session),
      ...(list && { list: list.map(touchAt) }),
    };
    return { ...event, at, intent, touches, path: event.path.map(pageAt) };
  };

  const { session, consent, events } = batch;
  return {
    ...batch,
    consent: {
      storage: { ...consent.storage, at: past(consent.storage.at) },
      ads: { ...consent.ads, at: past(consent.ads.at) },
    },
    session: { ...session, started_at: lately(session.started_at) },
    events: events.map(eventAt),
  };
}
