import type { WireEvent } from '../../shared/wire.ts';

export type TombstoneKind = 'lead' | 'visitor' | 'contact';

/**
 * Until when what a tombstone knows is erased. A lead is for ever, also what becomes of it later; a
 * person may come again, and what he does from then on is new.
 */
export function erasedUntil({ kind, at }: { kind: TombstoneKind; at: number }): number {
  return kind === 'lead' ? Number.POSITIVE_INFINITY : at;
}

/** Leads and visitors that are erased, by `erasedKey`, and until when. */
export type Erased = ReadonlyMap<string, number>;

export function erasedKey(siteId: string, id: string): string {
  return `${siteId}/${id}`;
}

/** The lead that an event is of, or would have come to. */
export function leadOf(event: WireEvent): string | null {
  if (event.type === 'lead' || event.type === 'accepted') return event.id;
  return event.type === 'intent' ? (event.lead ?? null) : null;
}

/** Whether an event is erased, by its lead or by who sent it. */
export function isErased(
  erased: Erased,
  siteId: string,
  visitor: string | null,
  event: WireEvent,
): boolean {
  return [visitor, leadOf(event)].some(
    (id) => id !== null && event.at <= (erased.get(erasedKey(siteId, id)) ?? -1),
  );
}

/** How many rows were removed of what. */
export interface Removed {
  leads: number;
  contacts: number;
  submissions: number;
  classifications: number;
  sessions: number;
  page_views: number;
  intents: number;
  messages: number;
}

const NONE: Readonly<Removed> = {
  leads: 0,
  contacts: 0,
  submissions: 0,
  classifications: 0,
  sessions: 0,
  page_views: 0,
  intents: 0,
  messages: 0,
};

/** All of them together. */
export function removedInAll(parts: readonly Readonly<Partial<Removed>>[]): Removed {
  const sum = { ...NONE };
  for (const part of parts) {
    for (const name of Object.keys(sum) as (keyof Removed)[]) sum[name] += part[name] ?? 0;
  }
  return sum;
}

/** What nobody but its holder can erase, for who asked. */
export const OUT_OF_REACH = [
  "The form's own receiver (mail, form service, CRM) got the same submission: erase it there, by the lead's id, which it holds as waybill_id.",
  'Copies of the database: one that is put back by waybill restore is rid of this again; all others hold it until you delete them.',
  'Advertising and analytics tools that the site told of the visit or the lead by itself.',
  "The visitor's own browser: what it remembers stays until he clears it, and goes along with what he sends from now on.",
] as const;
