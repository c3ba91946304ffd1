import type { Contact } from '../../shared/wire.ts';
import type { Database } from '../db/database.ts';
import { type InboxRow, projectedUpTo, rowsBehind } from '../db/inbox.ts';
import { knownKeys } from '../db/persons.ts';
import {
  type ContactRow,
  knownOf,
  type OfPersons,
  projectedRows,
  sealedContacts,
  storeAgain,
  storeProjection,
  type Turn,
  type Wanted,
} from '../db/projection.ts';
import type { Log } from '../deps.ts';
import { keysOfLead, personsOf } from '../domain/person-id.ts';
import {
  type Known,
  keyOf,
  type Projection,
  projectionOf,
  type Taken,
} from '../domain/projection.ts';
import type { Keyring } from '../secrets/keyring.ts';
import { firstCause } from './causes.ts';
import { erasedAmong } from './erased-among.ts';

/** As many rows are projected together: more pay little, and hold the database longer. */
const ROWS_PER_TURN = 1_000;

/** What the projection works with. */
export interface Projecting {
  db: Database;
  keyring: Keyring;
  now: () => number;
  log: Log;
  /** Told after every turn. */
  projected?: (rows: number, ms: number, ledger: Projection['ledger']) => void;
}

/** A message that nothing can be made of. */
class Unreadable extends Error {}

/** Makes something of messages, without the database, whose errors of the same kinds pass. */
function made<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    throw new Unreadable('Nothing can be made of the message.', { cause: error });
  }
}

/**
 * Whether an error is about what was to be written, not about the database: only that is for ever.
 * A locked, full or unreachable database is tried again with everything.
 */
function isFault(error: unknown): boolean {
  if (error instanceof Unreadable) return true;
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const code = (cause as { code?: unknown }).code;
    if (/^SQLITE_(CONSTRAINT|MISMATCH|RANGE|TOOBIG)/.test(String(code))) return true;
    // The embedded database's words for a value of a wrong type; it has no code for it.
    if (cause.message.includes('can only bind')) return true;
  }
  return false;
}

/** What persons wrote with a row; nothing, where it was sealed with another secret. */
async function contactsOf(
  { keyring, log }: Projecting,
  { seq, contacts }: InboxRow,
): Promise<Record<string, Contact>> {
  try {
    return contacts ? JSON.parse(await keyring.open(contacts)) : {};
  } catch {
    log('warn', 'contact_unreadable', { seq, why: 'sealed with another WAYBILL_SECRET' });
    return {};
  }
}

async function takenFrom(job: Projecting, row: InboxRow): Promise<Taken> {
  const { body: batch, ...rest } = row;
  return { ...rest, batch, contacts: await contactsOf(job, row) };
}

function wantedBy(messages: readonly Taken[]): Wanted {
  const wanted: Wanted = { pageViews: [], intents: [], leads: [] };
  for (const { siteId, batch } of messages) {
    for (const { type, id } of batch?.events ?? []) {
      const named = { siteId, id };
      if (type === 'page_view') wanted.pageViews.push(named);
      else if (type === 'intent') wanted.intents.push(named);
      else wanted.leads.push(named);
      // A try that was stopped is kept as an intent of the lead's id.
      if (type === 'lead') wanted.intents.push(named);
    }
  }
  return wanted;
}

/** Seals what persons wrote, with what is known of them from earlier: what is there stays. */
async function sealed(
  { db, keyring }: Projecting,
  rows: Projection['contacts'],
): Promise<ContactRow[]> {
  const merged = new Map<string, Projection['contacts'][number]>();
  const there = await sealedContacts(
    db,
    rows.map(({ siteId, leadId }) => ({ siteId, id: leadId })),
  );
  for (const { siteId, leadId, ...contact } of there) {
    const opened = await keyring.openContact(contact).catch(() => ({}));
    merged.set(keyOf(siteId, leadId), { siteId, leadId, contact: opened });
  }
  for (const { siteId, leadId, contact } of rows) {
    const earlier = merged.get(keyOf(siteId, leadId))?.contact;
    merged.set(keyOf(siteId, leadId), { siteId, leadId, contact: { ...contact, ...earlier } });
  }
  return Promise.all(
    [...merged.values()].map(async ({ siteId, leadId, contact }) => ({
      siteId,
      leadId,
      ...(await keyring.sealContact(siteId, contact)),
    })),
  );
}

/** What persons wrote, and which persons they are, as far as that tells. */
async function personsIn(job: Projecting, rows: Projection['contacts']): Promise<OfPersons> {
  if (!rows.length) return { contacts: [], persons: { keys: [], leads: [], merged: [] } };
  const contacts = await sealed(job, rows);
  const leads = await Promise.all(
    contacts.map(async ({ siteId, leadId, emailHash = null, phoneHash = null }) => ({
      ...{ siteId, leadId, emailHash, phoneHash },
      // It tells nothing of the lead, which may be erased while others of his stay.
      newPersonId: await job.keyring.hash(siteId, 'person', leadId),
    })),
  );
  const known = await knownKeys(job.db, leads.flatMap(keysOfLead));
  return { contacts, persons: personsOf(leads, known) };
}

