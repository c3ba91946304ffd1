import type { Intent } from '../../shared/wire.ts';
import { fieldsFrom } from '../attribution/manifest.ts';
import type { Visit } from '../attribution/session.ts';
import { newId } from '../browser/id.ts';
import { fill } from './fill.ts';
import { mayCreate, mayFill } from './policy.ts';

/** What is known of the lead that a form is about to become. */
export interface Filled {
  /** The lead id. */
  id: string;
  intent: Intent;
  /** The fields that now stand in the form by Waybill's hand. */
  fields: Record<string, string>;
}

const ids = new WeakMap<HTMLFormElement, string>();

/** Forgets a form's lead id: what is sent from now on is another lead. */
export function renewForm(form: HTMLFormElement): void {
  ids.delete(form);
}

/** Fills a form as far as it may be; `leads` is the address of the lead pages. */
export function fillForm(
  form: HTMLFormElement,
  visit: Visit,
  intent: Intent,
  leads: string,
  more: Record<string, string> | undefined,
): Filled | undefined {
  if (!mayFill(form)) return undefined;
  const id = ids.get(form) ?? newId();
  ids.set(form, id);
  const fields = { ...fieldsFrom(visit, Date.now(), id, intent.topic, leads + id), ...more };
  return { id, intent, fields: fill(form, fields, mayCreate(form)) };
}
