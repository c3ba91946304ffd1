import type { Database } from '../db/database.ts';
import { setAside, storeProjection, waitingMessages } from '../db/inbox.ts';
import { projectionOf } from '../domain/projection.ts';

const MESSAGES_PER_TURN = 100;

type Message = Awaited<ReturnType<typeof waitingMessages>>[number];

/** A message that can never be projected, and why. */
interface Fault {
  id: string;
  error: unknown;
}

/**
 * Whether an error is about what was to be written, not about the database: only that is for ever.
 * A locked, full or unreachable database is tried again with everything.
 */
function isFault(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const code = (cause as { code?: unknown }).code;
    if (/^SQLITE_(CONSTRAINT|MISMATCH|RANGE|TOOBIG)/.test(String(code))) return true;
    if (cause instanceof TypeError || cause instanceof RangeError) return true;
    // The embedded database's words for a value of a wrong type; it has no code for it.
    if (cause.message.includes('can only bind')) return true;
  }
  return false;
}

function projects({ id, ...message }: Message, now: number): Fault | undefined {
  try {
    projectionOf([message], now);
    return undefined;
  } catch (error) {
    return { id, error };
  }
}

async function store(db: Database, messages: Message[], now: number): Promise<void> {
  const ids = messages.map(({ id }) => id);
  await storeProjection(db, projectionOf(messages, now), ids, now);
}

/** Stores one by one what failed together, up to the first error that is the database's own. */
async function storeSingly(db: Database, messages: Message[], now: number): Promise<Fault[]> {
  const faults: Fault[] = [];
  for (const message of messages) {
    try {
      await store(db, [message], now);
    } catch (error) {
      if (!isFault(error)) throw error;
      faults.push({ id: message.id, error });
    }
  }
  return faults;
}

async function projectTurn(db: Database, messages: Message[], now: number): Promise<Fault[]> {
  const faults = messages
    .map((message) => projects(message, now))
    .filter((fault) => fault !== undefined);
  const sound = messages.filter(({ id }) => !faults.some((fault) => fault.id === id));
  if (!sound.length) return faults;
  try {
    await store(db, sound, now);
    return faults;
  } catch (error) {
    if (!isFault(error)) throw error;
    return [...faults, ...(await storeSingly(db, sound, now))];
  }
}

/**
 * Turns waiting messages into sessions, page views, intents and leads until none is left. Safe to
 * run twice at once and to be cut off anywhere: what was done is done again to the same end. A
 * message that can never be projected is set aside, and stands in no other's way.
 */
export async function projectInbox(
  db: Database,
  now: () => number,
  log: (error: unknown) => void,
): Promise<void> {
  let messages = await waitingMessages(db, MESSAGES_PER_TURN);
  while (messages.length) {
    for (const { id, error } of await projectTurn(db, messages, now())) {
      log(new Error(`Message ${id} cannot be projected and is set aside.`, { cause: error }));
      await setAside(db, id, String(error));
    }
    messages = await waitingMessages(db, MESSAGES_PER_TURN);
  }
}
