import type { Database } from '../db/database.ts';
import { sitesWithTombstones, type TombstoneKey, tombstonesAt } from '../db/tombstones.ts';
import {
  type Erased,
  erasedKey,
  erasedUntil,
  leadOf,
  type TombstoneKind,
} from '../domain/erasure.ts';
import type { Taken } from '../domain/projection.ts';
import type { Keyring } from '../secrets/keyring.ts';

/** What a tombstone may know a lead or a visitor by. */
interface Sign {
  siteId: string;
  /** The lead's or the visitor's id. */
  id: string;
  kind: TombstoneKind;
  /** What is hashed: that id, or what a person wrote of himself. */
  text: string;
  slot?: 'email' | 'phone';
}

/** What may be known of what a message names. */
function signsIn({ siteId, batch, contacts }: Taken): Sign[] {
  const ofId = (kind: TombstoneKind, id: string | null): Sign[] =>
    id ? [{ siteId, id, kind, text: id }] : [];
  const events = batch?.events ?? [];
  return [
    ...ofId('visitor', batch?.visitor ?? null),
    ...events.flatMap((event) => ofId('lead', leadOf(event))),
    ...events.flatMap((event): Sign[] => {
      if (event.type !== 'lead') return [];
      const { id } = event;
      const contact = contacts[id] ?? event.contact ?? {};
      return (['email', 'phone'] as const).flatMap((slot) => {
        const text = contact[slot];
        return text ? [{ siteId, id, kind: 'contact', text, slot }] : [];
      });
    }),
  ];
}

/** As a tombstone knows it; null where an address or a number is none. */
async function hashed(keyring: Keyring, sign: Sign) {
  const { siteId, id, kind, text, slot } = sign;
  const hash = slot
    ? await keyring.contactHash(siteId, slot, text)
    : await keyring.hash(siteId, kind, text);
  return hash === null ? [] : [{ siteId, kind, hash, of: erasedKey(siteId, id) }];
}

/** The leads and visitors among those of messages that are erased, and until when. */
export async function erasedAmong(
  db: Database,
  keyring: Keyring,
  messages: readonly Taken[],
): Promise<Erased> {
  const sites = await sitesWithTombstones(db, [...new Set(messages.map(({ siteId }) => siteId))]);
  const erased = new Map<string, number>();
  if (!sites.size) return erased;
  const signs = messages.filter(({ siteId }) => sites.has(siteId)).flatMap(signsIn);
  const each = new Map(signs.map((sign) => [JSON.stringify(sign), sign]));
  const keys = (await Promise.all([...each.values()].map((sign) => hashed(keyring, sign)))).flat();
  const textOf = ({ siteId, kind, hash }: TombstoneKey) => `${siteId} ${kind} ${hash}`;
  const found = await tombstonesAt(db, keys);
  const until = new Map(found.map((stone) => [textOf(stone), erasedUntil(stone)]));
  for (const { of, ...key } of keys) {
    const time = until.get(textOf(key));
    if (time !== undefined) erased.set(of, Math.max(time, erased.get(of) ?? 0));
  }
  return erased;
}
