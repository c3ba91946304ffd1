import type { Database } from '../db/database.ts';
import { setAside, storeProjection, waitingMessages } from '../db/inbox.ts';
import { projectionOf } from '../domain/projection.ts';

const MESSAGES_PER_TURN = 100;

type Message = Awaited<ReturnType<typeof waitingMessages>>[number];

async function projectMessages(db: Database, messages: Message[], now: number): Promise<void> {
  const ids = messages.map(({ id }) => id);
  await storeProjection(db, projectionOf(messages), ids, now);
}

/**
 * Projects one by one what failed together. Where others go through, a message that does not is at
 * fault itself, and is set aside; where none does, it is the database, and all is tried again.
 */
async function projectSingly(db: Database, messages: Message[], now: number): Promise<void> {
  const failed: { id: string; error: unknown }[] = [];
  for (const message of messages) {
    await projectMessages(db, [message], now).catch((error: unknown) => {
      failed.push({ id: message.id, error });
    });
  }
  if (failed.length === messages.length) throw failed[0]?.error;
  for (const { id, error } of failed) await setAside(db, id, String(error));
}

/**
 * Turns waiting messages into sessions, page views, intents and leads until none is left. Safe to
 * run twice at once and to be cut off anywhere: what was done is done again to the same end.
 */
export async function projectInbox(db: Database, now: () => number): Promise<void> {
  let messages = await waitingMessages(db, MESSAGES_PER_TURN);
  while (messages.length) {
    const turn = messages;
    await projectMessages(db, turn, now()).catch(() => projectSingly(db, turn, now()));
    messages = await waitingMessages(db, MESSAGES_PER_TURN);
  }
}
