import { and, asc, desc, eq, gt, gte, inArray, lt, or, type SQL, sql } from 'drizzle-orm';
import type { StoredContact } from '../domain/contact.ts';
import type { Label } from '../domain/label.ts';
import type { LeadFacts } from '../domain/routed-lead.ts';
import type { EarlierLead } from '../domain/routing.ts';
import { OPEN_STAGES } from '../domain/routing-names.ts';
import type { Scope } from '../domain/scope.ts';
import { among } from './among.ts';
import { newestOf } from './classifications.ts';
import type { Database } from './database.ts';
import {
  assignments,
  classifications,
  contacts,
  handoffEvents,
  leadPersons,
  leadStates,
  leads,
  sessions,
  sites,
} from './schema.ts';
import { within } from './within.ts';

/** As many leads of one person are looked at. */
const KIN = 100;

/** A lead as far as its routing goes by it. */
export interface RoutableLead extends LeadFacts {
  label: Label;
  personId: string | null;
  /** Sealed; the domain of its address may be asked for. */
  contact: StoredContact | null;
}

function select(db: Database) {
  const { siteId, id, receivedAt, label, page, form, intent, touches, path } = leads;
  const { channel, source, medium, campaign, touchAt } = classifications;
  return db
    .select({
      ...{ siteId, id, receivedAt, label, page, form, intent, touches, path },
      ...{ channel, source, medium, campaign, touchAt },
      client: sessions.client,
      personId: leadPersons.personId,
      contact: { key: contacts.key, sealed: contacts.sealed },
    })
    .from(leads)
    .innerJoin(sites, eq(sites.id, leads.siteId))
    .innerJoin(classifications, eq(sql`${classifications}.rowid`, newestOf(db, leads)))
    .leftJoin(sessions, and(eq(sessions.siteId, leads.siteId), eq(sessions.id, leads.sessionId)))
    .leftJoin(
      leadPersons,
      and(eq(leadPersons.siteId, leads.siteId), eq(leadPersons.leadId, leads.id)),
    )
    .leftJoin(contacts, and(eq(contacts.siteId, leads.siteId), eq(contacts.leadId, leads.id)));
}

/** Leads of a site that are to be routed. */
export async function routableLeads(
  scope: Required<Scope>,
  db: Database,
  ids: readonly string[],
): Promise<RoutableLead[]> {
  return select(db).where(and(within(scope), among(leads.id, ids)));
}

/** A lead of the same person, whoever follows it up. */
export interface KinLead extends Omit<EarlierLead, 'ownerId'> {
  ownerId: string | null;
  isOpen: boolean;
}

/** That an assignment is its lead's newest. */
function isNewest(): SQL {
  return sql`${assignments.number} = (select max(number) from assignments one
    where one.site_id = ${leads.siteId} and one.lead_id = ${leads.id})`;
}

/** The leads of a person that came before one of his, the newest first. */
export async function earlierLeads(
  scope: Required<Scope>,
  db: Database,
  lead: { id: string; receivedAt: number },
  personId: string,
): Promise<KinLead[]> {
  const { id, receivedAt, form } = leads;
  const rows = await db
    .select({
      ...{ id, receivedAt, form },
      stage: leadStates.stage,
      isUnanswered: leadStates.isOpen,
      ...{ ownerId: assignments.ownerId, dueAt: assignments.dueAt },
      expectation: assignments.expectation,
    })
    .from(leadPersons)
    .innerJoin(leads, and(eq(leads.siteId, leadPersons.siteId), eq(leads.id, leadPersons.leadId)))
    .innerJoin(sites, eq(sites.id, leads.siteId))
    .leftJoin(leadStates, and(eq(leadStates.siteId, leads.siteId), eq(leadStates.leadId, id)))
    .leftJoin(
      assignments,
      and(eq(assignments.siteId, leads.siteId), eq(assignments.leadId, id), isNewest()),
    )
    .where(
      and(
        within(scope),
        eq(leadPersons.personId, personId),
        inArray(leads.label, ['', 'test']),
        // Of two at one time the smaller id came before. With the plus the person's index is taken,
        // not that of arrival, by which all leads of the site would be read.
        sql`(+${receivedAt}, ${id}) < (${lead.receivedAt}, ${lead.id})`,
      ),
    )
    .orderBy(sql`+${receivedAt} desc`, desc(id))
    .limit(KIN);
  const openStages: readonly string[] = OPEN_STAGES;
  return rows.map(({ stage, isUnanswered, ...row }) => ({
    ...row,
    isOpen: stage !== null && openStages.includes(stage),
    isUnanswered: isUnanswered === true,
  }));
}

