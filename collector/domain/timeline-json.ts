import type { HandoffEvent } from './handoff.ts';
import type { IsoTime } from './lead-json.ts';
import { completenessOf, type Manifest, manifestJson } from './manifest.ts';
import { inOrder, type State } from './timeline.ts';

/** An assignment as it is shown. */
export interface ShownAssignment {
  number: number;
  ownerId: string;
  ownerName: string;
  ownerKind: 'person' | 'queue';
  at: number;
  rule: string;
  why: string;
  priority: number;
  qualification: string;
  nextAction: string;
  dueAt: number | null;
  expectation: { minutes: number; calendar: string } | null;
  escalation: { afterMinutes: number; ownerId: string }[] | null;
}

const orNull = (at: number | null | undefined, iso: IsoTime) =>
  at === null || at === undefined ? null : iso(at);

function eventJson({ details, ...event }: HandoffEvent, why: string | undefined, iso: IsoTime) {
  const { until, ...more } = details;
  return {
    id: event.id,
    kind: event.kind,
    at: iso(event.at),
    heard_at: iso(event.heardAt),
    actor: event.actor,
    by: event.by,
    via: event.via,
    owner: event.ownerId,
    ...more,
    ...(until !== undefined && { until: iso(until) }),
    /** Why it cannot have happened where the lead stood; null where it can. */
    conflict: why ?? null,
  };
}

function assignmentJson(assignment: ShownAssignment, iso: IsoTime) {
  const { number, ownerId, ownerName, ownerKind, at, rule, why, priority } = assignment;
  return {
    number,
    owner: { id: ownerId, name: ownerName, kind: ownerKind },
    at: iso(at),
    rule,
    why,
    priority,
    qualification: assignment.qualification,
    next_action: assignment.nextAction,
    due_at: orNull(assignment.dueAt, iso),
    expectation: assignment.expectation,
    escalation: (assignment.escalation ?? []).map(({ afterMinutes, ownerId: to }) => ({
      after_minutes: afterMinutes,
      owner: to,
    })),
  };
}

/** What a lead's handoff is shown from. */
export interface Handoff {
  state: State;
  events: readonly HandoffEvent[];
  assignment: ShownAssignment | null;
  manifest: Manifest;
  /** What the stages mean, and by which version. */
  stages: { version: number; words: Readonly<Record<string, string>> };
  person: { id: string; leads: string[] } | null;
}

/** Where a lead stands, what it carries and what happened, as the API gives it. */
export function handoffJson(handoff: Handoff, iso: IsoTime) {
  const { state, events, assignment, manifest, stages, person } = handoff;
  const conflicts = new Map(state.conflicts.map(({ eventId, why }) => [eventId, why]));
  return {
    stage: state.stage,
    /** What that means to the teams of the account. */
    stage_means: stages.words[state.stage] ?? '',
    definitions: stages.version,
    open: state.isOpen,
    first_action_at: orNull(state.firstActionAt, iso),
    due_at: orNull(state.dueAt, iso),
    assignment: assignment && assignmentJson(assignment, iso),
    manifest: manifestJson(manifest, iso),
    completeness: completenessOf(manifest),
    person,
    events: inOrder(events).map((event) => eventJson(event, conflicts.get(event.id), iso)),
  };
}
