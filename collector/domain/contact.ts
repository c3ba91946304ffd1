import type { Contact } from '../../shared/wire.ts';
import { CONTACT_SLOTS } from './settings.ts';

/** What a person wrote of himself; null where nothing. */
export type ContactValues = Record<(typeof CONTACT_SLOTS)[number], string | null>;

/** A contact as it is stored; who holds the collector's secret can open it. */
export interface StoredContact {
  key: string;
  sealed: string;
}

/** A lead's contact as it is shown: null where there is none, or none that can be read. */
export interface ShownContact {
  values: ContactValues | null;
  /** Why it cannot be read; '' where it can. */
  fault: string;
}

export const NO_CONTACT: ShownContact = { values: null, fault: '' };

export const UNREADABLE_CONTACT: ShownContact = {
  values: null,
  fault: 'cannot be read: sealed with another WAYBILL_SECRET',
};

export function shownContact(contact: Contact): ShownContact {
  const values = CONTACT_SLOTS.map((slot) => [slot, contact[slot] ?? null] as const);
  return { values: Object.fromEntries(values) as ContactValues, fault: '' };
}
