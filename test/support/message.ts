import { randomBytes } from 'node:crypto';
import { idFrom } from '../../shared/id.ts';
import type { Batch, LeadEvent, Touch, WireEvent } from '../../shared/wire.ts';

export function newId(): string {
  return idFrom(Date.now(), randomBytes(16));
}

export function touch(changes: Partial<Touch> = {}): Touch {
  return {
    at: 1_790_000_000_000,
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
    at: 1_790_000_000_000,
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
    at: 1_790_000_060_000,
    status: 'submitted',
    page: 'https://www.shop.example/contact',
    form: { id: 'contact', name: 'Contact' },
    intent: { topic: 'Repair', options: [{ name: 'service', value: 'Repair' }] },
    touches: { first, last: first, last_non_direct: first, session: first },
    path: [
      { id: newId(), at: 1_790_000_000_000, url: 'https://www.shop.example/', title: 'Home' },
      { id: newId(), at: 1_790_000_030_000, url: 'https://www.shop.example/contact', title: '' },
    ],
    fields: { utm_source: 'google', gclid: 'abc' },
    ...changes,
  };
}

export function message(events: unknown[], changes: object = {}): object {
  const at = 1_790_000_000_000;
  const envelope: Omit<Batch, 'events'> = {
    v: 1,
    script: '0.1.0',
    sent_at: at,
    visitor: newId(),
    session: { id: newId(), started_at: at, number: 1 },
    consent: {
      storage: { level: 'full', by: 'default', at },
      ads: { level: 'unknown', by: 'default', at },
    },
  };
  return { ...envelope, events, ...changes };
}
