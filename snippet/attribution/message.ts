import type { Batch, Envelope, WireEvent } from '../../shared/wire.ts';
import type { Visit } from './session.ts';

/** One message to the collector, as text. */
export function messageFrom(
  visit: Visit,
  script: string,
  consent: Envelope['consent'],
  events: WireEvent[],
  now: number,
): string {
  const batch: Batch = {
    v: 1,
    script,
    sent_at: now,
    visitor: visit.visitor,
    session: visit.session,
    consent,
    events,
  };
  return JSON.stringify(batch);
}
