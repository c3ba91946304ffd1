import { listOwners, removeOwner } from '../db/owners.ts';
import { activateRuleSet, activeSets, insertRuleSet, rulesOfVersion } from '../db/rule-sets.ts';
import { listSites } from '../db/sites.ts';
import type { Deps } from '../deps.ts';
import { Failure } from '../domain/failure.ts';
import { ownersIn, type Rule, rulesFrom } from '../domain/rule-set.ts';
import type { Scope } from '../domain/scope.ts';

/*
 * Rules and owners hang together: what a rule names is there, for the API and the command line.
 */

type Shell = Pick<Deps, 'db' | 'now'>;

/** Whom the rules of a scope may name: of the whole account's only whom no single site has. */
async function nameable(caller: Scope, db: Deps['db'], siteId: string | undefined) {
  const [owners, sites] = await Promise.all([listOwners(caller, db), listSites(caller, db)]);
  const key = sites.find(({ id }) => id === siteId)?.key ?? null;
  return owners.filter(({ site }) => site === null || site === key);
}

/**
 * Rules as they may be kept for a scope, with owners by their ids.
 * @param caller who sees the owners; of his scope, `scope` is all or one site
 * @throws {Failure} naming what is wrong
 */
export async function checkedRules(
  caller: Scope,
  scope: Scope,
  db: Deps['db'],
  inputs: readonly unknown[],
): Promise<Rule[]> {
  const owners = await nameable(caller, db, scope.siteId);
  return rulesFrom(inputs, owners, scope.siteId === undefined);
}

/** Keeps rules as a draft. Returns its version. */
export async function draftRules(
  caller: Scope,
  scope: Scope,
  { db, now }: Shell,
  { inputs, by }: { inputs: readonly unknown[]; by: string },
): Promise<number> {
  const rules = await checkedRules(caller, scope, db, inputs);
  return insertRuleSet(scope, db, { rules, createdAt: now(), by });
}

/**
 * Puts a version in force, if whom it names is there still.
 * @throws {Failure} where there is no such version, or something is wrong with it by now
 */
export async function activateRules(
  caller: Scope,
  scope: Scope,
  { db, now }: Shell,
  version: number,
): Promise<void> {
  const rules = await rulesOfVersion(scope, db, version);
  if (!rules) throw new Failure('not_found', 'There is no such version of these rules.');
  await checkedRules(caller, scope, db, rules);
  await activateRuleSet(scope, db, version, now());
}

/**
 * Takes an owner from those whom leads may be routed to.
 * @throws {Failure} where there is none, or rules in force name him
 */
export async function endOwner(scope: Scope, { db, now }: Shell, id: string): Promise<void> {
  const sets = await activeSets(scope, db);
  const naming = sets.flatMap(({ rules }) => rules.filter((rule) => ownersIn([rule]).includes(id)));
  if (naming.length) {
    const names = naming.map(({ name }) => `"${name}"`).join(', ');
    throw new Failure('in_use', `Rules in force name this owner: ${names}. Change them first.`);
  }
  if (!(await removeOwner(scope, db, id, now()))) {
    throw new Failure('not_found', 'No owner of this account has this id.');
  }
}
