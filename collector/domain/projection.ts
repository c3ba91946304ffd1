import type { Batch, LeadEvent, Touch } from '../../shared/wire.ts';
import { type ClassificationRow, classificationOf } from './classification.ts';

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

interface IntentRow extends Common {
  sessionId: string;
  at: number;
  action: string;
  page: string;
  form: LeadEvent['form'] | null;
  intent: LeadEvent['intent'];
}

export interface LeadRow extends Common, Pick<LeadEvent, 'status' | 'page' | 'form' | 'intent'> {
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

/** What messages become. Writing a row twice, or rows in another order, changes nothing. */
export interface Projection {
  sessions: SessionRow[];
  pageViews: PageViewRow[];
  intents: IntentRow[];
  leads: LeadRow[];
  classifications: ClassificationRow[];
}

function emptyProjection(): Projection {
  return { sessions: [], pageViews: [], intents: [], leads: [], classifications: [] };
}

/** @param now when it is done, which classifications are dated by */
export function projectionOf(messages: readonly Taken[], now: number): Projection {
  const rows = emptyProjection();
  for (const { siteId, receivedAt, batch } of messages) {
    const { session, visitor, consent } = batch;
    const sessionId = session.id;
    let touch: Touch | null = null;
    for (const event of batch.events) {
      if (event.type === 'page_view') {
        const { id, at, url, title, engaged_ms: engagedMs = 0 } = event;
        rows.pageViews.push({ siteId, id, sessionId, at, url, title, engagedMs });
        // The touch of a later page of the session is another campaign's.
        if (event.touch && at === session.started_at) touch = event.touch;
      } else if (event.type === 'intent') {
        const { id, at, action, page, form = null, intent } = event;
        rows.intents.push({ siteId, id, sessionId, at, action, page, form, intent });
      } else {
        touch = event.touches.session;
        const classification = classificationOf({ siteId, ...event }, now);
        const { source, medium, campaign, channel, platform } = classification;
        rows.classifications.push(classification);
        rows.leads.push({
          siteId,
          id: event.id,
          sessionId,
          visitorId: visitor,
          occurredAt: event.at,
          receivedAt,
          status: event.status,
          ...{ source, medium, campaign, channel, platform },
          page: event.page,
          form: event.form,
          intent: event.intent,
          touches: event.touches,
          path: event.path,
          fields: event.fields,
          consent,
          cookies: event.cookies ?? null,
          script: batch.script,
        });
      }
    }
    const times = batch.events.map((event) => event.at);
    rows.sessions.push({
      siteId,
      id: sessionId,
      visitorId: visitor,
      number: session.number,
      startedAt: Math.min(session.started_at, ...times),
      lastAt: Math.max(...times),
      touch,
      consent,
    });
  }
  return rows;
}
