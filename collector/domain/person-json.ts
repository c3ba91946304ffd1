import type { Batch } from '../../shared/wire.ts';
import type { Client } from './client.ts';
import type { ShownContact } from './contact.ts';
import { type Removed, removedInAll } from './erasure.ts';
import {
  besideJson,
  consentJson,
  type IsoTime,
  leadJson,
  touchJson,
  type WholeLead,
} from './lead-json.ts';
import type { Spared } from './person.ts';
import type { IntentRow, PageViewRow, SessionRow } from './projection.ts';
import { type Handoff, handoffJson } from './timeline-json.ts';

/** A message as it came. */
interface MessageRow {
  siteId: string;
  receivedAt: number;
  body: Batch | null;
  label: string;
  client: Client | null;
}

/** All that is stored of a person on the sites that were asked about. */
export interface PersonData {
  /** The keys of the sites, by their ids. */
  siteKeys: ReadonlyMap<string, string>;
  leads: readonly { whole: WholeLead; contact: ShownContact; handoff: Handoff }[];
  sessions: readonly SessionRow[];
  pageViews: readonly PageViewRow[];
  intents: readonly IntentRow[];
  /** As far as they are still kept. */
  messages: readonly MessageRow[];
  /** Browsers of which only a part is his. */
  leftOut: readonly Spared[];
}

/** What erasing him would remove, as far as it is known beforehand. */
export function countsOf({ leads, sessions, pageViews, intents, messages }: PersonData): Removed {
  return removedInAll([
    ...leads.map(({ whole }) => ({
      leads: 1,
      contacts: whole.contact ? 1 : 0,
      submissions: whole.submissions.length,
      classifications: whole.history.length,
    })),
    {
      sessions: sessions.length,
      page_views: pageViews.length,
      intents: intents.length,
      messages: messages.length,
    },
  ]);
}

/** All of it, to be handed over. */
export function personJson(data: PersonData, iso: IsoTime) {
  const siteOf = ({ siteId }: { siteId: string }) => data.siteKeys.get(siteId) ?? '';
  return {
    leads: data.leads.map(({ whole, contact, handoff }) => ({
      ...leadJson(whole, contact, iso),
      handoff: handoffJson(handoff, iso),
    })),
    sessions: data.sessions.map((session) => ({
      id: session.id,
      site: siteOf(session),
      visitor: session.visitorId,
      number: session.number,
      started_at: iso(session.startedAt),
      last_at: iso(session.lastAt),
      touch: session.touch && touchJson(session.touch, iso),
      consent: consentJson(session.consent, iso),
      label: session.label,
      client: session.client,
    })),
    page_views: data.pageViews.map((view) => ({
      id: view.id,
      site: siteOf(view),
      session: view.sessionId,
      at: iso(view.at),
      url: view.url,
      title: view.title,
      engaged_ms: view.engagedMs,
    })),
    intents: data.intents.map((intent) => ({
      id: intent.id,
      site: siteOf(intent),
      session: intent.sessionId,
      lead: intent.lead,
      ...besideJson(intent, iso),
    })),
    messages: data.messages.map((message) => ({
      site: siteOf(message),
      received_at: iso(message.receivedAt),
      label: message.label,
      client: message.client,
      body: message.body,
    })),
    left_out: data.leftOut,
  };
}
