import type { Match } from '../forms/names.ts';
import type { Level } from '../forms/policy.ts';

/** The policy's reasons, for people. */
const WHY: Record<string, string> = {
  '': 'An ordinary form: its fields are filled, and what it lacks is added when it is sent.',
  on: 'It is switched on (data-waybill="on", or a setting of the site).',
  off: 'It is switched off (data-waybill="off", or a setting of the site).',
  password: 'It has a password field.',
  payment: 'It asks for a card or a code, or sends to whom takes money or signs people in.',
  dialog: 'It closes a dialog and sends nothing.',
  search: 'It searches.',
  'sign-in': 'It signs somebody in, or sets a password.',
  comment: 'It is for comments.',
  checkout: 'It is a checkout, a cart or a donation.',
  unsubscribe: 'It unsubscribes somebody.',
  get: 'It sends by GET, so what is added would stand in the address: only its own fields are filled.',
  'no contact': 'Nobody can leave in it how to reach him: only its own fields are filled.',
  elsewhere:
    'It sends to another site that is not known to take more: only its own fields are filled.',
  vendor: 'Its form tool refuses or loses what is added: only its own fields are filled.',
  setting: 'The site wants nothing added: only its own fields are filled.',
};

export function whyOf(reason: string, level: Level): string {
  if (reason === 'signed')
    return level
      ? 'It knows which fields it had: only its own are filled.'
      : 'It is signed: its back end refuses it if anything changes.';
  return WHY[reason] ?? reason;
}

export const RULES: Record<Match['how'], string> = {
  map: 'site setting or data-waybill-field',
  token: 'default value',
  name: 'exact name',
  spelling: 'name, spelled otherwise',
  data: 'data attribute',
  class: 'class around it',
  label: 'label',
};
