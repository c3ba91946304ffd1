import type { Batch, Contact, LeadEvent, Touch, WireEvent } from '../../shared/wire.ts';
import { API_SCRIPT } from './api-lead.ts';
import { type ClassificationRow, classificationOf } from './classification.ts';
import type { Client } from './client.ts';
import { correctedBatch } from './clock.ts';
import { type Erased, isErased } from './erasure.ts';
import type { Label } from './label.ts';
import { LedgerCount, type LedgerRow, type Outcome } from './ledger.ts';

import { spamEvidence } from './spam.ts';
import { isTest } from './test-visit.ts';
import { vendorOf } from './vendor-hints.ts';

/** A message as it was taken, or requests that were refused for the same reason. */
export interface Taken {
  siteId: string;
  receivedAt: number;
  /** Null where nothing was taken. */
  batch: Batch | null;
  requests: number;
  /** Events that were refused; why, where nothing was taken. */
  refused: number;
  reason: string;
  label: Label;
  labelBy: string;
  client: Client | null;
  /** What people wrote of themselves, by lead. */
  contacts: Readonly<Record<string, Contact>>;
}

/** One that holds events. */
type Message = Taken & { batch: Batch };

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
  label: Label;
  client: Client | null;
}

export interface PageViewRow extends Common {
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
  label: Label;
  /** What told the label. */
  labelBy: string;
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

/** What a person wrote of himself, where the site asks for it. */
interface ContactRow {
  siteId: string;
  leadId: string;
  contact: Contact;
}

/** What of a site's pages tells of a vendor's forms. */
interface SiteHintRow {
  siteId: string;
  hint: string;
  lastSeenAt: number;
}

/** That a lead came which was not there: its timeline begins, and somebody is to own it. */
interface ReceivedRow {
  siteId: string;
  leadId: string;
  receivedAt: number;
  via: 'page' | 'api';
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
  received: ReceivedRow[];
  siteHints: SiteHintRow[];
  /** What is added to the ledger. */
  ledger: LedgerRow[];
  /** The messages, by their places, of which something is erased. */
  erased: number[];
}

/**
 * What is stored under the ids of messages, as far as an event of the same id must not differ; by
 * `keyOf`.
 */
export interface Known {
  pageViews: Map<string, string>;
  intents: Map<string, string>;
  leads: Map<string, string>;
  submissions: Set<string>;
  erased: Erased;
}

/** A row's place in `Known`. */
export function keyOf(siteId: string, id: string, status = ''): string {
  return `${siteId}/${id}/${status}`;
}

/** What makes an event the same as another of its id, whatever became of it since. */
export const identityOf = {
  pageView: ({ sessionId, url, title }: Pick<PageViewRow, 'sessionId' | 'url' | 'title'>) =>
    JSON.stringify([sessionId, url, title]),
  intent: ({ sessionId, action, page }: Pick<IntentRow, 'sessionId' | 'action' | 'page'>) =>
    JSON.stringify([sessionId, action, page]),
  lead: ({ sessionId, page, form }: Pick<LeadRow, 'sessionId' | 'page' | 'form'>) =>
    JSON.stringify([sessionId, page, form.id, form.name]),
};

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

function sessionOf({ siteId, batch, label, client }: Message): SessionRow {
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
    label,
    client,
  };
}

/** Whether an event is new, there already, or another than the one that is there by its id. */
type News = 'stored' | 'duplicate' | 'conflict';

function newsOf(known: Map<string, string>, key: string, identity: string): News {
  const there = known.get(key);
  if (there === undefined) {
    known.set(key, identity);
    return 'stored';
  }
  return there === identity ? 'duplicate' : 'conflict';
}

/** Turns the messages of one turn into rows, and counts what becomes of each event. */
class Projector {
  readonly rows: Omit<Projection, 'ledger' | 'erased'> = {
    sessions: [],
    pageViews: [],
    intents: [],
    leads: [],
    submissions: [],
    contacts: [],
    classifications: [],
    received: [],
    siteHints: [],
  };
  /** Rows of sessions by what messages say of them alike. */
  private readonly sessions = new Map<string, SessionRow>();
  private readonly known: Known;
  private readonly now: number;

  constructor(known: Known, now: number) {
    this.known = known;
    this.now = now;
  }

  /** Adds those events of a message that are not erased. */
  addMessage(message: Message): Outcome[] {
    const { siteId, batch } = message;
    const { erased } = this.known;
    const events = batch.events.filter((event) => !isErased(erased, siteId, batch.visitor, event));
    const outcomes = events.map((event) => this.addEvent(message, event));
    // What comes over the API is of no browser, and tells of no session.
    const isVisit = batch.script !== API_SCRIPT;
    if (isVisit && outcomes.some((outcome) => outcome !== 'conflict')) {
      this.addSession(sessionOf({ ...message, batch: { ...batch, events } }));
    }
    const rest = batch.events.length - events.length;
    return [...outcomes, ...Array.from({ length: rest }, () => 'refused' as const)];
  }

  /** One row of all that messages say alike: the pages of a visit come one by one, and soon. */
  private addSession(row: SessionRow): void {
    const { startedAt, lastAt, touch, ...said } = row;
    const key = JSON.stringify(said);
    const there = this.sessions.get(key);
    if (there) {
      there.startedAt = Math.min(there.startedAt, startedAt);
      there.lastAt = Math.max(there.lastAt, lastAt);
      there.touch ??= touch;
    } else {
      this.sessions.set(key, row);
      this.rows.sessions.push(row);
    }
  }

