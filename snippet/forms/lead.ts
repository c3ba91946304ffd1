import type { Form, Intent } from '../../shared/wire.ts';
import { newId } from '../browser/id.ts';

export type Outcome = 'submitted' | 'accepted' | 'blocked';

/** A submission that is a lead. */
export interface Lead {
  /** The lead id. */
  id: string;
  status: 'submitted' | 'accepted';
  /** What told of the status. */
  by: string;
  form: Form;
  intent: Intent;
  /** The fields that stood in the form by Waybill's hand. */
  fields: Record<string, string>;
}

/** What is known of the lead that a form is about to become. */
export interface Draft {
  id: string;
  /** When somebody began it. */
  startedAt?: number;
  /** How often it was tried to send it. */
  tries: number;
  /** The last field that somebody changed. */
  lastField?: string;
  /** What the browser is about to send it by. */
  event?: SubmitEvent;
  /** It may not be touched. */
  isOff?: boolean;
  /** What was told of it. */
  status?: Outcome;
  /** What stood in it last. */
  fields: Record<string, string>;
}

const drafts = new WeakMap<Element, Draft>();

/** Of a form, or of what stands for one. */
export function draftOf(form: Element): Draft {
  const draft = drafts.get(form) ?? { id: newId(), tries: 0, fields: {} };
  drafts.set(form, draft);
  return draft;
}

/** Forgets what is known of a form: what is sent from now on is another lead. */
export function renew(form: Element): void {
  drafts.delete(form);
}
