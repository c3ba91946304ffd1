import type { Envelope, Intent, LeadEvent, Page, Touch, WireEvent } from '../shared/wire.ts';
import type { Visit, visitAfter } from './attribution/session.ts';
import type { identityOf } from './attribution/touch.ts';
import type { ConsentAdapter } from './consent/adapter.ts';
import type { Filled } from './forms/lead.ts';

/** What the parts beside the core may use of it, and put in its place. */
export interface Core {
  consent: Envelope['consent'];
  /** Whether consent lets the visitor be remembered. */
  isFull(): boolean;
  /** What is kept of the visitor by the browser; asked only while consent allows it. */
  load(): Visit | undefined;
  /** Keeps a visit for the pages to come; of none it forgets all. */
  save(visit?: Visit): void;
  /** Whether a touch is none: its referrer is of the site itself, or works for it. */
  owns(touch: Touch): boolean;
  /** How this document was reached, the visit, and the page that is seen: from `see` on. */
  touch: Touch;
  visit: Visit;
  page: Page;
  /** Takes note of another page, or of this one seen again, come to from within the site. */
  see(referrer: string): void;
  /**
   * Goes on from what turns out to have come before this page; of nothing, begins anew. `quiet`
   * where the document was there before, so that how it was reached says nothing new.
   */
  enter(before: Visit | undefined, quiet?: boolean): void;
  /** How somebody arrived, whoever saw it. */
  arrive(url: string, referrer: string, at: number): Touch;
  identityOf: typeof identityOf;
  visitAfter: typeof visitAfter;
  /** The visit as other tabs have left it. */
  recall(): Visit | undefined;
  /** Takes the visit over as other tabs have left it, with what this page knows. */
  keep?(): void;
  /** Notes the page on the visit's path; it may be one that is there already. */
  walk?(): void;
  /** Fills the page's forms anew. */
  fill?(): void;
  /** Values of more hidden fields. */
  fields?(): Record<string, string>;
  /** Forgets a form's lead id: what is sent from now on is another lead. */
  renewForm(form: HTMLFormElement): void;
  /** A page was seen. */
  seen?(): void;
  /** A form was seen to go. */
  sent?(form: HTMLFormElement, filled: Filled): void;
  /** Tells the collector of an event. */
  tell(event: WireEvent): void;
  /** Sends a text. */
  post(url: string, body: string): Promise<Response | undefined>;
}

/** A part of the script beside the core. */
export interface Part {
  /** Runs before anything is read of the page. */
  start?(core: Core): void;
  /** Adds to a lead before it is told. */
  lead?(event: LeadEvent, core: Core): void;
  consent?: ConsentAdapter;
  /** Whether a parameter of this name identifies a person. */
  isPersonal?(name: string): boolean;
  /** An address without what identifies a person. */
  scrub?(url: string): string;
  /** What the visitor set out to do with a form. */
  intentOf?(form: HTMLFormElement): Intent;
}

declare global {
  /** Put in scope around the script by whoever joins its parts (`collector/domain/snippet.ts`). */
  const WAYBILL_PARTS: Part[];
}

export const parts: Part[] = WAYBILL_PARTS;
