// biome-ignore-all lint/suspicious/noThenProperty: a word of the rules, and no function
import { asc, eq } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readNodeSettings } from '../../collector/config.ts';
import * as schema from '../../collector/db/schema.ts';
import { refreshState } from '../../collector/db/timeline.ts';
import type { HandoffEvent } from '../../collector/domain/handoff.ts';
import { markLate } from '../../collector/jobs/due.ts';
import { routeWaiting } from '../../collector/jobs/route.ts';
import { openHome } from '../../collector/node/home.ts';
import { addKey, SHOP, testHome, USER_AGENT } from '../support/home.ts';
import { type Sent, sendLead } from '../support/leads.ts';
import { lead, message, newId } from '../support/message.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** A Wednesday. */
const NOON = Date.parse('2026-11-18T12:00Z');
const OFFICE = {
  time_zone: 'UTC',
  hours: Object.fromEntries(
    ['mon', 'tue', 'wed', 'thu', 'fri'].map((day) => [day, [['09:00', '17:00']]]),
  ),
};

let home: Awaited<ReturnType<typeof testHome>>;
let admin: string;
let now: number;
beforeEach(async () => {
  home = await testHome();
  now = NOON;
  home.home.deps.now = () => now;
  admin = await addKey(home.home, home.local, 'admin');
});
afterEach(() => home.close());

// biome-ignore lint/suspicious/noExplicitAny: what the API answers is what is tested
type Answer = any;

