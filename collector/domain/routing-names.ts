import { CHANNELS } from './channels.ts';
import type { Stage } from './handoff.ts';

/** The queue that everything goes to until somebody says otherwise, and the rule that says so. */
export const INBOX = 'Inbox';
export const EVERYTHING = 'Everything';

/** While a lead is at one of these, it is somebody's to follow up. */
export const OPEN_STAGES = [
  'received',
  'routed',
  'accepted',
  'contacted',
  'qualified',
  'opportunity',
] as const satisfies Stage[];

/** What a channel may be called; the last is what no rule of the sources knows. */
export const CHANNEL_NAMES: readonly string[] = [
  ...new Set(CHANNELS.map(([name]) => name)),
  'Unassigned',
];
