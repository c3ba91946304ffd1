import type { Vendor } from '../../shared/parts.ts';
import type { Envelope, Form, Touch } from '../../shared/wire.ts';
import type { Match } from '../forms/names.ts';

/**
 * All that the overlay knows of a page, as `waybill.inspect()` answers and "Copy JSON" copies it.
 * What a person typed is never in it: of such values only their length is told.
 */
export interface Inspection {
  /** Of this shape. A new one is a new number; members are only added. */
  version: 1;
  /** Of the script on the page. */
  script: string;
  /** When this was looked at, in epoch milliseconds. */
  at: number;
  /** The page, without what identifies a person. */
  page: { id: string; url: string; title: string };
  visitor: VisitorReport;
  /** In the order in which they stand on the page, frames and shadow roots where they stand. */
  forms: FormReport[];
  /** What was told to the collector while the overlay was there, the newest last. */
  sent: MessageReport[];
  /** What the page was told of leads while the overlay was there, the newest last. */
  leads: LeadReport[];
  vendors: VendorReport[];
  /** What the script was made with. */
  settings: Record<string, unknown>;
}

/** What is known of how the visitor came. */
interface VisitorReport {
  /** `full`: kept for other pages; `page`: known to this document alone. */
  storage: Envelope['consent']['storage']['level'];
  consent: Envelope['consent'];
  /** Null where nothing may be kept. */
  id: string | null;
  session: { id: string; number: number; started_at: number };
  /** The first touch, the last one, the last one that was not direct (which a lead is filed under). */
  touches: Record<'first' | 'last' | 'last_non_direct', TouchReport | null>;
  /** Oldest first. */
  path: { url: string; title: string; at: number; engaged_ms: number }[];
  /** The hidden fields that any form would get now, by Waybill's own names. */
  fields: Record<string, string>;
}

/** A touch, and what is made of it. */
export interface TouchReport extends Touch {
  source: string;
  medium: string;
  channel: string;
}

/** What the script does with a form, and why. */
export interface FormReport {
  /** A number of its own while the document is there. */
  key: number;
  /** What it is called on the wire. */
  form: Form;
  /** The document that it is in: the page's own, an open shadow root, or a frame. */
  where: 'page' | 'shadow root' | 'frame';
  /** A shadow root is watched only from the first click or focus in it. */
  watched: boolean;
  method: string;
  /** Where it sends to. */
  action: string;
  vendor: string | null;
  /** Whether it may be touched: filled and added to, only filled, or left alone. */
  verdict: 'create' | 'fill' | 'never';
  /** The policy's own word for why. */
  reason: string;
  /** The same as a sentence. */
  why: string;
  lead_type: string | null;
  /** What told of the lead type. */
  lead_type_by: string | null;
  topic: string | null;
  /** What was told of it on this page: `submitted`, `accepted`, `blocked`. */
  status: string | null;
  /** Inputs that stand in it and were recognised. */
  fields: FieldReport[];
  /** What would be added if the browser itself sends it. */
  created: { name: string; value: string }[];
  /**
   * What the form would then send now, in order, but for the button that is pressed. Nothing was
   * sent to find that out, and no code of the page ran.
   */
  dry_run: EntryReport[];
}

/** An input, and what goes into it. */
export interface FieldReport {
  /** Its name, or its id where it has none. */
  input: string;
  type: string;
  /** The value's own name: `utm_source`. */
  value_name: string;
  /** What is to stand there. */
  value: string;
  /** How it was recognised. */
  how: Match['how'];
  /** Whether the value stands there now; else what does, and why it stays. */
  state: 'filled' | 'empty' | 'kept';
}

/** One entry of a form's data. */
export interface EntryReport {
  name: string;
  /** Of what a person typed only its length: `(12 characters typed)`. */
  value: string;
  by: 'page' | 'visitor' | 'waybill';
}

/** One message to the collector. */
export interface MessageReport {
  at: number;
  /** `page_view`, `lead`, …; empty for one that was sent before the overlay was there. */
  events: { type: string; id: string; status: string | null; by: string | null }[];
  /**
   * As it was answered; null while it is not, and for good where the page was left before. 0 where
   * the collector was out of reach.
   */
  answer: { status: number; text: string } | null;
}

/** What became of a lead, as the page was told. */
export interface LeadReport {
  at: number;
  id: string;
  status: string;
  by: string;
  form: string;
  lead_type: string | null;
}

/** A form tool that the page has. */
export interface VendorReport {
  vendor: Vendor;
  /** What shows it. */
  seen_by: string;
  /** Whether the script was made for it. */
  in_script: boolean;
}
