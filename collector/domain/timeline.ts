import {
  HANDOFF_KINDS,
  type HandoffEvent,
  type HandoffKind,
  STAGES,
  type Stage,
} from './handoff.ts';

/** What of a lead's newest assignment its state is derived from. */
export interface Assigned {
  ownerId: string;
  at: number;
  dueAt: number | null;
}

/** An event that cannot have happened where the lead stood; it is kept, and changes nothing. */
export interface Conflict {
  eventId: string;
  why: string;
}

/** Where a lead stands, as far as its timeline tells by now. */
export interface State {
  stage: Stage;
  /** The event that brought it there; null where it was the assignment, or nothing yet. */
  event: HandoffEvent | null;
  ownerId: string | null;
  assignedAt: number | null;
  dueAt: number | null;
  /** When a person first did something about it, whoever owned it then. */
  firstActionAt: number | null;
  /** Whether a first human action is still expected. */
  isOpen: boolean;
  conflicts: Conflict[];
  /** How many events it was derived from, each once. */
  events: number;
}

const PASSED = STAGES.slice(0, 8);
/** Nothing is decided there. */
const UNDECIDED = STAGES.slice(0, 6);
const AWAITING: readonly Stage[] = ['received', 'routed', 'accepted'];

interface Move {
  to: Stage;
  from: readonly Stage[];
  /** From elsewhere it is no conflict: it says nothing of where the lead stands. */
  isQuiet?: true;
}

const CONTACT: Move = { to: 'contacted', from: [...PASSED, 'recycled'], isQuiet: true };
const ASSIGNMENT: Move = { to: 'routed', from: [...PASSED, 'rejected', 'recycled'] };

/** Which kinds move a lead, and from where: in the order of the stages, further on and never back. */
const MOVES: Partial<Record<HandoffKind, Move>> = {
  routed: ASSIGNMENT,
  reassigned: ASSIGNMENT,
  // Who rejected it, or put it off, may change his mind.
  accepted: { to: 'accepted', from: [...PASSED, 'rejected', 'recycled'] },
  rejected: {
    to: 'rejected',
    from: ['received', 'routed', 'accepted', 'contacted', 'rejected', 'recycled'],
  },
  recycled: { to: 'recycled', from: [...UNDECIDED, 'rejected', 'recycled', 'lost'] },
  action: CONTACT,
  booked: CONTACT,
  quoted: CONTACT,
  qualified: { to: 'qualified', from: [...PASSED, 'recycled'] },
  disqualified: {
    to: 'disqualified',
    from: [...UNDECIDED, 'rejected', 'recycled', 'disqualified'],
  },
  // What was lost is opened again before it is won.
  opportunity: { to: 'opportunity', from: [...PASSED, 'recycled', 'lost'] },
  won: { to: 'won', from: [...PASSED, 'recycled'] },
  lost: { to: 'lost', from: [...UNDECIDED, 'recycled', 'lost'] },
  retained: { to: 'retained', from: ['won', 'retained'] },
};

/** Whether a person did something about the lead, beyond changing where it stands. */
function isHumanAction({ kind, actor }: HandoffEvent): boolean {
  return actor === 'human' && MOVES[kind] === CONTACT;
}

function moveOf(event: HandoffEvent): Move | undefined {
  const move = MOVES[event.kind];
  // A letter that went out by itself is no contact.
  return move === CONTACT && !isHumanAction(event) ? undefined : move;
}

/** The place that one stage has behind another: the further one, where both are passed in order. */
function further(stage: Stage, to: Stage): Stage {
  const [here, there] = [PASSED.indexOf(stage), PASSED.indexOf(to)];
  return here >= 0 && there >= 0 && here > there ? stage : to;
}

/** The same text for the same event, whatever the order of what it says. */
function textOf({ details, ...event }: HandoffEvent): string {
  return JSON.stringify([Object.entries(event).sort(), Object.entries(details).sort()]);
}

/** Each event once, in the order in which they happened, whatever the order in which they came. */
export function inOrder(events: readonly HandoffEvent[]): HandoffEvent[] {
  const byId = new Map<string, HandoffEvent>();
  for (const event of events) {
    const there = byId.get(event.id);
    if (!there || textOf(event) < textOf(there)) byId.set(event.id, event);
  }
  return [...byId.values()].sort(
    (a, b) =>
      a.at - b.at ||
      HANDOFF_KINDS.indexOf(a.kind) - HANDOFF_KINDS.indexOf(b.kind) ||
      (a.id < b.id ? -1 : 1),
  );
}

/**
 * Where a lead stands, by what happened and not by when that was heard: the same events give the same
 * state in any order, and however often they came.
 */
export function stateOf(events: readonly HandoffEvent[], assignment: Assigned | null): State {
  const ordered = inOrder(events);
  const conflicts: Conflict[] = [];
  let stage: Stage = 'received';
  let by: HandoffEvent | null = ordered.find(({ kind }) => kind === 'received') ?? null;
  let awaits = true;
  let firstActionAt: number | null = null;
  let routed: HandoffEvent | undefined;
  for (const event of ordered) {
    if (isHumanAction(event)) {
      firstActionAt ??= event.at;
      awaits = false;
    }
    const move = moveOf(event);
    if (!move) continue;
    if (!move.from.includes(stage)) {
      if (!move.isQuiet) {
        conflicts.push({ eventId: event.id, why: `${event.kind} after ${stage}` });
      }
      continue;
    }
    if (move === ASSIGNMENT) {
      routed = event;
      // Whoever gets it anew is to act anew.
      awaits ||= !PASSED.includes(stage);
    }
    const next = further(stage, move.to);
    if (next !== stage) by = event;
    stage = next;
  }
  if (assignment && stage === 'received') {
    stage = 'routed';
    by = null;
  }
  return {
    stage,
    event: by,
    ownerId: assignment?.ownerId ?? routed?.ownerId ?? null,
    assignedAt: assignment?.at ?? routed?.at ?? null,
    dueAt: assignment?.dueAt ?? null,
    firstActionAt,
    isOpen: awaits && AWAITING.includes(stage),
    conflicts,
    events: ordered.length,
  };
}
