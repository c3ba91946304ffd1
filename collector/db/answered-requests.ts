import { and, eq, lt } from 'drizzle-orm';
import type { Scope } from '../domain/scope.ts';
import type { Database } from './database.ts';
import { answeredRequests } from './schema.ts';

export type AnsweredRequest = Omit<typeof answeredRequests.$inferInsert, 'accountId'>;

/** Keys are a caller's own: one of a single site answers none of another's. */
function keyOf(scope: Scope, key: string): string {
  return `${scope.siteId ?? ''}/${key}`;
}

/** What was answered to a request that came by this key before. */
export async function answerTo(
  scope: Scope,
  db: Database,
  key: string,
): Promise<AnsweredRequest | undefined> {
  const [found] = await db
    .select()
    .from(answeredRequests)
    .where(
      and(
        eq(answeredRequests.accountId, scope.accountId),
        eq(answeredRequests.key, keyOf(scope, key)),
      ),
    );
  return found;
}

/** Keeps an answer, and drops those of before a time; of two at once the first holds. */
export async function keepAnswer(
  scope: Scope,
  db: Database,
  row: AnsweredRequest,
  before: number,
): Promise<void> {
  const { accountId } = scope;
  await db.batch([
    db
      .delete(answeredRequests)
      .where(and(eq(answeredRequests.accountId, accountId), lt(answeredRequests.at, before))),
    db
      .insert(answeredRequests)
      .values({ ...row, accountId, key: keyOf(scope, row.key) })
      .onConflictDoNothing(),
  ]);
}
