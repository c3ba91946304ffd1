import { and, desc, eq } from 'drizzle-orm';
import type { Scope } from '../domain/scope.ts';
import type { Database } from './database.ts';
import { referenceCodes, sites } from './schema.ts';
import { within } from './within.ts';

/** The session whose page showed a code; of several sites' the newest. */
export async function sessionOfCode(
  scope: Scope,
  db: Database,
  code: string,
): Promise<{ scope: Required<Scope>; siteKey: string; sessionId: string } | undefined> {
  const [found] = await db
    .select({
      accountId: sites.accountId,
      siteId: sites.id,
      siteKey: sites.key,
      sessionId: referenceCodes.sessionId,
    })
    .from(referenceCodes)
    .innerJoin(sites, eq(sites.id, referenceCodes.siteId))
    .where(and(within(scope), eq(referenceCodes.code, code)))
    .orderBy(desc(referenceCodes.at))
    .limit(1);
  if (!found) return undefined;
  const { accountId, siteId, siteKey, sessionId } = found;
  return { scope: { accountId, siteId }, siteKey, sessionId };
}
