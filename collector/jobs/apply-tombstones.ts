import type { Database } from '../db/database.ts';
import {
  leadsBeside,
  messagesBehind,
  signsOfIntents,
  signsOfLeads,
  signsOfSessions,
  signsOfSubmissions,
} from '../db/people.ts';
import { removeIntents, removeLeads, removeMessages, removeSessions } from '../db/removal.ts';
import { sitesWithSettings } from '../db/sites.ts';
import { tombstonesOf } from '../db/tombstones.ts';
import { correctedBatch } from '../domain/clock.ts';
import {
  erasedUntil,
  isErased,
  type Removed,
  removedInAll,
  type TombstoneKind,
} from '../domain/erasure.ts';
import { extentOf, type LeadOf } from '../domain/person.ts';
import type { Scope } from '../domain/scope.ts';
import type { Keyring } from '../secrets/keyring.ts';
import { erasedAmong } from './erased-among.ts';

const ROWS_PER_PAGE = 1_000;

/** Tells what the tombstones of a site know. */
async function knower(scope: Required<Scope>, db: Database, keyring: Keyring) {
  const stones = await tombstonesOf(scope, db);
  const until = new Map(stones.map((stone) => [`${stone.kind} ${stone.hash}`, erasedUntil(stone)]));
  const knows = (kind: TombstoneKind, hash: string | null, at: number) =>
    hash !== null && at <= (until.get(`${kind} ${hash}`) ?? -1);
  const hashes = new Map<string, Promise<string>>();
  return {
    isEmpty: !stones.length,
    contact: (hash: string | null, at: number) => knows('contact', hash, at),
    async id(kind: 'lead' | 'visitor', id: string | null, at: number): Promise<boolean> {
      if (id === null) return false;
      const hash = hashes.get(id) ?? keyring.hash(scope.siteId, kind, id);
      // Of a visitor the same is asked for each of his sessions.
      if (kind === 'visitor') hashes.set(id, hash);
      return knows(kind, await hash, at);
    },
  };
}

/** Goes through a table in the order of its ids, and removes what is erased. */
async function sweep<Row extends { id: string }>(
  read: (after: string, limit: number) => Promise<Row[]>,
  isGone: (row: Row) => Promise<boolean>,
  remove: (rows: Row[]) => Promise<Removed>,
): Promise<Removed> {
  const parts: Removed[] = [];
  let after = '';
  for (;;) {
    const rows = await read(after, ROWS_PER_PAGE);
    const last = rows.at(-1);
    if (!last) return removedInAll(parts);
    const gone = await Promise.all(rows.map(isGone));
    parts.push(await remove(rows.filter((_, index) => gone[index])));
    after = last.id;
  }
}

async function removeErasedMessages(scope: Required<Scope>, db: Database, keyring: Keyring) {
  const parts: Partial<Removed>[] = [];
  let after = 0;
  for (;;) {
    const rows = await messagesBehind(scope, db, after, ROWS_PER_PAGE);
    const last = rows.at(-1);
    if (!last) return removedInAll(parts);
    const messages = rows.flatMap(({ body, ...row }) =>
      body ? [{ ...row, batch: correctedBatch(body, row.receivedAt), contacts: {} }] : [],
    );
    const erased = await erasedAmong(db, keyring, messages);
    const gone = messages.filter(({ siteId, batch: { visitor, events } }) =>
      events.some((event) => isErased(erased, siteId, visitor, event)),
    );
    const seqs = gone.map(({ seq }) => seq);
    parts.push(await removeMessages(scope, db, seqs));
    after = last.seq;
  }
}

const idsOf = (rows: readonly { id: string }[]) => rows.map(({ id }) => id);

/** The sessions of leads, save those in which others sent theirs. */
async function sessionsOnlyOf(scope: Required<Scope>, db: Database, leads: readonly LeadOf[]) {
  const visitors = leads.flatMap(({ visitorId }) => visitorId ?? []);
  const sessions = leads.map(({ sessionId }) => sessionId);
  return extentOf(leads, await leadsBeside(scope, db, visitors, sessions)).sessions;
}

async function applyOn(scope: Required<Scope>, db: Database, keyring: Keyring): Promise<Removed[]> {
  const known = await knower(scope, db, keyring);
  if (known.isEmpty) return [];
  return [
    await removeErasedMessages(scope, db, keyring),
    await sweep(
      (after, limit) => signsOfSessions(scope, db, after, limit),
      ({ visitorId, at }) => known.id('visitor', visitorId, at),
      (rows) => removeSessions(scope, db, idsOf(rows)),
    ),
    await sweep(
      (after, limit) => signsOfIntents(scope, db, after, limit),
      ({ lead, at }) => known.id('lead', lead, at),
      (rows) => removeIntents(scope, db, idsOf(rows)),
    ),
    await sweep(
      (after, limit) => signsOfLeads(scope, db, after, limit),
      async ({ id, visitorId, at, emailHash, phoneHash }) =>
        known.contact(emailHash, at) ||
        known.contact(phoneHash, at) ||
        (await known.id('lead', id, at)) ||
        (await known.id('visitor', visitorId, at)),
      async (rows) =>
        removedInAll([
          await removeSessions(scope, db, await sessionsOnlyOf(scope, db, rows)),
          await removeLeads(scope, db, idsOf(rows)),
        ]),
    ),
    // Of leads that are not there themselves.
    await sweep(
      (after, limit) => signsOfSubmissions(scope, db, after, limit),
      ({ id, at }) => known.id('lead', id, at),
      (rows) => removeLeads(scope, db, idsOf(rows)),
    ),
  ];
}

/**
 * Erases again what the tombstones know, which is there again once a backup is put back. What is
 * still to be projected is stopped there.
 */
export async function applyTombstones(db: Database, keyring: Keyring): Promise<Removed> {
  const parts: Removed[] = [];
  for (const { scope } of await sitesWithSettings(db)) {
    parts.push(...(await applyOn(scope, db, keyring)));
  }
  return removedInAll(parts);
}