async function rowsOf(job: Projecting, messages: readonly Taken[]) {
  const wanted = made(() => wantedBy(messages));
  const erased = await erasedAmong(job.db, job.keyring, messages);
  const known: Known = await knownOf(job.db, wanted, erased);
  const rows = made(() => projectionOf(messages, known, job.now()));
  return { rows, ofPersons: await personsIn(job, rows.contacts) };
}

/** Whether a row was taken before contacts were sealed, and holds one. */
function holdsPlainContact({ body }: InboxRow): boolean {
  const events = Array.isArray(body?.events) ? body.events : [];
  return events.some((event) => event?.type === 'lead' && event.contact);
}

const plainAmong = (rows: readonly InboxRow[]) =>
  rows.filter(holdsPlainContact).map(({ seq }) => seq);

async function projectRows(job: Projecting, from: number, inboxRows: readonly InboxRow[]) {
  const messages = await Promise.all(inboxRows.map((row) => takenFrom(job, row)));
  const { rows, ofPersons } = await rowsOf(job, messages);
  const erased = new Set(rows.erased);
  const turn: Turn = {
    from,
    to: inboxRows.at(-1)?.seq ?? from,
    failures: [],
    // What could not be read waits for its secret.
    withContacts: inboxRows
      .filter((_row, index) => Object.keys(messages[index]?.contacts ?? {}).length)
      .map(({ seq }) => seq),
    withPlainContacts: plainAmong(inboxRows),
    refused: inboxRows
      .filter(({ body }, index) => !body || erased.has(index))
      .map(({ seq }) => seq),
  };
  await storeProjection(job.db, turn, rows, ofPersons);
  return rows.ledger;
}

/** A row that can never be projected is set aside, counted, and stands in no other's way. */
async function setAside(job: Projecting, from: number, row: InboxRow, error: unknown) {
  const { seq, siteId, receivedAt, body, requests, refused } = row;
  job.log('error', 'message_set_aside', { seq, error });
  const nothing = { batch: null, contacts: {}, label: '', labelBy: '', client: null } as const;
  const lost = refused + (Array.isArray(body?.events) ? body.events.length : 0);
  const counted = { siteId, receivedAt, requests, refused: lost, reason: 'unprojectable' };
  const { rows, ofPersons } = await rowsOf(job, [{ ...nothing, ...counted }]);
  const failures = [{ seq, failure: firstCause(error) }];
  const turn = {
    from,
    to: seq,
    failures,
    withContacts: [],
    withPlainContacts: plainAmong([row]),
    refused: [],
  };
  await storeProjection(job.db, turn, rows, ofPersons);
  return rows.ledger;
}

/** Projects one by one what failed together, up to the first error that is the database's own. */
async function projectSingly(job: Projecting, from: number, rows: readonly InboxRow[]) {
  const ledger: Projection['ledger'] = [];
  let reached = from;
  for (const row of rows) {
    try {
      ledger.push(...(await projectRows(job, reached, [row])));
    } catch (error) {
      if (!isFault(error) || (await projectedUpTo(job.db)) !== reached) throw error;
      ledger.push(...(await setAside(job, reached, row, error)));
    }
    reached = row.seq;
  }
  return ledger;
}

async function projectTurn(job: Projecting, from: number, rows: readonly InboxRow[]) {
  try {
    return await projectRows(job, from, rows);
  } catch (error) {
    if (!isFault(error) || (await projectedUpTo(job.db)) !== from) throw error;
    return projectSingly(job, from, rows);
  }
}

/**
 * Turns what waits in the inbox into sessions, page views, intents and leads, and counts what becomes
 * of it. Safe to run twice at once and to be cut off anywhere: a turn is done once, or not at all.
 */
export async function projectInbox(job: Projecting): Promise<void> {
  for (;;) {
    const from = await projectedUpTo(job.db);
    const { rows, isMore } = await rowsBehind(job.db, from, ROWS_PER_TURN);
    if (!rows.length) return;
    const began = performance.now();
    try {
      const ledger = await projectTurn(job, from, rows);
      job.projected?.(rows.length, performance.now() - began, ledger);
    } catch (error) {
      if ((await projectedUpTo(job.db)) === from) throw error;
      // Whoever moved the cursor has done this turn, maybe not up to where it went here.
      continue;
    }
    // What came since is left to whoever brought it: together it costs less than bit by bit.
    if (!isMore) return;
  }
}

/**
 * Projects again what the inbox still keeps: what is there by the same ids stays as it is, what is
 * missing comes back. Nothing is counted.
 *
 * @param progress told after every turn, with the rows so far
 */
export async function projectAgain(
  job: Projecting,
  progress: (rows: number) => void,
): Promise<number> {
  const upTo = await projectedUpTo(job.db);
  let done = 0;
  let after = 0;
  for (;;) {
    const inboxRows = await projectedRows(job.db, after, upTo, ROWS_PER_TURN);
    const last = inboxRows.at(-1);
    if (!last) return done;
    const messages = await Promise.all(inboxRows.map((row) => takenFrom(job, row)));
    const { rows, ofPersons } = await rowsOf(job, messages);
    await storeAgain(job.db, rows, ofPersons);
    done += inboxRows.length;
    after = last.seq;
    progress(done);
  }
}
