import { randomBytes } from 'node:crypto';
import { idFrom } from '../../shared/id.ts';
import type { Batch, LeadEvent, Touch, WireEvent } from '../../shared/wire.ts';

/** When the first page was seen, lately: what is long ago is no time of an event. */
export const AT = Date.now() - 600_000;

export function newId(): string {
  return idFrom(Date.now(), randomBytes(16));
}

export function touch(changes: Partial<Touch> = {}): Touch {
  return {
    at: AT,
    landing_page: 'https://www.shop.example/?utm_source=google&utm_medium=cpc&gclid=abc',
    referrer: 'https://www.google.com/',
    tags: { utm_source: 'google', utm_medium: 'cpc' },
    click_ids: { gclid: 'abc' },
    ...changes,
  };
}

export function pageView(changes: object = {}): WireEvent {
  return {
    type: 'page_view',
    id: newId(),
    at: AT,
    url: 'https://www.shop.example/',
    title: 'Home',
    ...changes,
  };
}

export function lead(changes: Partial<LeadEvent> = {}): LeadEvent {
  const first = touch();
  return {
    type: 'lead',
    id: newId(),
    at: AT + 60_000,
    status: 'submitted',
    page: 'https://www.shop.example/contact',
    form: { id: 'contact', name: 'Contact' },
    intent: { topic: 'Repair', options: [{ name: 'service', value: 'Repair' }] },
    touches: { first, last: first, last_non_direct: first, session: first },
    path: [
      { id: newId(), at: AT, url: 'https://www.shop.example/', title: 'Home' },
      { id: newId(), at: AT + 30_000, url: 'https://www.shop.example/contact', title: '' },
    ],
    fields: { utm_source: 'google', gclid: 'abc' },
    ...changes,
  };
}

export function message(events: unknown[], changes: object = {}): object {
  const at = AT;
  const envelope: Omit<Batch, 'events'> = {
    v: 1,
    script: '0.1.0',
    sent_at: Date.now(),
    visitor: newId(),
    session: { id: newId(), started_at: at, number: 1 },
    consent: {
      storage: { level: 'full', by: 'default', at },
      ads: { level: 'unknown', by: 'default', at },
    },
  };
  return { ...envelope, events, ...changes };
}
