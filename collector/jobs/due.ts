import type { Assigned } from '../db/assignments.ts';
import {
  type LateLead,
  type LatePlace,
  type LateStep,
  lateLeads,
  takeLateStep,
} from '../db/late.ts';
import { refreshState } from '../db/timeline.ts';
import { addBusinessMinutes } from '../domain/business-time.ts';
import type { Owner } from '../domain/owner.ts';
import { isConstraint } from './causes.ts';
import { type Routing, type SiteRouting, siteRoutings } from './site-routing.ts';

const LEADS_PER_PAGE = 200;

/** The step that is next for a late lead, and whom it leads to; null where it only marks it. */
function nextStep({ assignment, steps }: LateLead) {
  const path = assignment.escalation ?? [];
  return { place: path[steps - 1] ?? null, rest: path.slice(steps) };
}

/** Whether the time of the next step has come, by the hours of whoever has the lead. */
function isTime(late: LateLead, owner: Owner | undefined, now: number): boolean {
  const { place } = nextStep(late);
  if (!place?.afterMinutes) return true;
  const wait = place.afterMinutes;
  // Whoever is not there any more has no hours.
  const calendar = owner?.calendar ?? { time_zone: 'UTC', hours: {}, holidays: [] };
  return addBusinessMinutes(calendar, late.dueAt, wait) <= now;
}

/** A lead that goes on to somebody else, with what is still expected. */
function handedOn(
  { assignment: before, label }: LateLead,
  next: { ownerId: string; rest: { afterMinutes: number; ownerId: string }[] },
  { destinationsFor }: SiteRouting,
  { now, newId }: { now: number; newId: () => string },
): Assigned {
  const { siteId, leadId, rule } = before;
  const number = before.number + 1;
  const { ownerId, rest } = next;
  const why = 'it was late with who had it before';
  return {
    // What was due stays so: it is as late with the next one.
    assignment: { ...before, number, ownerId, at: now, why, escalation: rest },
    event: {
      ...{ siteId, leadId, id: `assignment-${number}`, kind: 'reassigned', at: now, heardAt: now },
      ...{ actor: 'automation', by: rule, via: 'rule', ownerId },
      details: { assignment: number },
    },
    news: {
      ...{ siteId, leadId, destinationIds: destinationsFor(label), newId, now },
      what: 'lead.reassigned',
    },
  };
}

/** What is told to whoever runs the account; it names no person but owners. */
function noticeText({ assignment, dueAt }: LateLead, owner: Owner | undefined, next?: Owner) {
  const due = `${new Date(dueAt).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  const whose = owner?.name ?? 'an owner who was removed';
  const late = `Lead ${assignment.leadId} is late: ${whose} was to act until ${due}.`;
  return next ? `${late} It went on to ${next.name}.` : late;
}

function stepOf(late: LateLead, routing: SiteRouting, deps: Routing): LateStep | undefined {
  const { accountId, assignment, label, steps } = late;
  const { siteId, leadId, number, ownerId } = assignment;
  const { owners, destinationsFor } = routing;
  const owner = owners.get(ownerId);
  const now = deps.now();
  if (!isTime(late, owner, now)) return undefined;
  const { place, rest } = nextStep(late);
  const to = place && place.ownerId !== ownerId ? owners.get(place.ownerId) : undefined;
  const { newId } = deps;
  const news = { siteId, leadId, destinationIds: destinationsFor(label), newId, now };
  const taken = { siteId, leadId, at: now };
  return {
    steps: [
      { ...taken, assignment: number, step: steps },
      // It was marked with the one before.
      ...(to ? [{ ...taken, assignment: number + 1, step: 0 }] : []),
    ],
    notice: {
      ...{ id: newId(), accountId, siteId, at: now },
      kind: to ? 'lead.escalated' : 'lead.late',
      text: noticeText(late, owner, to),
    },
    news: { ...news, what: 'lead.late' },
    next: to ? handedOn(late, { ownerId: to.id, rest }, routing, { now, newId }) : null,
  };
}

/** Takes the next step of a lead that is late, if its time has come. Returns whether it did. */
async function follow(late: LateLead, routing: SiteRouting, deps: Routing): Promise<boolean> {
  const step = stepOf(late, routing, deps);
  if (!step) return false;
  try {
    await takeLateStep(deps.db, step);
  } catch (error) {
    // Another took it.
    if (isConstraint(error)) return false;
    throw error;
  }
  const { siteId, leadId: id } = late.assignment;
  if (step.next) await refreshState(routing.scope, deps.db, { siteId, id });
  return true;
}

/**
 * Marks leads on which nobody has acted in time, tells of them, and hands them on along the path that
 * their rule says. Two that run at once take each step once. Returns how many steps were taken.
 */
export async function markLate(deps: Routing): Promise<number> {
  const routingOf = siteRoutings(deps);
  const now = deps.now();
  let taken = 0;
  let after: LatePlace | undefined;
  for (;;) {
    const page = await lateLeads(deps.db, now, after, LEADS_PER_PAGE);
    for (const late of page) {
      const { accountId, assignment } = late;
      const routing = await routingOf({ accountId, siteId: assignment.siteId });
      if (await follow(late, routing, deps)) taken++;
    }
    const last = page.at(-1);
    if (!last || page.length < LEADS_PER_PAGE) return taken;
    after = { dueAt: last.dueAt, siteId: last.assignment.siteId, leadId: last.assignment.leadId };
  }
}
