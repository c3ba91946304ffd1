import { listOwners, ownersFor } from '../db/owners.ts';
import { type PastLead, pastLeads } from '../db/routed-leads.ts';
import { rulesOfVersion, setsFor } from '../db/rule-sets.ts';
import { listSites } from '../db/sites.ts';
import type { Deps } from '../deps.ts';
import { DAY_MS } from '../domain/duration.ts';
import { Failure } from '../domain/failure.ts';
import type { Owner } from '../domain/owner.ts';
import { ReplayCount, ReplayPast, type ReplayTold } from '../domain/replay.ts';
import { routedLead } from '../domain/routed-lead.ts';
import { type ActiveSet, decide } from '../domain/routing.ts';
import type { Rule } from '../domain/rule-set.ts';
import type { Scope } from '../domain/scope.ts';
import { companyDomainOf } from './route.ts';
import { checkedRules } from './rules.ts';

const LEADS_PER_PAGE = 500;
const DAYS = 90;

type Reading = Pick<Deps, 'db' | 'keyring' | 'now'>;

/** Which rules are tried, on which leads. */
interface Asked {
  rules?: readonly unknown[] | undefined;
  version?: number | undefined;
  /** Of the last 90 days, where nothing is said. */
  from?: number | undefined;
  to?: number | undefined;
  limit: number;
}

async function rulesAsked(
  caller: Scope,
  scope: Scope,
  db: Deps['db'],
  { rules, version = 0 }: Asked,
): Promise<Rule[]> {
  if (rules) return checkedRules(caller, scope, db, rules);
  const kept = await rulesOfVersion(scope, db, version);
  if (!kept) throw new Failure('not_found', 'There is no such version of these rules.');
  return kept;
}

/** The sets of a site, with the rules that are tried in the place of those that they would replace. */
function setsWith(inForce: readonly ActiveSet[], siteId: string, rules: readonly Rule[]) {
  const tried = { siteId, version: 0, rules };
  const others = inForce.filter((set) => set.siteId !== siteId);
  return siteId === '' ? [...others, tried] : [tried, ...others];
}

/** The leads of a site of a time, in their order, page by page. */
async function* pagesOf(
  site: Required<Scope>,
  db: Deps['db'],
  span: { from: number; to: number },
): AsyncGenerator<PastLead[]> {
  let after: PastLead | undefined;
  for (;;) {
    const page = await pastLeads(site, db, span, after, LEADS_PER_PAGE);
    yield page;
    if (page.length < LEADS_PER_PAGE) return;
    after = page.at(-1);
  }
}

/** One site, and what its leads would have been decided by. */
interface Tried {
  sets: ActiveSet[];
  owners: Map<string, Owner>;
}

/** Decides on one lead as if it came now, and remembers that for those behind it. */
async function replayLead(
  deps: Reading,
  { sets, owners }: Tried,
  past: ReplayPast,
  lead: PastLead,
) {
  const { id, receivedAt: at, form, personId, actedAt, closedAt } = lead;
  const isKnown = past.isKnown(personId);
  const companyDomain = await companyDomainOf(deps, { sets }, lead);
  const decision = decide({
    lead: routedLead(lead, { isKnown, companyDomain }),
    ...{ at, sets, owners },
    loadOf: (ownerId) => past.loadOf(ownerId, at),
    earlier: past.openOf(personId, at),
  });
  if (decision) {
    const { ownerId, dueAt, expectation } = decision;
    const then = { ownerId, dueAt, expectation };
    past.add({ id, receivedAt: at, form, actedAt, closedAt, ...then }, personId);
  }
  return decision ?? null;
}

/** What rules would have done with past leads, beside what was done. Nothing is changed. */
export async function replayRules(
  caller: Scope,
  scope: Scope,
  deps: Reading,
  asked: Asked,
): Promise<ReplayTold> {
  const { db } = deps;
  const rules = await rulesAsked(caller, scope, db, asked);
  const to = asked.to ?? deps.now() + 1;
  const span = { from: asked.from ?? to - DAYS * DAY_MS, to };
  const count = new ReplayCount();
  let left = asked.limit;
  for (const { id: siteId, accountId } of await listSites(scope, db)) {
    if (!left) break;
    const past = new ReplayPast();
    const site = { accountId, siteId };
    const sets = setsWith(await setsFor(site, db), scope.siteId ?? '', rules);
    const owners = new Map((await ownersFor(site, db)).map((owner) => [owner.id, owner]));
    for await (const page of pagesOf(site, db, span)) {
      for (const lead of page.slice(0, left)) {
        count.add(lead.id, lead.was, await replayLead(deps, { sets, owners }, past, lead));
      }
      left -= Math.min(left, page.length);
      if (!left) break;
    }
  }
  const names = new Map((await listOwners(caller, db)).map(({ id, name }) => [id, name]));
  return count.told((id) => names.get(id) ?? null);
}
