import { MAX_LEAD_BYTES } from '../../shared/limits.ts';
import type { LeadEvent } from '../../shared/wire.ts';
import { fieldsFrom } from '../attribution/manifest.ts';
import type { Visit } from '../attribution/session.ts';
import { newId } from '../browser/id.ts';
import { fill } from './fill.ts';
import { formOf, intentOf } from './intent.ts';
import { mayCreate, refusalOf } from './policy.ts';

const ids = new WeakMap<HTMLFormElement, string>();
const sent = new WeakSet<HTMLFormElement>();

/** The id of the lead that a form is about to become. */
function leadIdOf(form: HTMLFormElement): string {
  const id = ids.get(form) ?? newId();
  ids.set(form, id);
  return id;
}

/**
 * Notes that a person is at work in a form. What he begins after a submission is a new lead; a
 * retry without a change is the same one.
 */
export function touchForm(form: HTMLFormElement): void {
  if (sent.delete(form)) ids.delete(form);
}

/**
 * Fills a form as far as it may be; `leads` is the address of the lead pages. Returns the fields
 * that now stand in it by Waybill's hand.
 */
export function fillForm(form: HTMLFormElement, visit: Visit, leads: string, now: number) {
  if (refusalOf(form)) return undefined;
  const id = leadIdOf(form);
  const fields = fieldsFrom(visit, now, id, intentOf(form).topic, leads + id);
  return fill(form, fields, mayCreate(form));
}

/** The lead of a form that was seen to go; with the next change its id is used up. */
export function leadFrom(
  form: HTMLFormElement,
  visit: Visit,
  fields: Record<string, string>,
  page: string,
  now: number,
): LeadEvent {
  sent.add(form);
  const path = [...visit.path];
  const lead: LeadEvent = {
    type: 'lead',
    id: leadIdOf(form),
    at: now,
    status: 'submitted',
    page,
    form: formOf(form),
    intent: intentOf(form),
    touches: visit.touches,
    path,
    fields,
  };
  while (new Blob([JSON.stringify(lead)]).size > MAX_LEAD_BYTES && path[1]) path.splice(1, 1);
  return lead;
}