  private addEvent(message: Message, event: WireEvent): Outcome {
    switch (event.type) {
      case 'page_view':
        return this.addPageView(message, event);
      case 'intent': {
        const { id, at, action, page, form = null, intent, lead = null, by = '' } = event;
        const sessionId = message.batch.session.id;
        const row = { id, sessionId, at, action, page, form, intent, lead, by };
        return this.addIntent(message, { siteId: message.siteId, ...row });
      }
      case 'accepted': {
        const { id: leadId, at, by } = event;
        const row = { siteId: message.siteId, leadId, status: 'accepted', at, by } as const;
        return this.outcome(this.addSubmission(row), message.label);
      }
      case 'lead':
        return this.addLead(message, event);
    }
  }

  private outcome(news: News, label: Label): Outcome {
    return news === 'stored' && label ? label : news;
  }

  private addPageView(message: Message, event: WireEvent & { type: 'page_view' }): Outcome {
    const { siteId, receivedAt, batch, label } = message;
    const { id, at, url, title, engaged_ms: engagedMs = 0, hints = [] } = event;
    const row = { siteId, id, sessionId: batch.session.id, at, url, title, engagedMs };
    const news = newsOf(this.known.pageViews, keyOf(siteId, id), identityOf.pageView(row));
    if (news === 'conflict') return news;
    this.rows.pageViews.push(row);
    for (const hint of label ? [] : hints) {
      if (vendorOf(hint)) this.rows.siteHints.push({ siteId, hint, lastSeenAt: receivedAt });
    }
    return this.outcome(news, label || (isTest(url) ? 'test' : ''));
  }

  private addIntent(message: Message, row: IntentRow): Outcome {
    const key = keyOf(row.siteId, row.id);
    const news = newsOf(this.known.intents, key, identityOf.intent(row));
    if (news !== 'conflict') this.rows.intents.push(row);
    return this.outcome(news, message.label || (isTest(row.page) ? 'test' : ''));
  }

  private addSubmission(row: SubmissionRow): News {
    const key = keyOf(row.siteId, row.leadId, row.status);
    const isThere = this.known.submissions.has(key);
    this.known.submissions.add(key);
    this.rows.submissions.push(row);
    return isThere ? 'duplicate' : 'stored';
  }

  private addLead(message: Message, event: LeadEvent): Outcome {
    const { siteId, receivedAt, batch, contacts } = message;
    const { id, at, status, page, form, intent, by = '' } = event;
    const sessionId = batch.session.id;
    if (status === 'blocked') {
      // A try that was stopped is no lead, whatever the event was sent as.
      const row = { siteId, id, sessionId, at, action: 'blocked', page, form, intent, by };
      return this.addIntent(message, { ...row, lead: id });
    }
    const key = keyOf(siteId, id);
    const news = newsOf(this.known.leads, key, identityOf.lead({ sessionId, page, form }));
    if (news === 'conflict') return news;
    const told = this.addSubmission({ siteId, leadId: id, status, at, by });
    // A message of an earlier version may wait with what it says of a person.
    const contact = contacts[id] ?? event.contact;
    if (contact && Object.values(contact).some(Boolean)) {
      this.rows.contacts.push({ siteId, leadId: id, contact });
    }
    const labelled = labelOf(message, event, contact);
    const classification = classificationOf({ siteId, ...event }, this.now);
    const { source, medium, campaign, channel, platform } = classification;
    this.rows.classifications.push(classification);
    if (news === 'stored') {
      const via = batch.script === API_SCRIPT ? 'api' : 'page';
      this.rows.received.push({ siteId, leadId: id, receivedAt, via });
    }
    this.rows.leads.push({
      siteId,
      id,
      sessionId,
      visitorId: batch.visitor,
      occurredAt: at,
      receivedAt,
      ...{ source, medium, campaign, channel, platform },
      page,
      form,
      intent,
      touches: event.touches,
      path: event.path,
      fields: event.fields,
      consent: batch.consent,
      cookies: event.cookies ?? null,
      script: batch.script,
      ...labelled,
    });
    return this.outcome(news === 'stored' ? news : told, labelled.label);
  }
}

/** What a lead is besides a person's, and what tells it. */
function labelOf(
  { label, labelBy }: Message,
  event: LeadEvent,
  contact: Contact | undefined,
): Pick<LeadRow, 'label' | 'labelBy'> {
  if (label) return { label, labelBy };
  const pages = [event.page, ...event.path.map(({ url }) => url)];
  if (pages.some(isTest)) return { label: 'test', labelBy: 'waybill= in an address' };
  const spam = spamEvidence(event, contact);
  return spam ? { label: 'spam', labelBy: spam } : { label: '', labelBy: '' };
}

/**
 * @param known what is there already; what is new is added to it
 * @param now when it is done, which classifications are dated by
 */
export function projectionOf(messages: readonly Taken[], known: Known, now: number): Projection {
  const projector = new Projector(known, now);
  const ledger = new LedgerCount();
  const erased: number[] = [];
  for (const [index, taken] of messages.entries()) {
    const { siteId, receivedAt, batch, requests, refused, reason } = taken;
    const count = ledger.of(siteId, receivedAt);
    count('request', 'in', requests);
    count('request', batch ? 'taken' : 'refused', requests, batch ? '' : reason);
    count('event', 'in', refused + (batch?.events.length ?? 0));
    count('event', 'refused', refused, batch ? 'invalid_event' : reason);
    if (!batch) continue;
    const message = { ...taken, batch: correctedBatch(batch, receivedAt) };
    const outcomes = projector.addMessage(message);
    for (const outcome of outcomes) {
      count('event', outcome, 1, outcome === 'refused' ? 'erased' : '');
    }
    if (outcomes.includes('refused')) erased.push(index);
  }
  return { ...projector.rows, ledger: ledger.rows(), erased };
}
