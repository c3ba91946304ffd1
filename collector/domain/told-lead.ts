import type { ContactValues } from './contact.ts';
import type { leadJson, WholeLead } from './lead-json.ts';
import type { Handoff } from './timeline-json.ts';

/** Where people answer; each null where the collector does not know its own address. */
export interface Links {
  lead: string | null;
  accept: string | null;
  reject: string | null;
  contacted: string | null;
}

/** What somebody can answer by a link. */
export const LINK_ACTS = ['accept', 'reject', 'contacted'] as const;

export const NO_LINKS: Links = { lead: null, accept: null, reject: null, contacted: null };

/** A lead as destinations are told of it. */
export interface ToldLead {
  /** The id of the delivery: the same at every try. */
  messageId: string;
  /** `lead.routed`, `lead.late`, `lead.won` … */
  type: string;
  /** When there came to be something to tell. */
  at: number;
  isTest: boolean;
  site: { key: string; name: string };
  leadId: string;
  story: string;
  handoff: Handoff;
  /** The lead as the API gives it, without a contact. */
  lead: Omit<ReturnType<typeof leadJson>, 'contact' | 'contact_fault'>;
  /** Null where there is none, or where the destination is not to have it. */
  contact: ContactValues | null;
  links: Links;
}

/** What is told by the name that a delivery has in the table. */
export function typeOf(what: string): string {
  return what.startsWith('lead.') ? what : `lead.${what}`;
}

/** How somebody came, in one sentence; the script's own where it wrote one. */
export function storyOf({ lead, classification }: WholeLead): string {
  const written = lead.fields.waybill_story;
  if (written) return written;
  const { platform, source, channel, campaign } = classification;
  const from = `Came from ${platform || source} (${channel})`;
  const by = campaign ? `, campaign ${campaign}` : '';
  const pages = lead.path.length === 1 ? '1 page' : `${lead.path.length} pages`;
  return `${from}${by}, saw ${pages} and wrote on ${lead.page}.`;
}