/** A lead of the past, with what was done with it. */
export interface PastLead extends RoutableLead {
  was: { ownerId: string; rule: string; why: string; dueAt: number | null } | null;
  /** When a person first acted, and when nobody had to any more; null while neither was. */
  actedAt: number | null;
  closedAt: number | null;
}

const ACTIONS = ['action', 'booked', 'quoted'] as const;
const ENDS = ['rejected', 'recycled', 'disqualified', 'won', 'lost'] as const;

/** When the first of some kinds of events befell a lead. */
function firstOf(kinds: readonly string[], actor?: 'human'): SQL<number | null> {
  const { siteId, leadId, kind, at } = handoffEvents;
  return sql<number | null>`(select min(${at}) from ${handoffEvents}
    where ${siteId} = ${leads.siteId} and ${leadId} = ${leads.id} and ${among(kind, kinds)}
      ${actor ? sql`and ${handoffEvents.actor} = ${actor}` : sql``})`;
}

/** Where a page of leads ended. */
interface Place {
  receivedAt: number;
  id: string;
}

/** Leads of a site in the order in which they came, with what was first done with each. */
export async function pastLeads(
  scope: Required<Scope>,
  db: Database,
  { from, to }: { from: number; to: number },
  after: Place | undefined,
  limit: number,
): Promise<PastLead[]> {
  const { receivedAt, id } = leads;
  const behind =
    after &&
    or(gt(receivedAt, after.receivedAt), and(eq(receivedAt, after.receivedAt), gt(id, after.id)));
  const ids = await db
    .select({ id })
    .from(leads)
    .where(
      and(
        eq(leads.siteId, scope.siteId),
        gte(receivedAt, after?.receivedAt ?? from),
        lt(receivedAt, to),
        behind,
        inArray(leads.label, ['', 'test']),
      ),
    )
    .orderBy(asc(receivedAt), asc(id))
    .limit(limit);
  const some = ids.map((row) => row.id);
  const [found, done] = await Promise.all([
    routableLeads(scope, db, some),
    historyOf(scope, db, some),
  ]);
  const byId = new Map(found.map((lead) => [lead.id, lead]));
  const doneById = new Map(done.map(({ leadId, ...history }) => [leadId, history]));
  return some.flatMap((leadId) => {
    const [lead, history] = [byId.get(leadId), doneById.get(leadId)];
    return lead && history ? [{ ...lead, ...history }] : [];
  });
}

/** What was done with some leads of a site. */
async function historyOf(scope: Required<Scope>, db: Database, ids: readonly string[]) {
  const { ownerId, rule, why, dueAt } = assignments;
  return db
    .select({
      leadId: leads.id,
      was: { ownerId, rule, why, dueAt },
      actedAt: sql<number | null>`${firstOf(ACTIONS, 'human')}`,
      closedAt: sql<number | null>`${firstOf(ENDS)}`,
    })
    .from(leads)
    .leftJoin(
      assignments,
      and(
        eq(assignments.siteId, leads.siteId),
        eq(assignments.leadId, leads.id),
        eq(assignments.number, 1),
      ),
    )
    .where(and(eq(leads.siteId, scope.siteId), among(leads.id, ids)));
}
