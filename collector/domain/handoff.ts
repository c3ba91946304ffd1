/** What may happen to a lead, in the words of its timeline. */
export const HANDOFF_KINDS = [
  'received',
  'routed',
  'reassigned',
  'marketing_qualified',
  'accepted',
  'rejected',
  'info_requested',
  'recycled',
  'action',
  'replied',
  'booked',
  'no_show',
  'quoted',
  'qualified',
  'disqualified',
  'opportunity',
  'won',
  'lost',
  'retained',
] as const;
export type HandoffKind = (typeof HANDOFF_KINDS)[number];

/** Where a lead stands. The first eight are passed in this order; the others end or defer it. */
export const STAGES = [
  'received',
  'routed',
  'accepted',
  'contacted',
  'qualified',
  'opportunity',
  'won',
  'retained',
  'rejected',
  'recycled',
  'disqualified',
  'lost',
] as const;
export type Stage = (typeof STAGES)[number];

/** Why a lead is rejected: poor fit and so on; `other` asks for a text. */
export const REJECTION_REASONS = [
  'poor_fit',
  'wrong_role',
  'no_current_need',
  'invalid_contact',
  'duplicate',
  'existing_customer',
  'out_of_area',
  'spam',
  'vendor',
  'other',
] as const;

export const ACTION_CHANNELS = ['call', 'mail', 'message', 'meeting'] as const;

/** Who did it. An answer that was sent by itself is no human action. */
export type Actor = 'human' | 'automation';

/** By which way it was heard. */
export type Via = 'rule' | 'page' | 'dashboard' | 'link' | 'api' | 'csv' | 'crm';

/** What an event says beside its kind; which parts an event has, its kind says. */
export interface EventDetails {
  /** Of rejected; of disqualified and lost any text. */
  reason?: string;
  text?: string;
  channel?: (typeof ACTION_CHANNELS)[number];
  direction?: 'in' | 'out';
  /** Epoch milliseconds: until when it is recycled, or what is booked for. */
  until?: number;
  /** Of won, quoted and opportunity: an amount, as a decimal number, and its ISO 4217 currency. */
  value?: number;
  currency?: string;
  objection?: string;
  /** The version of the stage definitions that held, and of routing the assignment's number. */
  definitions?: number;
  assignment?: number;
  /** Of routing: the id of the lead that this one only repeats. */
  duplicateOf?: string;
}

/** One line of a timeline. */
export interface HandoffEvent {
  id: string;
  kind: HandoffKind;
  /** When it happened, and when it was heard: epoch milliseconds. */
  at: number;
  heardAt: number;
  actor: Actor;
  by: string;
  via: Via;
  ownerId: string | null;
  details: EventDetails;
}
