import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  HANDOFF_KINDS,
  type HandoffEvent,
  type HandoffKind,
} from '../../../collector/domain/handoff.ts';
import { inOrder, stateOf } from '../../../collector/domain/timeline.ts';

const MINUTE = 60_000;

/** An event so many minutes after the lead came. */
function event(kind: HandoffKind, minutes: number, changes: Partial<HandoffEvent> = {}) {
  const at = minutes * MINUTE;
  const told: HandoffEvent = {
    ...{ id: `${kind} ${minutes}`, kind, at, heardAt: at, by: '', via: 'api', ownerId: null },
    actor: 'human',
    details: {},
    ...changes,
  };
  return told;
}

const routed = (minutes: number, ownerId = 'ann') =>
  event('routed', minutes, { ownerId, actor: 'automation', via: 'rule' });

/** `kind minute`, a letter behind it: `a` where no person did it. */
function timeline(text: string): HandoffEvent[] {
  return text.split(', ').map((line) => {
    const [kind = '', minutes = '', by] = line.split(' ');
    if (kind === 'routed') return routed(Number(minutes));
    const actor = by === 'a' ? 'automation' : 'human';
    return event(kind as HandoffKind, Number(minutes), { actor });
  });
}

describe('where a lead stands', () => {
  it.each([
    ['received 0', 'received', true, []],
    ['received 0, routed 1', 'routed', true, []],
    ['received 0, routed 1, accepted 2', 'accepted', true, []],
    ['received 0, routed 1, action 2', 'contacted', false, []],
    ['received 0, routed 1, action 2, accepted 3', 'contacted', false, []],
    ['received 0, routed 1, action 2 a', 'routed', true, []],
    ['received 0, routed 1, booked 2 a', 'routed', true, []],
    ['received 0, routed 1, booked 2', 'contacted', false, []],
    ['received 0, routed 1, replied 2, no_show 3, info_requested 4', 'routed', true, []],
    ['received 0, marketing_qualified 1, routed 2', 'routed', true, []],
    ['received 0, routed 1, accepted 2, qualified 3', 'qualified', false, []],
    ['received 0, routed 1, won 3', 'won', false, []],
    ['received 0, routed 1, won 3, retained 9', 'retained', false, []],
    ['received 0, routed 1, won 3, action 4', 'won', false, []],
    ['received 0, routed 1, won 3, qualified 4', 'won', false, []],
    ['received 0, routed 1, rejected 2', 'rejected', false, []],
    ['received 0, routed 1, rejected 2, accepted 3', 'accepted', true, []],
    ['received 0, routed 1, rejected 2, reassigned 3', 'routed', true, []],
    ['received 0, routed 1, action 2, rejected 3, reassigned 4', 'routed', true, []],
    ['received 0, routed 1, action 2, reassigned 4', 'contacted', false, []],
    ['received 0, routed 1, rejected 2, action 3', 'rejected', false, []],
    ['received 0, routed 1, recycled 2', 'recycled', false, []],
    ['received 0, routed 1, recycled 2, action 9', 'contacted', false, []],
    ['received 0, routed 1, lost 2, recycled 3', 'recycled', false, []],
    ['received 0, routed 1, lost 2, opportunity 3, won 4', 'won', false, []],
    ['received 0, routed 1, rejected 2, disqualified 3', 'disqualified', false, []],
    ['received 0, routed 1, rejected 2, won 3', 'rejected', false, ['won after rejected']],
    [
      'received 0, routed 1, rejected 2, qualified 3',
      'rejected',
      false,
      ['qualified after rejected'],
    ],
    ['received 0, routed 1, lost 2, won 3', 'lost', false, ['won after lost']],
    ['received 0, routed 1, won 2, lost 3', 'won', false, ['lost after won']],
    ['received 0, routed 1, won 2, rejected 3', 'won', false, ['rejected after won']],
    [
      'received 0, routed 1, qualified 2, rejected 3',
      'qualified',
      false,
      ['rejected after qualified'],
    ],
    ['received 0, routed 1, retained 2', 'routed', true, ['retained after routed']],
    [
      'received 0, routed 1, disqualified 2, accepted 3',
      'disqualified',
      false,
      ['accepted after disqualified'],
    ],
    ['received 0, disqualified 2, routed 3', 'disqualified', false, ['routed after disqualified']],
  ])('%s: %s', (text, stage, isOpen, conflicts) => {
    const state = stateOf(timeline(text), null);
    expect({ stage: state.stage, isOpen: state.isOpen }).toEqual({ stage, isOpen });
    expect(state.conflicts.map(({ why }) => why)).toEqual(conflicts);
  });

  it('is whose it was assigned to last, with the due time of that', () => {
    const assigned = { ownerId: 'bea', at: 5 * MINUTE, dueAt: 35 * MINUTE };
    expect(stateOf(timeline('received 0, routed 1'), assigned)).toMatchObject({
      ...{ stage: 'routed', ownerId: 'bea', assignedAt: 5 * MINUTE, dueAt: 35 * MINUTE },
    });
    // Its event may be heard later.
    expect(stateOf(timeline('received 0'), assigned)).toMatchObject({
      ...{ stage: 'routed', ownerId: 'bea' },
    });
    expect(stateOf(timeline('received 0, routed 1'), null)).toMatchObject({ ownerId: 'ann' });
  });

  it('takes the first human action, whoever tells of another later', () => {
    const { firstActionAt } = stateOf(timeline('action 1 a, action 7, action 3, accepted 2'), null);
    expect(firstActionAt).toBe(3 * MINUTE);
  });
});