async function api(route: string, body?: object): Promise<Answer> {
  const [method = '', path = ''] = route.split(' ');
  const answer = await home.request(path, {
    method,
    headers: {
      authorization: `Bearer ${admin}`,
      ...(body && { 'content-type': 'application/json' }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  return answer.json();
}

async function addOwner(name: string, more: object = {}): Promise<string> {
  return (await api('POST /v1/owners', { name, ...more })).id;
}

async function putRules(rules: object[], site?: string): Promise<void> {
  const { version, error } = await api('POST /v1/rules', { rules, site });
  if (error) throw new Error(error.message);
  await api(`POST /v1/rules/${version}/activate`, { site });
}

async function addDestination(id: string, acceptsTests = false): Promise<void> {
  const { accountId } = home.local.scope;
  const settings = { kind: 'webhook', name: id, settings: {}, secrets: '', createdAt: 0 };
  await home.home.db
    .insert(schema.destinations)
    .values({ id, accountId, acceptsTests, ...settings });
}

const send = (sent?: Sent) => sendLead(home, sent);
const route = () => routeWaiting(home.home.deps);

async function routed(sent?: Sent): Promise<string> {
  const id = await send(sent);
  await route();
  return id;
}

const { assignments, handoffEvents, leadStates, deliveries, escalations, notices } = schema;
const rowsOf = {
  assignments: (id: string) =>
    home.home.db
      .select()
      .from(assignments)
      .where(eq(assignments.leadId, id))
      .orderBy(asc(assignments.number)),
  events: async (id: string) => {
    const all = await home.home.db
      .select()
      .from(handoffEvents)
      .where(eq(handoffEvents.leadId, id))
      .orderBy(asc(handoffEvents.at), asc(handoffEvents.id));
    return all.filter(({ via }) => via === 'rule');
  },
  state: async (id: string) =>
    (await home.home.db.select().from(leadStates).where(eq(leadStates.leadId, id)))[0],
  told: async (id: string) => {
    const all = await home.home.db.select().from(deliveries).where(eq(deliveries.leadId, id));
    return all
      .sort((one, other) => one.number - other.number)
      .map(({ destinationId, what }) => `${destinationId} ${what}`);
  },
  jobs: () => home.home.db.select().from(schema.routeJobs),
};

async function ownerOf(id: string): Promise<string | undefined> {
  const owners: { id: string; name: string }[] = (await api('GET /v1/owners')).owners;
  const [assignment] = (await rowsOf.assignments(id)).slice(-1);
  return owners.find((owner) => owner.id === assignment?.ownerId)?.name;
}

/** Says that something happened to a lead. */
async function happens(id: string, kind: HandoffEvent['kind'], at = now): Promise<void> {
  const { scope, site } = home.local;
  await home.home.db.insert(handoffEvents).values({
    ...{ siteId: site.id, leadId: id, id: newId(), kind, at, heardAt: at },
    ...{ actor: 'human', by: '', via: 'api', ownerId: null, details: {} },
  });
  await refreshState(scope, home.home.db, { siteId: site.id, id });
}

describe('a lead', () => {
  it('goes to the Inbox where nobody made rules, without any set-up', async () => {
    const id = await routed();
    const [assignment] = await rowsOf.assignments(id);
    expect(assignment).toMatchObject({
      ...{ number: 1, at: NOON, rule: 'Everything', why: 'the rule names him', dueAt: null },
      ruleSet: { siteId: '', version: 1 },
    });
    expect(await ownerOf(id)).toBe('Inbox');
    expect(await rowsOf.events(id)).toEqual([
      {
        ...{ siteId: home.local.site.id, leadId: id, id: 'assignment-1', kind: 'routed' },
        ...{ at: NOON, heardAt: NOON, actor: 'automation', by: 'Everything', via: 'rule' },
        ...{ ownerId: assignment?.ownerId, details: { assignment: 1 } },
      },
    ]);
    expect(await rowsOf.state(id)).toMatchObject({
      ...{ stage: 'routed', ownerId: assignment?.ownerId, assignedAt: NOON, isOpen: true },
    });
    expect(await rowsOf.jobs()).toEqual([]);
    await routed();
    expect((await api('GET /v1/owners')).owners).toHaveLength(1);
    expect((await api('GET /v1/rules')).versions).toHaveLength(1);
  });

  it('goes where the rules lead, with what they expect', async () => {
    const ann = await addOwner('Ann', { calendar: OFFICE });
    const queue = await addOwner('Everyone', { kind: 'queue' });
    await addDestination('crm');
    await putRules([
      {
        name: 'Repairs from ads',
        when: { channel: 'Paid Search', option: { service: 'Repair' }, landing_page: '/' },
        then: {
          to: 'Ann',
          priority: 2,
          qualification: 'Has a boiler',
          next_action: 'Call',
          respond_within_minutes: 360,
          escalate: [{ after_minutes: 30, to: 'Everyone' }],
        },
      },
      { name: 'Rest', then: { to: 'Everyone' } },
    ]);
    const id = await routed();
    expect(await rowsOf.assignments(id)).toMatchObject([
      {
        ...{ ownerId: ann, rule: 'Repairs from ads', priority: 2, qualification: 'Has a boiler' },
        nextAction: 'Call',
        dueAt: Date.parse('2026-11-19T10:00Z'),
        expectation: { minutes: 360, calendar: 'Ann: Mon–Fri 09:00–17:00 (UTC)' },
        escalation: [{ afterMinutes: 30, ownerId: queue }],
      },
    ]);
    expect(await rowsOf.state(id)).toMatchObject({ dueAt: Date.parse('2026-11-19T10:00Z') });
    expect(await rowsOf.told(id)).toEqual(['crm lead.routed']);
    expect(await ownerOf(await routed({ event: { intent: { topic: 'Other' } } }))).toBe('Everyone');
  });

  it('goes round, over turns and by load', async () => {
    for (const name of ['Ann', 'Bob', 'Cy']) await addOwner(name);
    const pool = ['Ann', 'Bob', 'Cy'];
    await putRules([
      { name: 'Forms', when: { form: 'round' }, then: { to: { round_robin: pool } } },
      { name: 'Load', when: { form: 'load' }, then: { to: { least_loaded: pool } } },
      { name: 'Rest', then: { to: 'Cy' } },
    ]);
    const round = { event: { form: { id: 'round', name: '' } } };
    const load = { event: { form: { id: 'load', name: '' } } };
    const ids: string[] = [];
    // Some of them in one turn, some alone.
    for (const count of [1, 2, 3, 1]) {
      for (let i = 0; i < count; i++) ids.push(await send(round));
      await route();
    }
    const owners = await Promise.all(ids.map(ownerOf));
    const counts = pool.map((name) => owners.filter((one) => one === name).length);
    expect(counts.sort()).toEqual([2, 2, 3]);
    for (const id of ids.filter((_, i) => owners[i] === 'Bob')) await happens(id, 'disqualified');
    expect(await ownerOf(await routed(load))).toBe('Bob');
    expect(await ownerOf(await routed(load))).toBe('Bob');
    expect(await ownerOf(await routed(load))).not.toBe(undefined);
  });

  it('of a site goes by its own rules before the account’s', async () => {
    await addOwner('Ann', { site: home.siteKey });
    await addOwner('Bob');
    await putRules([{ name: 'All', then: { to: 'Bob' } }]);
    await putRules([{ name: 'Own', when: { form: 'own' }, then: { to: 'Ann' } }], home.siteKey);
    expect(await ownerOf(await routed({ event: { form: { id: 'own', name: '' } } }))).toBe('Ann');
    const id = await routed();
    expect(await ownerOf(id)).toBe('Bob');
    expect(await rowsOf.assignments(id)).toMatchObject([{ ruleSet: { siteId: '', version: 1 } }]);
  });

  it('is not routed where no person sent it', async () => {
    const bot = await send({ headers: { 'user-agent': 'Googlebot/2.1' } });
    const spam = await send({ event: { intent: { seconds: 1 } } });
    expect(await route()).toBe(0);
    expect(await rowsOf.assignments(bot)).toEqual([]);
    expect(await rowsOf.assignments(spam)).toEqual([]);
    expect(await rowsOf.jobs()).toEqual([]);
  });

  it('is routed once a person is heard to have sent what was taken for a machine’s', async () => {
    const event = lead();
    const body = JSON.stringify(message([event]));
    const from = (browser: string) =>
      home.request(`/v1/collect/${home.siteKey}`, {
        method: 'POST',
        headers: { 'content-type': 'text/plain', origin: SHOP, 'user-agent': browser },
        body,
      });
    await from('Googlebot/2.1');
    expect(await route()).toBe(0);
    await from(USER_AGENT);
    expect(await route()).toBe(1);
    await from(USER_AGENT);
    expect(await route()).toBe(0);
    expect(await rowsOf.assignments(event.id)).toHaveLength(1);
  });

  it('that is a test is routed, and told of only where tests are taken', async () => {
    await addDestination('crm');
    await addDestination('tests', true);
    const id = await routed({ event: { page: 'https://www.shop.example/?waybill=test' } });
    expect(await ownerOf(id)).toBe('Inbox');
    expect(await rowsOf.told(id)).toEqual(['tests lead.routed']);
  });

  it('that is not there any more ends its job', async () => {
    const id = await send();
    await home.home.db.delete(schema.leads).where(eq(schema.leads.id, id));
    expect(await route()).toBe(0);
    expect(await rowsOf.jobs()).toEqual([]);
  });

  it('waits longer and longer where nobody is there, and is routed once somebody is', async () => {
    const owner = await addOwner('Ann');
    await putRules([{ name: 'All', then: { to: 'Ann' } }]);
    const { owners } = schema;
    await home.home.db.update(owners).set({ removedAt: now }).where(eq(owners.id, owner));
    home.home.deps.log = () => {};
    const id = await send();
    const waits: number[] = [];
    for (let i = 0; i < 3; i++) {
      expect(await route()).toBe(0);
      const [job] = await rowsOf.jobs();
      waits.push((job?.at ?? 0) - now);
      now = job?.at ?? 0;
    }
    expect(waits).toEqual([10_000, 20_000, 40_000]);
    await home.home.db.update(owners).set({ removedAt: null }).where(eq(owners.id, owner));
    expect(await route()).toBe(1);
    expect(await ownerOf(id)).toBe('Ann');
  });

  it('stands where its timeline says, whether that is derived alone or with many', async () => {
    const ids = [await send(), await send(), await send()];
    await happens(ids[0] ?? '', 'qualified');
    await happens(ids[1] ?? '', 'retained');
    await route();
    const { scope, site } = home.local;
    const stages: unknown[] = [];
    for (const id of ids) {
      const state = await rowsOf.state(id);
      await refreshState(scope, home.home.db, { siteId: site.id, id });
      expect(await rowsOf.state(id)).toEqual(state);
      stages.push([state?.stage, state?.conflicts]);
    }
    expect(stages).toEqual([
      ['qualified', 0],
      ['routed', 1],
      ['routed', 0],
    ]);
  });

  it('that was made somebody’s, cut off before it was finished, is finished', async () => {
    const id = await routed();
    const row = { siteId: home.local.site.id, leadId: id };
    await home.home.db.insert(schema.routeJobs).values({ ...row, at: 0 });
    await home.home.db.delete(leadStates).where(eq(leadStates.leadId, id));
    const other = await send();
    expect(await route()).toBe(1);
    expect(await rowsOf.assignments(id)).toHaveLength(1);
    expect(await rowsOf.assignments(other)).toHaveLength(1);
    expect(await rowsOf.state(id)).toMatchObject({ stage: 'routed' });
    expect(await rowsOf.jobs()).toEqual([]);
  });
});

describe('a lead of a person who is known', () => {
  const person = { personId: 'ann' };
  beforeEach(async () => {
    for (const name of ['Ann', 'Bob', 'Vip']) await addOwner(name);
    const then = { to: { round_robin: ['Ann', 'Bob'] }, respond_within_minutes: 60 };
    await putRules([
      { name: 'Known', when: { known_person: true, form: 'vip' }, then: { to: 'Vip' } },
      { name: 'Round', when: { source: 'google' }, then },
      { name: 'Rest', then: { to: 'Ann' } },
    ]);
  });
  const form = (id: string) => ({ event: { form: { id, name: '' } } });

  it('stays with the owner of an open one, though it comes in the same turn', async () => {
    const first = await send(person);
    const second = await send({ ...person, ...form('other') });
    const stranger = await send();
    await route();
    expect(await ownerOf(first)).toBe('Ann');
    expect(await ownerOf(second)).toBe('Ann');
    expect(await ownerOf(stranger)).toBe('Bob');
    expect(await rowsOf.assignments(second)).toMatchObject([
      { why: 'he has an open lead of the same person' },
    ]);
  });

  it('that repeats one is attached to it, under its clock', async () => {
    const first = await routed(person);
    now += 20 * MINUTE_MS;
    const second = await routed(person);
    expect(await rowsOf.assignments(second)).toMatchObject([{ dueAt: NOON + HOUR_MS }]);
    expect(await rowsOf.events(second)).toMatchObject([
      { kind: 'routed', details: { assignment: 1, duplicateOf: first } },
    ]);
    await happens(first, 'action');
    const third = await routed({ ...person });
    // The second is still unanswered, as far as anybody said.
    expect(await rowsOf.events(third)).toMatchObject([{ details: { duplicateOf: second } }]);
  });

  it('goes by the rules once the other is closed, which know him', async () => {
    const first = await routed(person);
    await happens(first, 'lost');
    now += MINUTE_MS;
    expect(await ownerOf(await routed({ ...person, ...form('vip') }))).toBe('Vip');
    expect(await ownerOf(await routed({ personId: 'new', ...form('vip') }))).toBe('Bob');
  });
});

describe('rules that ask for a company', () => {
  it('find it in the address that a person wrote, and tell it to nobody', async () => {
    const { changeSetting } = await import('../../collector/node/setup.ts');
    await changeSetting(home.home, home.local, 'contact', {});
    for (const name of ['Ann', 'Bob']) await addOwner(name);
    const when = { company_domain: 'acme.example' };
    await putRules([
      { name: 'Key accounts', when, then: { to: 'Ann' } },
      { name: 'Rest', then: { to: 'Bob' } },
    ]);
    const of = (email: string) => ({ event: { contact: { email } } });
    const id = await routed(of('Zoe@Mail.Acme.example'));
    expect(await ownerOf(id)).toBe('Ann');
    expect(await ownerOf(await routed(of('zoe@other.example')))).toBe('Bob');
    const written = JSON.stringify([await rowsOf.assignments(id), await rowsOf.events(id)]);
    expect(written.toLowerCase()).not.toContain('acme');
  });
});

describe('two that route at once', () => {
  it.each([1, 2, 3])('make one assignment of each lead: %s', async () => {
    await addDestination('crm');
    const ids: string[] = [];
    for (let i = 0; i < 20; i++) ids.push(await send(i % 4 ? {} : { personId: 'zoe' }));
    const other = await openHome(readNodeSettings({ WAYBILL_DATA: home.folder }));
    try {
      const runs = [home.home.deps, other.deps].flatMap((deps) => [deps, { ...deps }]);
      const counts = await Promise.all(
        runs.map(async (deps) => {
          await new Promise((passed) => setTimeout(passed, Math.random() * 20));
          return routeWaiting({ ...deps, log: () => {}, now: () => now });
        }),
      );
      // What was in another's way was put off.
      now += HOUR_MS;
      const rest = await route();
      expect(counts.reduce((sum, count) => sum + count, rest)).toBe(ids.length);
    } finally {
      await other.close();
    }
    for (const id of ids) {
      expect(await rowsOf.assignments(id)).toHaveLength(1);
      expect(await rowsOf.events(id)).toHaveLength(1);
      expect(await rowsOf.told(id)).toEqual(['crm lead.routed']);
      expect(await rowsOf.state(id)).toMatchObject({ stage: 'routed' });
    }
    expect(await rowsOf.jobs()).toEqual([]);
    expect((await api('GET /v1/owners')).owners).toHaveLength(1);
    expect((await api('GET /v1/rules')).versions).toHaveLength(1);
  });
});

describe('a lead on which nobody acts', () => {
  let id: string;
  beforeEach(async () => {
    await addOwner('Ann', { calendar: OFFICE });
    await addOwner('Bob');
    await addOwner('Boss', { kind: 'queue' });
    await addDestination('crm');
    const escalate = [
      { after_minutes: 240, to: 'Bob' },
      { after_minutes: 300, to: 'Boss' },
    ];
    await putRules([{ name: 'All', then: { to: 'Ann', respond_within_minutes: 120, escalate } }]);
    id = await routed();
  });
  const late = () => markLate(home.home.deps);
  const due = NOON + 2 * HOUR_MS;

  it('is late from its due time on, once', async () => {
    now = due - 1;
    expect(await late()).toBe(0);
    now = due;
    expect(await late()).toBe(1);
    expect(await late()).toBe(0);
    expect(await home.home.db.select().from(escalations)).toMatchObject([
      { leadId: id, assignment: 1, step: 0, at: due },
    ]);
    expect(await home.home.db.select().from(notices)).toMatchObject([
      {
        kind: 'lead.late',
        siteId: home.local.site.id,
        text: `Lead ${id} is late: Ann was to act until 2026-11-18 14:00 UTC.`,
        seenAt: null,
      },
    ]);
    expect(await rowsOf.told(id)).toEqual(['crm lead.routed', 'crm lead.late']);
  });

  it('goes on along its path, by the hours of who has it, as late as it was', async () => {
    now = due;
    await late();
    // Three hours are left of the day: the fourth is the next morning's.
    now = Date.parse('2026-11-19T09:59Z');
    expect(await late()).toBe(0);
    now = Date.parse('2026-11-19T10:00Z');
    expect(await late()).toBe(1);
    expect(await ownerOf(id)).toBe('Bob');
    expect(await rowsOf.assignments(id)).toMatchObject([
      { number: 1 },
      { number: 2, at: now, rule: 'All', why: 'it was late with who had it before', dueAt: due },
    ]);
    expect(await rowsOf.events(id)).toMatchObject([
      { kind: 'routed' },
      { id: 'assignment-2', kind: 'reassigned', details: { assignment: 2 } },
    ]);
    expect(await rowsOf.state(id)).toMatchObject({ dueAt: due, assignedAt: now, isOpen: true });
    // With him every minute counts.
    expect(await late()).toBe(1);
    expect(await ownerOf(id)).toBe('Boss');
    expect(await late()).toBe(0);
    now += 100 * HOUR_MS;
    expect(await late()).toBe(0);
    expect(await rowsOf.told(id)).toEqual([
      'crm lead.routed',
      'crm lead.late',
      'crm lead.reassigned',
      'crm lead.reassigned',
    ]);
    const told = await home.home.db.select().from(notices);
    expect(told.map(({ kind }) => kind).sort()).toEqual([
      'lead.escalated',
      'lead.escalated',
      'lead.late',
    ]);
    expect(told.map(({ text }) => text)).toContainEqual(
      expect.stringMatching(/It went on to Boss\.$/),
    );
  });

  it('is late no more once somebody acts', async () => {
    now = due;
    await late();
    await happens(id, 'action');
    now += 100 * HOUR_MS;
    expect(await late()).toBe(0);
    expect(await ownerOf(id)).toBe('Ann');
  });

  it('was never late where somebody acted in time', async () => {
    await happens(id, 'rejected');
    now = due + HOUR_MS;
    expect(await late()).toBe(0);
  });

  it('goes each step once, however many look after it', async () => {
    const other = await openHome(readNodeSettings({ WAYBILL_DATA: home.folder }));
    now = due + 100 * HOUR_MS;
    try {
      for (let i = 0; i < 4; i++) {
        const runs = [home.home.deps, { ...other.deps, now: () => now }];
        await Promise.allSettled(runs.map((deps) => markLate(deps)));
      }
    } finally {
      await other.close();
    }
    expect(await rowsOf.assignments(id)).toHaveLength(3);
    expect(await home.home.db.select().from(notices)).toHaveLength(3);
    expect(await rowsOf.told(id)).toHaveLength(4);
  });

  it('stays where it is when whom its path names is gone, and it is told', async () => {
    now = due;
    await late();
    const { owners } = schema;
    await home.home.db.update(owners).set({ removedAt: now }).where(eq(owners.name, 'Bob'));
    now = Date.parse('2026-11-19T10:00Z');
    expect(await late()).toBe(1);
    expect(await ownerOf(id)).toBe('Ann');
    expect(await rowsOf.told(id)).toEqual(['crm lead.routed', 'crm lead.late', 'crm lead.late']);
    now = Date.parse('2026-11-19T11:00Z');
    expect(await late()).toBe(1);
    expect(await ownerOf(id)).toBe('Boss');
  });

  it('is followed though many are late before it', async () => {
    const { assignments: table, leads } = schema;
    const [row] = await rowsOf.assignments(id);
    const [stored] = await home.home.db.select().from(leads).where(eq(leads.id, id));
    const [state] = await home.home.db.select().from(leadStates);
    if (!row || !stored || !state) throw new Error('There is no lead.');
    for (let i = 0; i < 450; i++) {
      const leadId = newId();
      await home.home.db.batch([
        home.home.db.insert(leads).values({ ...stored, id: leadId }),
        home.home.db.insert(table).values({ ...row, leadId }),
        home.home.db.insert(leadStates).values({ ...state, leadId, dueAt: due + i }),
      ]);
    }
    now = due + HOUR_MS;
    expect(await late()).toBe(451);
    expect(await late()).toBe(0);
  });
});
