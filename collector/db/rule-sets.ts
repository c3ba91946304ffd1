import { and, desc, eq, inArray, isNotNull, type SQL, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import type { ActiveSet } from '../domain/routing.ts';
import { type Rule, storedRules } from '../domain/rule-set.ts';
import type { Scope } from '../domain/scope.ts';
import type { Database } from './database.ts';
import { owners, ruleSets } from './schema.ts';

/** The set of an account is that of no site. */
const OF_ACCOUNT = '';

/** The versions that a scope's own set has had. */
function ownSets({ accountId, siteId = OF_ACCOUNT }: Scope) {
  return and(eq(ruleSets.accountId, accountId), eq(ruleSets.siteId, siteId));
}

/** That a version is the one of its set that was activated last. */
function isInForce(db: Database) {
  const other = alias(ruleSets, 'other');
  const newest = db
    .select({ version: other.version })
    .from(other)
    .where(
      and(
        eq(other.accountId, ruleSets.accountId),
        eq(other.siteId, ruleSets.siteId),
        isNotNull(other.activatedAt),
      ),
    )
    .orderBy(desc(other.activatedAt), desc(other.version))
    .limit(1);
  return eq(ruleSets.version, newest);
}

/** A version of a set of rules, as it is kept. */
export interface StoredRuleSet {
  version: number;
  rules: Rule[];
  createdAt: number;
  by: string;
  activatedAt: number | null;
  isInForce: boolean;
}

/** The versions of a scope's own set, the newest first. */
export async function listRuleSets(
  scope: Scope,
  db: Database,
  limit: number,
): Promise<StoredRuleSet[]> {
  const { version, rules, createdAt, by, activatedAt } = ruleSets;
  const rows = await db
    .select({
      version,
      rules,
      createdAt,
      by,
      activatedAt,
      isInForce: sql`coalesce(${isInForce(db)}, 0)`.mapWith(Boolean),
    })
    .from(ruleSets)
    .where(ownSets(scope))
    .orderBy(desc(version))
    .limit(limit);
  return rows.map((row) => ({ ...row, rules: storedRules(row.rules) }));
}

/** The rules of a version; nothing where there is none. */
export async function rulesOfVersion(
  scope: Scope,
  db: Database,
  version: number,
): Promise<Rule[] | undefined> {
  const [row] = await db
    .select({ rules: ruleSets.rules })
    .from(ruleSets)
    .where(and(ownSets(scope), eq(ruleSets.version, version)))
    .limit(1);
  return row && storedRules(row.rules);
}

/** What a set is kept with. */
interface NewRuleSet {
  rules: readonly Rule[];
  createdAt: number;
  by: string;
}

/** A statement that keeps a set as a version of its scope's. */
function insertion(
  scope: Scope,
  db: Database,
  set: NewRuleSet,
  { version, activatedAt }: { version: SQL; activatedAt: number | null },
) {
  const { accountId, siteId = OF_ACCOUNT } = scope;
  const next = db
    .select({
      accountId: sql`${accountId}`.as('account_id'),
      siteId: sql`${siteId}`.as('site_id'),
      version: sql`${version}`.as('version'),
      rules: sql`${JSON.stringify(set.rules)}`.as('rules'),
      createdAt: sql`${set.createdAt}`.as('created_at'),
      by: sql`${set.by}`.as('by'),
      activatedAt: sql`${activatedAt}`.as('activated_at'),
    })
    .from(ruleSets)
    .where(ownSets(scope));
  return db.insert(ruleSets).select(next).returning({ version: ruleSets.version });
}

const nextVersion = sql`coalesce(max(${ruleSets.version}), 0) + 1`;
/** Null where a version was in force before, which it must not be: the whole batch is undone. */
const firstVersion = sql`case when max(${ruleSets.activatedAt}) is null then ${nextVersion} end`;

/** Keeps a set as a draft. Returns its version. */
export async function insertRuleSet(scope: Scope, db: Database, set: NewRuleSet): Promise<number> {
  const [kept] = await insertion(scope, db, set, { version: nextVersion, activatedAt: null });
  return kept?.version ?? 0;
}

/** Puts a version in force. Returns false where there is none. */
export async function activateRuleSet(
  scope: Scope,
  db: Database,
  version: number,
  now: number,
): Promise<boolean> {
  const activated = await db
    .update(ruleSets)
    .set({ activatedAt: now })
    .where(and(ownSets(scope), eq(ruleSets.version, version)))
    .returning({ version: ruleSets.version });
  return activated.length > 0;
}

/** The sets in force of all that a scope holds: of an account with those of its sites. */
export async function activeSets(scope: Scope, db: Database): Promise<ActiveSet[]> {
  const { accountId, siteId } = scope;
  const rows = await db
    .select({ siteId: ruleSets.siteId, version: ruleSets.version, rules: ruleSets.rules })
    .from(ruleSets)
    .where(
      and(
        eq(ruleSets.accountId, accountId),
        siteId === undefined ? undefined : eq(ruleSets.siteId, siteId),
        isInForce(db),
      ),
    );
  return rows.map((row) => ({ ...row, rules: storedRules(row.rules) }));
}

/** The sets by which the leads of a site are routed: its own, then that of the account. */
export async function setsFor(scope: Required<Scope>, db: Database): Promise<ActiveSet[]> {
  const { accountId, siteId } = scope;
  const rows = await db
    .select({ siteId: ruleSets.siteId, version: ruleSets.version, rules: ruleSets.rules })
    .from(ruleSets)
    .where(
      and(
        eq(ruleSets.accountId, accountId),
        inArray(ruleSets.siteId, [siteId, OF_ACCOUNT]),
        isInForce(db),
      ),
    )
    .orderBy(desc(ruleSets.siteId));
  return rows.map((row) => ({ ...row, rules: storedRules(row.rules) }));
}

/**
 * Adds an owner with a set in force that leads to him, for an account that has none yet.
 * @throws where another was faster
 */
export async function insertFirstRules(
  scope: Scope,
  db: Database,
  queue: { id: string; name: string },
  set: NewRuleSet,
): Promise<void> {
  const { accountId } = scope;
  await db.batch([
    insertion({ accountId }, db, set, { version: firstVersion, activatedAt: set.createdAt }),
    db.insert(owners).values({
      ...queue,
      accountId,
      kind: 'queue',
      calendar: {},
      createdAt: set.createdAt,
    }),
  ]);
}
