import { describe, expect, it } from 'vitest';
import { classificationOf } from '../../../collector/domain/classification.ts';
import type { HandoffEvent } from '../../../collector/domain/handoff.ts';
import {
  completenessOf,
  completenessOfAll,
  isSpecific,
  MANIFEST_ITEMS,
  type ManifestItem,
  manifestOf,
} from '../../../collector/domain/manifest.ts';
import { stateOf } from '../../../collector/domain/timeline.ts';
import type { Batch } from '../../../shared/wire.ts';
import { AT, lead, message, touch } from '../../support/message.ts';

const ASSIGNMENT = {
  ...{ ownerName: 'Ann', at: AT + 1, rule: 'Repairs', why: 'rule Repairs', ownerId: 'ann' },
  ...{ expectation: { minutes: 30, calendar: "Ann's hours" }, dueAt: AT + 2 },
};

function event(kind: HandoffEvent['kind'], changes: Partial<HandoffEvent> = {}): HandoffEvent {
  return {
    ...{ id: kind, kind, at: AT + 9, heardAt: AT + 10, actor: 'human', by: '', via: 'link' },
    ...{ ownerId: null, details: {}, ...changes },
  };
}

interface Case {
  touch?: object;
  lead?: object;
  assignment?: typeof ASSIGNMENT | null;
  events?: HandoffEvent[];
  storage?: 'full' | 'none';
  script?: string;
}

function manifest(of: Case = {}) {
  // Tags and click ids are the touch's alone.
  const seen = touch({ landing_page: 'https://www.shop.example/', ...of.touch });
  const told = lead({
    touches: { first: seen, last: seen, last_non_direct: seen, session: seen },
    ...of.lead,
  });
  const { consent } = message([]) as Batch;
  consent.storage.level = of.storage ?? 'full';
  const assignment = of.assignment === undefined ? ASSIGNMENT : of.assignment;
  return manifestOf({
    lead: { ...told, consent, occurredAt: told.at, script: of.script ?? '0.1.0' },
    classification: classificationOf({ siteId: 's', ...told }, AT),
    assignment,
    state: stateOf(of.events ?? [], assignment),
  });
}

const DIRECT = { tags: {}, click_ids: {}, referrer: '' };
const NO_INTENT = { intent: {}, form: { id: '', name: 'Contact' } };

describe('the manifest of a lead', () => {
  it('has the nine items in their order', () => {
    expect(manifest().map(({ name }) => name)).toEqual([...MANIFEST_ITEMS]);
  });

  it('has all nine where nothing was lost', () => {
    const whole = manifest({
      touch: {
        tags: { utm_source: 'news', utm_medium: 'email', utm_campaign: 'May' },
        click_ids: {},
      },
      lead: { intent: { topic: 'Repair', lead_type: 'quote_request' } },
      events: [event('accepted'), event('won', { details: { value: 900, currency: 'EUR' } })],
    });
    expect(completenessOf(whole)).toEqual({ present: 9, of: 9, missing: [] });
    for (const { origin, at, missing } of whole) {
      expect([origin === null, at === null, missing]).toEqual([false, false, null]);
    }
  });

  it.each<[ManifestItem, Case, string, string]>([
    ['source', {}, 'google / cpc', 'rule'],
    [
      'context',
      { touch: { tags: { utm_source: 'a', utm_medium: 'b', utm_campaign: 'May' } } },
      'May · /',
      'page',
    ],
    ['intent', {}, 'Repair · service: Repair', 'page'],
    ['intent', { lead: { intent: { call_to_action: 'Get a quote' } } }, 'Get a quote', 'page'],
    ['lead_type', { lead: { intent: { lead_type: 'quote_request' } } }, 'quote_request', 'page'],
    ['owner', {}, 'Ann', 'rule'],
    ['owner', { assignment: { ...ASSIGNMENT, rule: '' } }, 'Ann', 'person'],
    ['expectation', {}, "30 minutes, Ann's hours", 'rule'],
    ['status', { events: [event('accepted')] }, 'accepted', 'person'],
    ['status', { events: [event('qualified', { via: 'crm' })] }, 'qualified', 'crm'],
    [
      'outcome',
      { events: [event('lost', { details: { reason: 'too_expensive' } })] },
      'lost: too expensive',
      'person',
    ],
    [
      'feedback',
      { touch: { click_ids: {} }, events: [event('won')] },
      'in reports; no click was bought',
      'rule',
    ],
  ])('%s is there: %j', (name, of, value, origin) => {
    expect(manifest(of).find((item) => item.name === name)).toMatchObject({
      ...{ value, origin, missing: null },
    });
  });

  it.each<[ManifestItem, Case, string]>([
    ['source', { touch: DIRECT }, 'no tags and no referrer'],
    ['source', { touch: DIRECT, storage: 'none' }, 'consent denied'],
    [
      'source',
      { touch: DIRECT, script: 'api', lead: { path: [] } },
      'came over the API without a page',
    ],
    [
      'source',
      { touch: { ...DIRECT, tags: { utm_source: 'Website', utm_medium: 'web' } } },
      'a generic value: website',
    ],
    ['source', { touch: { ...DIRECT, tags: { utm_source: 'google' } } }, 'google without a medium'],
    ['context', { touch: { landing_page: '' }, lead: { page: '' } }, 'no campaign and no page'],
    ['intent', { lead: NO_INTENT }, 'the form names no topic and offers no choice'],
    ['lead_type', {}, 'no word of the page, form or button tells it'],
    ['owner', { assignment: null }, 'not routed yet'],
    [
      'owner',
      { assignment: { ...ASSIGNMENT, ownerName: '', why: 'nobody works' } },
      'nobody works',
    ],
    ['expectation', { assignment: null }, 'not routed yet'],
    [
      'expectation',
      { assignment: { ...ASSIGNMENT, expectation: null as never } },
      'the rule sets no time',
    ],
    ['status', {}, 'nobody has answered yet'],
    ['outcome', { events: [event('accepted')] }, 'still open: accepted'],
    ['feedback', {}, 'no outcome yet'],
    [
      'feedback',
      { events: [event('won')] },
      'nobody told the platform that sold the click (gclid)',
    ],
  ])('%s is missing: %j', (name, of, missing) => {
    expect(manifest(of).find((item) => item.name === name)).toMatchObject({
      ...{ value: null, origin: null, at: null, missing },
    });
  });

  it.each(['website', ' Internet ', 'WEB', '(not set)', 'unknown', '', 'Contact form'])(
    'takes %j for no value',
    (text) => expect(isSpecific(text)).toBe(false),
  );

  it('of many says how much is there, and what lacks most', () => {
    const all = [manifest(), manifest({ assignment: null })];
    expect(completenessOfAll(all)).toMatchObject({ leads: 2, least: 3, mean: 4 });
    expect(completenessOfAll(all).missing[0]).toEqual({ name: 'lead_type', leads: 2 });
    expect(completenessOfAll([])).toEqual({ leads: 0, least: null, mean: null, missing: [] });
  });
});
