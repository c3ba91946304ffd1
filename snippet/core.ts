import type { Source } from '../shared/source.ts';
import type { Envelope, Intent, IntentEvent, LeadEvent, Page, Touch } from '../shared/wire.ts';
import type { Visit, visitAfter } from './attribution/session.ts';
import type { identityOf } from './attribution/touch.ts';
import type { ConsentAdapter } from './consent/adapter.ts';
import type { Control } from './forms/elements.ts';
import type { explain } from './forms/fill.ts';
import type { Draft, Lead, Outcome } from './forms/lead.ts';
import type { LeadType } from './forms/lead-type.ts';
import type { Verdict } from './forms/policy.ts';
import type { Roots } from './forms/roots.ts';

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
  /** The page, its frames of the same origin, and open shadow roots. */
  roots: Roots;
  /** Fills the page's forms anew, and has every part look at what is there (`Part.scan`). */
  fill(): void;
  /** Values of more hidden fields, for a form. */
  fields?(form: Element): Record<string, string>;
  /** All values of the hidden fields now, by their own names; of a form, with its lead's. */
  values(form?: Element): Record<string, string>;
  /** More of them, by the names that other tools give them. */
  dialects(): Record<string, string>;
  /** Where the visitor came from, as his leads are filed. */
  source(): Source;
  /** What the visitor set out to do with a form. */
  intentOf(form: Element): Intent;
  /** What is known of the lead that a form, or what stands for one, is about to become. */
  draftOf(form: Element): Draft;
  /** Forgets that: what is sent from now on is another lead. */
  renew(form: Element): void;
  vendorOf(form: Element): Vendor | undefined;
  /** Which value an input is for, by which rule, and whether it is written; for the overlay. */
  matchOf: typeof explain;
  /** How far a form may be touched, if it is sent by this button. */
  judge(form: HTMLFormElement, submitter?: Control): Verdict;
  /** Whether a form is a lead if it is sent as it is now. */
  isLead(form: HTMLFormElement, submitter?: Control): boolean;
  /**
   * What became of a form's submission, by whoever was told (a vendor's name); of a frame that a
   * vendor draws, the frame or what is around it stands for the form. Once accepted, what is begun
   * in it is another lead; the same told twice counts once.
   */
  settle(form: Element, status: Outcome, by: string): void;
  /** Somebody changed something in a form. */
  begun?(form: HTMLFormElement, input: Control): void;
  /** A form is about to be sent: by the browser, if no listener of this event stops it. */
  tried?(form: HTMLFormElement, event?: SubmitEvent): void;
  /** A script took a form's data; `isUnasked` where no submission was begun. */
  taken?(form: HTMLFormElement, isUnasked: boolean): void;
  reset?(form: HTMLFormElement): void;
  /** A page was seen. */
  seen?(): void;
  /** A lead is to be told of. */
  sent?(lead: Lead, form?: Element): void;
  /** A lead that was told of as submitted turned out to have been accepted. */
  accept?(id: string, by: string): void;
  /** Something that is no lead, or none yet; with a form, what is known of that. */
  meant?(event: Pick<IntentEvent, 'action'> & Partial<IntentEvent>, form?: Element): void;
  /**
   * Of the part `embed`. Decorates an attribute (`src`, `data-url`) of what a selector finds, once
   * and before it loads; a frame that was loaded is loaded again only while nobody has used it.
   * `add` changes the address; a parameter that is there is never to be overwritten.
   */
  embed?(selector: string, attribute: string, add: (address: string) => string): void;
  /**
   * Of the part `embed`. Hears messages of the origins that fit, with the frame that one came from
   * where it is of this page.
   */
  hear?(origins: RegExp, callback: (data: unknown, frame: Element | undefined) => void): void;
  /** Sends a text. */
  post(url: string, body: string): Promise<Response | undefined>;
}

/** How the forms of a vendor are to be treated. */
export interface Vendor {
  name: string;
  /**
   * Its forms, by selector. What becomes of them is told by `core.settle` alone, nothing is
   * guessed of them.
   */
  forms?: string;
  /**
   * Whether created fields reach its back end: true where its own script sends them on, whatever
   * their names; false where unknown ones are refused or lost, so that none is ever created.
   * Without it they are created where the browser itself sends the form.
   */
  takes?: boolean;
  /** How a created field must be called to get through: `contact[utm_source]`. */
  nameOf?(name: string): string;
  /** Its hidden inputs are read from its own state, which hears their events alone. */
  listens?: true;
}

/** A part of the script beside the core. */
export interface Part {
  vendor?: Vendor;
  /** Looks at a document or an open shadow root, each time that the page has changed. */
  scan?(root: Document | ShadowRoot, core: Core): void;
  /**
   * Names that another tool gives to hidden fields, with their values. They are filled where they
   * stand, never created.
   */
  dialect?(core: Core): Record<string, string>;
  /** More words that say what an input is for, beside its name, id and classes. */
  wordsOf?(input: HTMLInputElement): (string | null | undefined)[];
  /** Lead types of a trade, in the order of trust, with what form, button or page say of them. */
  leadTypes?: LeadType[];
  /** The lead was told of, or more became known of it. */
  told?(lead: Lead, core: Core): void;
  /** Runs before anything is read of the page. */
  start?(core: Core): void;
  /** Adds to a lead before it is told. */
  lead?(event: LeadEvent, core: Core, form?: Element): void;
  consent?: ConsentAdapter;
  /** Whether a parameter of this name identifies a person. */
  isPersonal?(name: string): boolean;
  /** An address without what identifies a person. */
  scrub?(url: string): string;
}

declare global {
  /** Put in scope around the script by whoever joins its parts (`collector/domain/snippet.ts`). */
  const WAYBILL_PARTS: Part[];
}

export const parts: Part[] = WAYBILL_PARTS;
