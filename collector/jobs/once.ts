import { answerTo, keepAnswer } from '../db/answered-requests.ts';
import type { Deps } from '../deps.ts';
import { DAY_MS } from '../domain/duration.ts';
import { Failure } from '../domain/failure.ts';
import type { Scope } from '../domain/scope.ts';

/** How long a request may come again by its key. */
const KEPT_MS = 7 * DAY_MS;

/** An answer, and its status. */
export interface Answered {
  status: 200 | 201 | 202;
  answer: object;
}

/**
 * Answers a request that brings a key as it was answered before. What it does must do no harm if it is
 * done twice: two of them may come at once.
 *
 * @param asked all that it asks for
 * @throws {Failure} `key_reused` where the key came with something else
 */
export async function once(
  scope: Scope,
  { db, keyring, now }: Pick<Deps, 'db' | 'keyring' | 'now'>,
  key: string | undefined,
  asked: unknown,
  answer: () => Promise<Answered>,
): Promise<Answered> {
  if (key === undefined) return answer();
  // Keyed, since it may be about a person.
  const hash = await keyring.hash(scope.accountId, 'asked', JSON.stringify(asked));
  const before = await answerTo(scope, db, key);
  if (before && before.asked !== hash) {
    throw new Failure(
      'key_reused',
      'This Idempotency-Key came before with another request. Give every request a key of its own.',
    );
  }
  if (before) return { status: before.status as Answered['status'], answer: before.answer };
  const answered = await answer();
  const at = now();
  await keepAnswer(scope, db, { key, asked: hash, ...answered, at }, at - KEPT_MS);
  return answered;
}
