import { type Assigned, assign } from '../db/assignments.ts';
import { refreshStates } from '../db/lead-states.ts';
import { dropRouteJobs, dueRouteJobs, postponeRouteJob, type RouteJob } from '../db/route-jobs.ts';
import {
  earlierLeads,
  type KinLead,
  type RoutableLead,
  routableLeads,
} from '../db/routed-leads.ts';
import { domainOf, routedLead } from '../domain/routed-lead.ts';
import type { EarlierLead, Load } from '../domain/routing.ts';
import { type Decision, decide } from '../domain/routing.ts';
import type { Scope } from '../domain/scope.ts';
import { firstCause, isConstraint } from './causes.ts';
import { type Routing, type SiteRouting, siteRoutings } from './site-routing.ts';

/** As many leads are made somebody's at once. */
const LEADS_PER_TURN = 100;
const FIRST_PAUSE_MS = 10_000;
const LONGEST_PAUSE_MS = 3_600_000;

/** A lead that was decided on, and the job that asked for it. */
interface Decided {
  job: RouteJob;
  lead: RoutableLead;
  assigned: Assigned;
}

/** The domain of the address that a person wrote, where a rule asks for it. */
export async function companyDomainOf(
  { keyring }: Pick<Routing, 'keyring'>,
  { sets }: Pick<SiteRouting, 'sets'>,
  { contact }: Pick<RoutableLead, 'contact'>,
): Promise<string> {
  const isAsked = sets.some(({ rules }) => rules.some(({ when }) => when.company_domain));
  if (!isAsked || !contact) return '';
  // What was sealed with another secret cannot be read any more.
  const opened = await keyring.openContact(contact).catch(() => undefined);
  return domainOf(opened?.email);
}

/** Those of a person's leads that are somebody's to follow up. */
function stillOpen(kin: readonly KinLead[]): EarlierLead[] {
  return kin.flatMap(({ isOpen, ownerId, ...one }) =>
    isOpen && ownerId !== null ? [{ ...one, ownerId }] : [],
  );
}

const NO_LOAD: Load = { open: 0, lastTurn: 0 };

/** Counts a lead among those that its owner has, for the next ones of the turn. */
function countLoad(loads: Map<string, Load>, ownerId: string): void {
  const { open } = loads.get(ownerId) ?? NO_LOAD;
  const turns = [...loads.values()].map(({ lastTurn }) => lastTurn);
  loads.set(ownerId, { open: open + 1, lastTurn: Math.max(0, ...turns) + 1 });
}

/** The load of those who have none yet, too. */
function loadIn(loads: ReadonlyMap<string, Load>) {
  return (ownerId: string) => loads.get(ownerId) ?? NO_LOAD;
}

function assignedBy(
  decision: Decision,
  { siteId, id: leadId, label }: RoutableLead,
  { destinationsFor }: SiteRouting,
  { now, newId }: { now: number; newId: () => string },
): Assigned {
  const { duplicateOf, ...assignment } = decision;
  const { ownerId, rule } = decision;
  return {
    assignment: { siteId, leadId, number: 1, at: now, ...assignment },
    event: {
      ...{ siteId, leadId, id: 'assignment-1', kind: 'routed', at: now, heardAt: now },
      ...{ actor: 'automation', by: rule, via: 'rule', ownerId },
      details: { assignment: 1, ...(duplicateOf !== null && { duplicateOf }) },
    },
    news: {
      siteId,
      leadId,
      destinationIds: destinationsFor(label),
      what: 'lead.routed',
      newId,
      now,
    },
  };
}

/** Jobs by their sites, in their order. */
function bySite(jobs: readonly RouteJob[]): [Required<Scope>, RouteJob[]][] {
  const siteIds = [...new Set(jobs.map(({ siteId }) => siteId))];
  return siteIds.map((siteId) => {
    const own = jobs.filter((job) => job.siteId === siteId);
    return [{ accountId: own[0]?.accountId ?? '', siteId }, own];
  });
}

/** One turn of the job: some leads, decided one after the other and written together. */
class Turn {
  routed = 0;
  private readonly deps: Routing;
  private readonly routingOf: ReturnType<typeof siteRoutings>;
  private pending: Decided[] = [];

  constructor(deps: Routing) {
    this.deps = deps;
    this.routingOf = siteRoutings(deps);
  }