const anyEvent = fc
  .record({
    kind: fc.constantFrom(...HANDOFF_KINDS),
    at: fc.nat({ max: 6 }),
    heardAt: fc.nat({ max: 99 }),
    id: fc.constantFrom(...'abcdefgh'),
    actor: fc.constantFrom('human' as const, 'automation' as const),
    ownerId: fc.constantFrom(null, 'ann', 'bea'),
    value: fc.option(fc.nat({ max: 3 }), { nil: undefined }),
  })
  .map(
    ({ value, ...told }): HandoffEvent => ({
      ...told,
      ...{ by: '', via: 'api', details: value === undefined ? {} : { value } },
    }),
  );

/** The same events in another order, some of them again, and some of those late. */
const twoWays = fc.array(anyEvent, { maxLength: 12 }).chain((events) =>
  fc.tuple(
    fc.constant(events),
    fc
      .shuffledSubarray(events, { minLength: events.length })
      .chain((shuffled) =>
        fc
          .tuple(fc.shuffledSubarray(shuffled), fc.boolean())
          .map(([again, isFirst]) => (isFirst ? [...again, ...shuffled] : [...shuffled, ...again])),
      ),
  ),
);

describe('any order of a timeline, however often it came', () => {
  it('gives the same state', () => {
    fc.assert(
      fc.property(twoWays, fc.boolean(), ([events, again], isAssigned) => {
        const assigned = isAssigned ? { ownerId: 'cy', at: 1, dueAt: 2 } : null;
        expect(stateOf(again, assigned)).toEqual(stateOf(events, assigned));
        expect(inOrder(again)).toEqual(inOrder(events));
      }),
      { numRuns: 2_000 },
    );
  });

  it('keeps every event, in what led there or as a conflict', () => {
    fc.assert(
      fc.property(twoWays, ([events]) => {
        const state = stateOf(events, null);
        const ids = new Set(events.map(({ id }) => id));
        expect(state.events).toBe(ids.size);
        for (const { eventId } of state.conflicts) expect(ids).toContain(eventId);
        expect(new Set(state.conflicts.map(({ eventId }) => eventId)).size).toBe(
          state.conflicts.length,
        );
      }),
    );
  });
});
