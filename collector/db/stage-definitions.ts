import { desc, eq, sql } from 'drizzle-orm';
import type { Stage } from '../domain/handoff.ts';
import type { Scope } from '../domain/scope.ts';
import type { Database } from './database.ts';
import { stageDefinitions } from './schema.ts';

export type StageDefinitions = Omit<typeof stageDefinitions.$inferSelect, 'accountId'>;

/** What the stages mean to the teams of an account: all versions, the newest first. */
export async function stageDefinitionsOf(scope: Scope, db: Database): Promise<StageDefinitions[]> {
  const { version, words, createdAt, by } = stageDefinitions;
  return db
    .select({ version, words, createdAt, by })
    .from(stageDefinitions)
    .where(eq(stageDefinitions.accountId, scope.accountId))
    .orderBy(desc(version));
}

/** Adds a version, in one statement, so that two of them at once are two. */
export async function addStageDefinitions(
  scope: Scope,
  db: Database,
  {
    words,
    createdAt,
    by,
  }: { words: Partial<Record<Stage, string>>; createdAt: number; by: string },
): Promise<void> {
  const { accountId } = scope;
  await db.run(sql`insert into ${stageDefinitions} (account_id, version, words, created_at, "by")
    select ${accountId}, coalesce(max(version), 0) + 1, ${JSON.stringify(words)}, ${createdAt}, ${by}
    from ${stageDefinitions} where account_id = ${accountId}`);
}
