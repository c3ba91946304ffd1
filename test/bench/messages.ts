/** What the visitors of a business send, as its script would. */
import type { Batch, LeadEvent, Touch, WireEvent } from '../../shared/wire.ts';
import { SHOP } from '../support/home.ts';

/** Browsers by how many use them, about. */
export const BROWSERS = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1',
  'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Mobile Safari/537.36',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Safari/605.1.15',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:143.0) Gecko/20100101 Firefox/143.0',
];

const CLICK = 'EAIaIQobChMI9bXk1ZqA_wIVRJlmAh0oOwKzEAAYASAAEgLhRfD_BwE';

/** How a visitor comes: the query of the address, what it says, and the referrer. */
type Arrival = Pick<Touch, 'referrer' | 'tags' | 'click_ids'> & { query: string };

export const ARRIVALS: [Arrival, ...Arrival[]] = [
  {
    query: `?utm_source=google&utm_medium=cpc&utm_campaign=spring-sale&gclid=${CLICK}`,
    referrer: 'https://www.google.com/',
    tags: { utm_source: 'google', utm_medium: 'cpc', utm_campaign: 'spring-sale' },
    click_ids: { gclid: CLICK },
  },
  { query: '', referrer: 'https://www.google.com/', tags: {}, click_ids: {} },
  { query: '', referrer: '', tags: {}, click_ids: {} },
  {
    query: '?utm_source=newsletter&utm_medium=email&utm_campaign=october',
    referrer: '',
    tags: { utm_source: 'newsletter', utm_medium: 'email', utm_campaign: 'october' },
    click_ids: {},
  },
];

const PAGES = [
  ['/services/roof-repair', 'Roof repair in Bristol and Bath | Acme Roofing'],
  ['/services/roof-repair/prices', 'What a roof repair costs | Acme Roofing'],
  ['/contact', 'Get a free quote | Acme Roofing'],
] as const;

/** Whose session, and how it began. */
export interface Visit {
  visitor: string;
  session: string;
  number: number;
  startedAt: number;
  arrival: Arrival;
}

function pageOf(place: number, query = '') {
  const [path, title] = PAGES[place % PAGES.length] ?? PAGES[0];
  return { url: `${SHOP}${path}${query}`, title };
}

function touchOf({ startedAt, arrival }: Visit): Touch {
  const { query, ...said } = arrival;
  return { at: startedAt, landing_page: pageOf(0, query).url, ...said };
}

/** A page of a visit by its place; the first is the one that is landed on. */
export function pageView(visit: Visit, place: number, id: string, at: number): WireEvent {
  const page = { id, at, hints: ['wpcf7-form'] };
  return place === 0
    ? { type: 'page_view', ...page, ...pageOf(0, visit.arrival.query), touch: touchOf(visit) }
    : { type: 'page_view', ...page, ...pageOf(place), engaged_ms: 21_400 };
}

/** A lead at the end of a visit, of a form that was filled in within some time. */
export function lead(
  visit: Visit,
  id: string,
  pages: string[],
  at: number,
  seconds: number,
): LeadEvent {
  const touch = touchOf(visit);
  const { query } = visit.arrival;
  return {
    type: 'lead',
    id,
    at,
    status: 'submitted',
    by: 'native',
    page: `${SHOP}/contact`,
    form: { id: 'quote', name: 'Quote', heading: 'Get a free quote', submit_label: 'Send' },
    intent: {
      lead_type: 'quote_request',
      lead_type_by: 'button: Get a quote',
      topic: 'Roof repair',
      options: [{ name: 'service', value: 'Roof repair' }],
      started_at: at - 1_000 * seconds,
      seconds,
      tries: 1,
    },
    touches: { first: touch, last: touch, last_non_direct: touch, session: touch, list: [touch] },
    path: pages.map((page, place) => ({
      id: page,
      at: visit.startedAt + place,
      ...pageOf(place, place === 0 ? query : ''),
    })),
    fields: {
      ...touch.tags,
      ...touch.click_ids,
      landing_page: touch.landing_page,
      referrer: touch.referrer,
      waybill_id: id,
      waybill_visits: `${visit.number}`,
      waybill_days: '0',
      pages_viewed: pages.map((_, place) => PAGES[place % PAGES.length]?.[0]).join(' > '),
      waybill_lead_type: 'quote_request',
      waybill_intent: 'Roof repair',
      waybill_story:
        "Google Ads 'spring-sale' → /services/roof-repair → Quote form; asked for: quote",
    },
    cookies: { _ga: 'GA1.1.1234567890.1700000000' },
  };
}

export function messageOf(visit: Visit, sentAt: number, events: WireEvent[]): Batch {
  const { visitor, session, number, startedAt } = visit;
  return {
    v: 1,
    script: '0.1.0',
    sent_at: sentAt,
    visitor,
    session: { id: session, started_at: startedAt, number },
    consent: {
      storage: { level: 'full', by: 'default', at: startedAt },
      ads: { level: 'unknown', by: 'default', at: startedAt },
    },
    events,
  };
}
