import type { Batch, LeadEvent, Touch, WireEvent } from '../../shared/wire.ts';
import { type ClassificationRow, classificationOf } from './classification.ts';
import { CONTACT_SLOTS } from './settings.ts';
import { vendorOf } from './vendor-hints.ts';

/** A message as it was taken. */
export interface Taken {
  siteId: string;
  receivedAt: number;
  batch: Batch;
}

interface Common {
  siteId: string;
  id: string;
}

export interface SessionRow extends Common {
  visitorId: string | null;
  number: number;
  startedAt: number;
  lastAt: number;
  touch: Touch | null;
  consent: Batch['consent'];
}

interface PageViewRow extends Common {
  sessionId: string;
  at: number;
  url: string;
  title: string;
  engagedMs: number;
}

export interface IntentRow extends Common {
  sessionId: string;
  at: number;
  action: string;
  page: string;
  form: LeadEvent['form'] | null;
  intent: LeadEvent['intent'];
  /** The lead that it comes to, or would have come to. */
  lead: string | null;
  /** What told of it; '' where nothing said. */
  by: string;
}

export interface LeadRow extends Common, Pick<LeadEvent, 'page' | 'form' | 'intent'> {
  sessionId: string;
  visitorId: string | null;
  occurredAt: number;
  receivedAt: number;
  /** The first classification, for ever. */
  source: string;
  medium: string;
  campaign: string;
  channel: string;
  platform: string;
  touches: LeadEvent['touches'];
  path: LeadEvent['path'];
  fields: LeadEvent['fields'];
  consent: Batch['consent'];
  cookies: Record<string, string> | null;
  script: string;
}

/** That a lead was seen to go, or its success was: when it was first told, and by what. */
export interface SubmissionRow {
  siteId: string;
  leadId: string;
  status: 'submitted' | 'accepted';
  at: number;
  /** '' where nothing said. */
  by: string;
}

type ContactSlot = (typeof CONTACT_SLOTS)[number];

/** What a person wrote of himself, where the site asks for it. */
export interface ContactRow extends Record<ContactSlot, string | null> {
  siteId: string;
  leadId: string;
}

/** What of a site's pages tells of a vendor's forms. */
interface SiteHintRow {
  siteId: string;
  hint: string;
  lastSeenAt: number;
}

/** What messages become. Writing a row twice, or rows in another order, changes nothing. */
export interface Projection {
  sessions: SessionRow[];
  pageViews: PageViewRow[];
  intents: IntentRow[];
  leads: LeadRow[];
  submissions: SubmissionRow[];
  contacts: ContactRow[];
  classifications: ClassificationRow[];
  siteHints: SiteHintRow[];
}

function emptyProjection(): Projection {
  return {
    sessions: [],
    pageViews: [],
    intents: [],
    leads: [],
    submissions: [],
    contacts: [],
    classifications: [],
    siteHints: [],
  };
}

/** The touch that opened a message's session, as far as the message tells. */
function sessionTouchOf({ events, session }: Batch): Touch | null {
  const touches = events.map((event) => {
    if (event.type === 'lead') return event.touches.session;
    // The touch of a later page of the session is another campaign's.
    const isFirst = event.type === 'page_view' && event.at === session.started_at;
    return isFirst ? event.touch : undefined;
  });
  return touches.filter((touch) => !!touch).at(-1) ?? null;
}

function sessionOf({ siteId, batch }: Taken): SessionRow {
  const { session, visitor, consent, events } = batch;
  const times = events.map(({ at }) => at);
  return {
    siteId,
    id: session.id,
    visitorId: visitor,
    number: session.number,
    startedAt: Math.min(session.started_at, ...times),
    lastAt: Math.max(...times),
    touch: sessionTouchOf(batch),
    consent,
  };
}

function contactOf(siteId: string, { id, contact = {} }: LeadEvent): ContactRow[] {
  const values = CONTACT_SLOTS.map((slot) => [slot, contact[slot] || null] as const);
  if (values.every(([, value]) => value === null)) return [];
  const row = Object.fromEntries(values) as Record<ContactSlot, string | null>;
  return [{ siteId, leadId: id, ...row }];
}

/** A try that was stopped is no lead, whatever the event was sent as. */
function blockedIntentOf({ siteId, batch }: Taken, event: LeadEvent): IntentRow {
  const { id, at, page, form, intent, by = '' } = event;
  const sessionId = batch.session.id;
  return { siteId, id, sessionId, at, action: 'blocked', page, form, intent, lead: id, by };
}

function addLead(rows: Projection, taken: Taken, event: LeadEvent, now: number): void {
  const { siteId, receivedAt, batch } = taken;
  if (event.status === 'blocked') {
    rows.intents.push(blockedIntentOf(taken, event));
    return;
  }
  const { id, at, status, by = '' } = event;
  const classification = classificationOf({ siteId, ...event }, now);
  const { source, medium, campaign, channel, platform } = classification;
  rows.classifications.push(classification);
  rows.submissions.push({ siteId, leadId: id, status, at, by });
  rows.contacts.push(...contactOf(siteId, event));
  rows.leads.push({
    siteId,
    id,
    sessionId: batch.session.id,
    visitorId: batch.visitor,
    occurredAt: at,
    receivedAt,
    ...{ source, medium, campaign, channel, platform },
    page: event.page,
    form: event.form,
    intent: event.intent,
    touches: event.touches,
    path: event.path,
    fields: event.fields,
    consent: batch.consent,
    cookies: event.cookies ?? null,
    script: batch.script,
  });
}

function addEvent(rows: Projection, taken: Taken, event: WireEvent, now: number): void {
  const { siteId, receivedAt, batch } = taken;
  const sessionId = batch.session.id;
  switch (event.type) {
    case 'page_view': {
      const { id, at, url, title, engaged_ms: engagedMs = 0, hints = [] } = event;
      rows.pageViews.push({ siteId, id, sessionId, at, url, title, engagedMs });
      const known = hints.filter(vendorOf);
      rows.siteHints.push(...known.map((hint) => ({ siteId, hint, lastSeenAt: receivedAt })));
      break;
    }
    case 'intent': {
      const { id, at, action, page, form = null, intent, lead = null, by = '' } = event;
      rows.intents.push({ siteId, id, sessionId, at, action, page, form, intent, lead, by });
      break;
    }
    case 'accepted': {
      const { id: leadId, at, by } = event;
      rows.submissions.push({ siteId, leadId, status: 'accepted', at, by });
      break;
    }
    case 'lead':
      addLead(rows, taken, event, now);
  }
}

/** @param now when it is done, which classifications are dated by */
export function projectionOf(messages: readonly Taken[], now: number): Projection {
  const rows = emptyProjection();
  for (const taken of messages) {
    for (const event of taken.batch.events) addEvent(rows, taken, event, now);
    rows.sessions.push(sessionOf(taken));
  }
  return rows;
}
