import type { LeadEvent, Touch } from '../../shared/wire.ts';
import { type ClassificationRow, foundIn, touchOf } from './classification.ts';
import type { ShownContact, StoredContact } from './contact.ts';
import type { Stage } from './handoff.ts';
import type { IntentRow, LeadRow, SessionRow, SubmissionRow } from './projection.ts';

/** A lead as it is stored, with its site and, once it has arrived, its session. */
export interface StoredLead {
  lead: LeadRow;
  /** The newest. */
  classification: ClassificationRow;
  siteKey: string;
  siteName: string;
  session: Pick<SessionRow, 'number' | 'startedAt' | 'lastAt' | 'client'> | null;
  /** Its success, where it was seen. */
  accepted: Pick<SubmissionRow, 'at'> | null;
  /** Where it stands, once it is routed or anything else is heard of it. */
  standing: {
    stage: Stage | null;
    dueAt: number | null;
    isOpen: boolean | null;
    owner: string | null;
  };
}

/** A lead with all that is stored of it. */
export interface WholeLead extends StoredLead {
  /** Its classifications, the oldest first. */
  history: readonly ClassificationRow[];
  /** The oldest first. */
  submissions: readonly SubmissionRow[];
  contact: StoredContact | null;
}

/** Epoch milliseconds as ISO 8601 in UTC. */
export type IsoTime = (ms: number) => string;

export function touchJson({ at, ...touch }: Touch, iso: IsoTime) {
  return { ...touch, at: iso(at) };
}

function touchesJson(touches: LeadEvent['touches'], iso: IsoTime) {
  return {
    first: touchJson(touches.first, iso),
    last: touchJson(touches.last, iso),
    last_non_direct: touches.last_non_direct ? touchJson(touches.last_non_direct, iso) : null,
    session: touchJson(touches.session, iso),
    list: touches.list?.map((touch) => touchJson(touch, iso)) ?? null,
  };
}

/** Where a lead came from, by one of its classifications, and the touch that this was read from. */
function sourceJson(row: ClassificationRow, lead: LeadRow, iso: IsoTime) {
  return {
    ...foundIn(row),
    classified_at: iso(row.at),
    touch: touchJson(touchOf(row, lead.touches), iso),
  };
}

function statusOf(accepted: StoredLead['accepted']): SubmissionRow['status'] {
  return accepted ? 'accepted' : 'submitted';
}

function intentJson({ started_at, ...intent }: LeadRow['intent'], iso: IsoTime) {
  return { ...intent, ...(started_at !== undefined && { started_at: iso(started_at) }) };
}

/** What else was done in the session of a lead. */
export function besideJson({ at, action, page, form, intent, by }: IntentRow, iso: IsoTime) {
  return { at: iso(at), action, page, form, intent: intentJson(intent, iso), by };
}

/** What a lead begins with, whole or in a list. */
function headJson({ lead, siteKey, accepted }: StoredLead, iso: IsoTime) {
  return {
    id: lead.id,
    site: siteKey,
    status: statusOf(accepted),
    occurred_at: iso(lead.occurredAt),
    received_at: iso(lead.receivedAt),
    /** '' where a person sent it. */
    label: lead.label,
  };
}

export function consentJson({ storage, ads }: LeadRow['consent'], iso: IsoTime) {
  return {
    storage: { ...storage, at: iso(storage.at) },
    ads: { ...ads, at: iso(ads.at) },
  };
}

/** A lead as the API gives it, with its contact, opened. */
export function leadJson(whole: WholeLead, contact: ShownContact, iso: IsoTime) {
  const { lead, classification, session, history, submissions, accepted } = whole;
  const status = statusOf(accepted);
  return {
    ...headJson(whole, iso),
    /** What told of the status; '' where nothing said. */
    by: submissions.find((one) => one.status === status)?.by ?? '',
    submissions: submissions.map(({ status, at, by }) => ({ status, at: iso(at), by })),
    source: sourceJson(classification, lead, iso),
    classifications: history.map((row) => sourceJson(row, lead, iso)),
    touches: touchesJson(lead.touches, iso),
    page: lead.page,
    path: lead.path.map(({ at, ...page }) => ({ ...page, at: iso(at) })),
    form: lead.form,
    intent: intentJson(lead.intent, iso),
    contact: contact.values,
    ...(contact.fault && { contact_fault: contact.fault }),
    fields: lead.fields,
    consent: consentJson(lead.consent, iso),
    cookies: lead.cookies ?? {},
    /** What told the label. */
    label_by: lead.labelBy,
    client: session?.client ?? {},
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

/** Whether nobody acted on a lead until it was due. */
export function isLate(
  { isOpen, dueAt }: Pick<StoredLead['standing'], 'isOpen' | 'dueAt'>,
  now: number,
): boolean {
  return !!isOpen && dueAt !== null && dueAt < now;
}

/** A lead in a list: what a reader needs to choose one. */
export function leadSummaryJson(stored: StoredLead, iso: IsoTime, now: number) {
  const { lead, classification, standing } = stored;
  return {
    ...headJson(stored, iso),
    source: classification.source,
    medium: classification.medium,
    campaign: classification.campaign,
    channel: classification.channel,
    platform: classification.platform,
    landing_page: touchOf(classification, lead.touches).landing_page,
    pages: lead.path.length,
    form: lead.form,
    stage: standing.stage ?? 'received',
    owner: standing.owner,
    due_at: standing.dueAt && iso(standing.dueAt),
    late: isLate(standing, now),
  };
}
