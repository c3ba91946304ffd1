import { decisive } from '../../shared/source.ts';
import type { LeadEvent, Touch } from '../../shared/wire.ts';
import type { LeadRow, SessionRow } from './projection.ts';

/** A lead as it is stored, with its site and, once it has arrived, its session. */
export interface StoredLead {
  lead: LeadRow;
  siteKey: string;
  siteName: string;
  session: Pick<SessionRow, 'number' | 'startedAt' | 'lastAt'> | null;
}

/** Epoch milliseconds as ISO 8601 in UTC. */
export type IsoTime = (ms: number) => string;

function touchJson({ at, ...touch }: Touch, iso: IsoTime) {
  return { ...touch, at: iso(at) };
}

function touchesJson(touches: LeadEvent['touches'], iso: IsoTime) {
  return {
    first: touchJson(touches.first, iso),
    last: touchJson(touches.last, iso),
    last_non_direct: touches.last_non_direct ? touchJson(touches.last_non_direct, iso) : null,
    session: touchJson(touches.session, iso),
  };
}

/** What a lead begins with, whole or in a list. */
function headJson({ lead, siteKey }: StoredLead, iso: IsoTime) {
  return {
    id: lead.id,
    site: siteKey,
    status: lead.status,
    occurred_at: iso(lead.occurredAt),
    received_at: iso(lead.receivedAt),
  };
}

/** A lead as the API gives it. */
export function leadJson(stored: StoredLead, iso: IsoTime) {
  const { lead, session } = stored;
  return {
    ...headJson(stored, iso),
    source: {
      source: lead.source,
      medium: lead.medium,
      campaign: lead.campaign,
      channel: lead.channel,
      table_version: lead.tableVersion,
    },
    touches: touchesJson(lead.touches, iso),
    page: lead.page,
    path: lead.path.map(({ at, ...page }) => ({ ...page, at: iso(at) })),
    form: lead.form,
    intent: {
      ...lead.intent,
      ...(lead.intent.started_at !== undefined && { started_at: iso(lead.intent.started_at) }),
    },
    fields: lead.fields,
    consent: {
      storage: { ...lead.consent.storage, at: iso(lead.consent.storage.at) },
      ads: { ...lead.consent.ads, at: iso(lead.consent.ads.at) },
    },
    visitor: lead.visitorId,
    session: {
      id: lead.sessionId,
      number: session?.number ?? null,
      started_at: session && iso(session.startedAt),
      last_at: session && iso(session.lastAt),
    },
    script: lead.script,
  };
}

/** A lead in a list: what a reader needs to choose one. */
export function leadSummaryJson(stored: StoredLead, iso: IsoTime) {
  const { lead } = stored;
  return {
    ...headJson(stored, iso),
    source: lead.source,
    medium: lead.medium,
    campaign: lead.campaign,
    channel: lead.channel,
    landing_page: decisive(lead.touches).landing_page,
    pages: lead.path.length,
    form: lead.form,
  };
}
