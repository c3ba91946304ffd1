import type { Database } from '../db/database.ts';
import { storeProjection, waitingMessages } from '../db/inbox.ts';
import { projectionOf } from '../domain/projection.ts';

const MESSAGES_PER_TURN = 100;

/**
 * Turns waiting messages into sessions, page views, intents and leads until none is left. Safe to
 * run twice at once and to be cut off anywhere: what was done is done again to the same end.
 */
export async function projectInbox(db: Database, now: () => number): Promise<void> {
  let messages = await waitingMessages(db, MESSAGES_PER_TURN);
  while (messages.length) {
    const ids = messages.map(({ id }) => id);
    await storeProjection(db, projectionOf(messages), ids, now());
    messages = await waitingMessages(db, MESSAGES_PER_TURN);
  }
}