  async route(jobs: readonly RouteJob[]): Promise<void> {
    for (const [scope, own] of bySite(jobs)) await this.routeSite(scope, own);
    await this.flush();
  }

  private async routeSite(scope: Required<Scope>, jobs: readonly RouteJob[]): Promise<void> {
    const ids = jobs.map(({ leadId }) => leadId);
    const leads = new Map(
      (await routableLeads(scope, this.deps.db, ids)).map((lead) => [lead.id, lead]),
    );
    const gone: RouteJob[] = [];
    for (const job of jobs) {
      const lead = leads.get(job.leadId);
      if (!lead || lead.label === 'bot' || lead.label === 'spam') gone.push(job);
      else await this.decideOn(scope, job, lead);
    }
    await this.drop(gone);
  }

  private async decideOn(scope: Required<Scope>, job: RouteJob, lead: RoutableLead): Promise<void> {
    // Of two leads of one person the second goes by what became of the first.
    if (this.pending.some((one) => one.lead.personId && one.lead.personId === lead.personId)) {
      await this.flush();
    }
    try {
      const routing = await this.routingOf(scope);
      const decision = await this.decisionFor(routing, lead);
      if (!decision) throw new Error('No rule leads to an owner who is there.');
      countLoad(routing.loads, decision.ownerId);
      const { now, newId } = this.deps;
      const assigned = assignedBy(decision, lead, routing, { now: now(), newId });
      this.pending.push({ job, lead, assigned });
    } catch (error) {
      await this.postpone(job, error);
    }
  }

  private async decisionFor(
    routing: SiteRouting,
    lead: RoutableLead,
  ): Promise<Decision | undefined> {
    const { deps } = this;
    const { scope, sets, owners, loads } = routing;
    const kin = lead.personId ? await earlierLeads(scope, deps.db, lead, lead.personId) : [];
    const companyDomain = await companyDomainOf(deps, routing, lead);
    return decide({
      lead: routedLead(lead, { isKnown: kin.length > 0, companyDomain }),
      at: deps.now(),
      sets,
      owners,
      loadOf: loadIn(loads),
      earlier: stillOpen(kin),
    });
  }

  /** Writes what was decided: all at once, or, where that fails, one by one. */
  private async flush(): Promise<void> {
    const all = this.pending;
    this.pending = [];
    try {
      await this.write(all);
    } catch {
      for (const one of all) {
        try {
          await this.write([one]);
        } catch (error) {
          if (isConstraint(error)) await this.finish([one]);
          else await this.postpone(one.job, error);
        }
      }
    }
  }

  private async write(decided: readonly Decided[]): Promise<void> {
    await assign(
      this.deps.db,
      decided.map(({ assigned }) => assigned),
    );
    this.routed += decided.length;
    await this.finish(decided);
  }

  /** The job is there until the state is, which says when a lead is late: cut off, it comes again. */
  private async finish(decided: readonly Decided[]): Promise<void> {
    for (const [scope, jobs] of bySite(decided.map(({ job }) => job))) {
      const ids = jobs.map(({ leadId }) => leadId);
      await refreshStates(scope, this.deps.db, ids);
    }
    await this.drop(decided.map(({ job }) => job));
  }

  private async drop(jobs: readonly RouteJob[]): Promise<void> {
    if (!jobs.length) return;
    const leads = jobs.map(({ siteId, leadId: id }) => ({ siteId, id }));
    await dropRouteJobs(this.deps.db, leads);
  }

  private async postpone(job: RouteJob, error: unknown): Promise<void> {
    const { db, now, log } = this.deps;
    const pause = Math.min(FIRST_PAUSE_MS * 2 ** job.attempts, LONGEST_PAUSE_MS);
    log('warn', 'routing_failed', { attempts: job.attempts + 1, why: firstCause(error) });
    await postponeRouteJob(db, job, now() + pause);
  }
}

/**
 * Routes the leads that wait for it. Two that run at once make one assignment of each lead. Returns
 * how many leads this one routed.
 */
export async function routeWaiting(deps: Routing): Promise<number> {
  let routed = 0;
  for (;;) {
    const jobs = await dueRouteJobs(deps.db, deps.now(), LEADS_PER_TURN);
    if (!jobs.length) return routed;
    const turn = new Turn(deps);
    await turn.route(jobs);
    routed += turn.routed;
  }
}
