import { leadOfRecord } from '../db/lead-records.ts';
import { leadOfPerson } from '../db/persons.ts';
import { listSites } from '../db/sites.ts';
import { stageDefinitionsOf } from '../db/stage-definitions.ts';
import {
  addEvents,
  type EventRow,
  eventsAmong,
  type FoundLead,
  leadRefById,
  refreshState,
} from '../db/timeline.ts';
import type { Deps } from '../deps.ts';
import type { Stage, Via } from '../domain/handoff.ts';
import type { Fault, NamedLead, OutcomeRequest, ToldEvent } from '../domain/outcome-request.ts';
import type { Scope } from '../domain/scope.ts';
import type { Conflict, State } from '../domain/timeline.ts';
import { deliverNews } from './deliver-news.ts';

type Recording = Pick<Deps, 'db' | 'keyring' | 'now' | 'newId'>;

/** An event to be recorded, or why it is none. */
export type Told = OutcomeRequest | Fault;

/** By which way events are heard, and by which key a request of them may come again. */
export interface Heard {
  via: Via;
  key?: string | undefined;
}

/** What became of an event: its place among those that were told, and where its lead stands now. */
export type Recorded = { index: number } & (
  | { status: 'recorded' | 'known'; lead: string; stage: Stage; conflicts: Conflict[] }
  | { status: 'refused'; message: string }
);

/** Clocks of others may be ahead by so much. */
const MAX_AHEAD_MS = 300_000;

/** An event whose lead was found. */
interface Placed {
  index: number;
  lead: FoundLead;
  row: EventRow;
}

class Recorder {
  private readonly scope: Scope;
  private readonly deps: Recording;
  private readonly heard: Heard;
  private sites: Promise<string[]> | undefined;

  constructor(scope: Scope, deps: Recording, heard: Heard) {
    this.scope = scope;
    this.deps = deps;
    this.heard = heard;
  }

  /** Whom an address or a number is of, on each site. */
  private async hashesOf(slot: 'email' | 'phone', value: string): Promise<string[]> {
    this.sites ??= listSites(this.scope, this.deps.db).then((sites) => sites.map(({ id }) => id));
    const siteIds = await this.sites;
    const hashes = siteIds.map((id) => this.deps.keyring.contactHash(id, slot, value));
    return (await Promise.all(hashes)).filter((hash) => hash !== null);
  }

  private async leadNamed(named: NamedLead, at: number): Promise<FoundLead | undefined> {
    const { scope } = this;
    const { db } = this.deps;
    switch (named.by) {
      case 'lead':
        return leadRefById(scope, db, named.id);
      case 'record':
        return leadOfRecord(scope, db, named, at);
      default: {
        const hashes = await this.hashesOf(named.by, named.value);
        return leadOfPerson(scope, db, named.by, hashes, at);
      }
    }
  }

  /**
   * What an event goes by: what its teller tells it by; where its time is told, all that it says; or
   * the request that it came with. The same heard twice has the same id, and nobody gives an event
   * the id of another.
   */
  private idOf(lead: FoundLead, event: ToldEvent, index: number): Promise<string> | string {
    const { kind, at, actor, by, id, details } = event;
    const { key } = this.heard;
    const known =
      id !== undefined
        ? ['id', id]
        : at !== undefined
          ? ['said', JSON.stringify([kind, at, actor, by, details])]
          : key !== undefined && ['key', key, `${index}`];
    if (!known) return this.deps.newId();
    return this.deps.keyring.hash(lead.siteId, 'event', JSON.stringify([lead.id, ...known]));
  }

  /** The row of an event, or why there is none. */
  async placed(told: Told, index: number, definitions: number): Promise<Placed | string> {
    if ('fault' in told) return told.fault;
    const { event } = told;
    const heardAt = this.deps.now();
    const at = event.at ?? heardAt;
    if (at > heardAt + MAX_AHEAD_MS) return 'at: is still to come';
    const lead = await this.leadNamed(told.lead, at);
    if (!lead) return 'no lead of this account is named so';
    const { kind, actor, by, details } = event;
    const row: EventRow = {
      siteId: lead.siteId,
      leadId: lead.id,
      id: await this.idOf(lead, event, index),
      ...{ kind, at, heardAt, actor, by, via: this.heard.via, ownerId: null },
      details: { ...details, ...(definitions && { definitions }) },
    };
    return { index, lead, row };
  }
}

const keyOf = ({ siteId, leadId, id }: EventRow) => `${siteId}/${leadId}/${id}`;

/** Adds events that are new, with what is to be told of them. */
async function store(
  scope: Scope,
  deps: Recording,
  placed: readonly Placed[],
): Promise<Set<string>> {
  const rows = placed.map(({ row }) => row);
  const known = await eventsAmong(scope, deps.db, rows);
  const added = new Map(
    placed.filter(({ row }) => !known.has(keyOf(row))).map((one) => [keyOf(one.row), one]),
  );
  if (!added.size) return new Set();
  const news = [...added.values()].map(({ lead, row: { kind } }) => ({ lead, kind }));
  const tell = await deliverNews(scope, deps, news);
  const fresh = [...added.values()].map(({ row }) => row);
  await addEvents(scope, deps.db, fresh, tell);
  return new Set(added.keys());
}

/**
 * Records what happened to leads, and derives anew where they stand. Each event is judged by itself:
 * one that names no lead harms no other.
 */
export async function recordEvents(
  scope: Scope,
  deps: Recording,
  told: readonly Told[],
  heard: Heard,
): Promise<Recorded[]> {
  const recorder = new Recorder(scope, deps, heard);
  const [definitions] = await stageDefinitionsOf(scope, deps.db);
  const placed: Placed[] = [];
  const refused = new Map<number, string>();
  for (const [index, one] of told.entries()) {
    const found = await recorder.placed(one, index, definitions?.version ?? 0);
    if (typeof found === 'string') refused.set(index, found);
    else placed.push(found);
  }
  const added = placed.length ? await store(scope, deps, placed) : new Set<string>();
  const states = new Map<string, State>();
  for (const { lead } of placed) {
    const key = `${lead.siteId}/${lead.id}`;
    if (!states.has(key)) states.set(key, await refreshState(scope, deps.db, lead));
  }
  const answers = new Map(placed.map((one) => [one.index, one]));
  return told.map((_, index): Recorded => {
    const one = answers.get(index);
    const state = one && states.get(`${one.lead.siteId}/${one.lead.id}`);
    if (!state) return { index, status: 'refused', message: refused.get(index) ?? '' };
    const key = keyOf(one.row);
    const status = added.delete(key) ? 'recorded' : 'known';
    const conflicts = state.conflicts.filter(({ eventId }) => eventId === one.row.id);
    return { index, status, lead: one.lead.id, stage: state.stage, conflicts };
  });
}
