import { destinationsOf } from '../db/destinations.ts';
import { loadsOf, ownersFor } from '../db/owners.ts';
import { insertFirstRules, setsFor } from '../db/rule-sets.ts';
import type { Deps } from '../deps.ts';
import type { Label } from '../domain/label.ts';
import type { Owner } from '../domain/owner.ts';
import type { ActiveSet, Load } from '../domain/routing.ts';
import { EVERYTHING, INBOX } from '../domain/routing-names.ts';
import { ownersInPools, type Rule } from '../domain/rule-set.ts';
import type { Scope } from '../domain/scope.ts';

export type Routing = Pick<Deps, 'db' | 'keyring' | 'now' | 'newId' | 'log'>;

/** All that the leads of a site are routed by. */
export interface SiteRouting {
  scope: Required<Scope>;
  /** In the order in which they are asked. */
  sets: ActiveSet[];
  owners: Map<string, Owner>;
  /** Of the whole account. */
  loads: Map<string, Load>;
  /** Where leads of a label are told of, by their ids. */
  destinationsFor: (label: Label) => string[];
}

/** The rules of an account that has not made any. */
function firstRules(queueId: string): Rule[] {
  const then = { to: queueId, priority: 0, qualification: '', next_action: '', escalate: [] };
  return [{ name: EVERYTHING, when: {}, then }];
}

/** The sets of a site; where the account has none, everything goes to one queue from now on. */
async function setsOrFirst(scope: Required<Scope>, { db, now, newId }: Routing) {
  const isWhole = (sets: readonly ActiveSet[]) => sets.some(({ siteId }) => siteId === '');
  const found = await setsFor(scope, db);
  if (isWhole(found)) return found;
  const queue = { id: newId(), name: INBOX };
  const set = { rules: firstRules(queue.id), createdAt: now(), by: 'waybill' };
  try {
    await insertFirstRules(scope, db, queue, set);
  } catch (error) {
    // Another process was first: then its rules are there.
    const made = await setsFor(scope, db);
    if (isWhole(made)) return made;
    throw error;
  }
  return setsFor(scope, db);
}

type Loads = Map<string, Load>;

/** @param loads of the account, as far as they were read: what is counted since stays */
async function routingOf(
  scope: Required<Scope>,
  deps: Routing,
  loads: Loads,
): Promise<SiteRouting> {
  const { db } = deps;
  const sets = await setsOrFirst(scope, deps);
  const pools = ownersInPools(sets.flatMap(({ rules }) => rules));
  const [owners, found, destinations] = await Promise.all([
    ownersFor(scope, db),
    loadsOf({ accountId: scope.accountId }, db, pools),
    destinationsOf(scope, db, scope.siteId),
  ]);
  for (const [id, load] of found) if (!loads.has(id)) loads.set(id, load);
  return {
    scope,
    sets,
    owners: new Map(owners.map((owner) => [owner.id, owner])),
    loads,
    destinationsFor: (label) =>
      destinations
        .filter(({ acceptsTests }) => acceptsTests || label !== 'test')
        .map(({ id }) => id),
  };
}

/** What sites are routed by, each read once. */
export function siteRoutings(deps: Routing) {
  const bySite = new Map<string, Promise<SiteRouting>>();
  const loadsByAccount = new Map<string, Loads>();
  return function of(scope: Required<Scope>): Promise<SiteRouting> {
    const loads = loadsByAccount.get(scope.accountId) ?? new Map();
    loadsByAccount.set(scope.accountId, loads);
    const found = bySite.get(scope.siteId) ?? routingOf(scope, deps, loads);
    bySite.set(scope.siteId, found);
    return found;
  };
}
