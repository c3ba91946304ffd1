import type { Database } from '../db/database.ts';
import { messagesNaming } from '../db/people.ts';
import type { Scope } from '../domain/scope.ts';

/** The messages of a scope's sites that hold one of these ids, piece by piece. */
export async function* naming(scope: Scope, db: Database, ids: readonly string[]) {
  if (!ids.length) return;
  let after = 0;
  for (;;) {
    const { rows, last } = await messagesNaming(scope, db, ids, after);
    yield rows;
    if (last === null) return;
    after = last;
  }
}
