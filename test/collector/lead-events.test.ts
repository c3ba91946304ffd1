import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { linkRecords } from '../../collector/db/lead-records.ts';
import { personNow } from '../../collector/db/persons.ts';
import * as schema from '../../collector/db/schema.ts';
import { changeSetting } from '../../collector/node/setup.ts';
import type { LeadEvent } from '../../shared/wire.ts';
import { addKey, SHOP, testHome } from '../support/home.ts';
import { AT, lead, message, newId, touch } from '../support/message.ts';

let home: Awaited<ReturnType<typeof testHome>>;
let key: string;
beforeAll(async () => {
  home = await testHome();
  await changeSetting(home.home, home.local, 'contact', {});
  key = await addKey(home.home, home.local, 'write');
});
afterAll(() => home.close());

const iso = (ms: number) => new Date(ms).toISOString();

async function send(event: LeadEvent): Promise<LeadEvent> {
  const answer = await home.request(`/v1/collect/${home.siteKey}`, {
    method: 'POST',
    headers: { 'content-type': 'text/plain', origin: SHOP },
    body: JSON.stringify(message([event])),
  });
  expect(answer.status).toBe(202);
  return event;
}

type Headers = Record<string, string>;

async function post(path: string, body: object, headers: Headers = {}) {
  const answer = await home.request(path, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${key}`,
      ...headers,
    },
    body: JSON.stringify(body),
  });
  return { status: answer.status, body: await answer.json() };
}

async function handoff(id: string) {
  const answer = await home.request(`/v1/leads/${id}/events`, {
    headers: { authorization: `Bearer ${home.apiKey}` },
  });
  expect(answer.status).toBe(200);
  return answer.json();
}

const kinds = async (id: string): Promise<string[]> =>
  (await handoff(id)).events.map(({ kind }: { kind: string }) => kind);

async function stateOf(id: string) {
  const { leadStates } = schema;
  const [state] = await home.home.db.select().from(leadStates).where(eq(leadStates.leadId, id));
  return state;
}

describe('a lead that came', () => {
  it('begins its timeline, waits to be routed, and says what it lacks', async () => {
    const { id } = await send(lead());
    const { routeJobs } = schema;
    const jobs = await home.home.db.select().from(routeJobs).where(eq(routeJobs.leadId, id));
    expect(jobs).toMatchObject([{ siteId: home.local.site.id, attempts: 0 }]);
    const told = await handoff(id);
    expect(told).toMatchObject({
      ...{ stage: 'received', open: true, assignment: null, person: null, definitions: 0 },
      stage_means: expect.stringContaining('nobody owns it'),
      events: [{ kind: 'received', actor: 'automation', via: 'page', conflict: null }],
    });
    expect(told.manifest).toHaveLength(9);
    expect(told.completeness.missing).toEqual([
      ...['lead_type', 'owner', 'expectation', 'status', 'outcome', 'feedback'],
    ]);
    expect(await stateOf(id)).toMatchObject({ stage: 'received', isOpen: true, events: 1 });
  });

  it('begins once, however often it is told', async () => {
    const event = lead();
    const told = message([event]);
    for (let i = 0; i < 3; i++) {
      await home.request(`/v1/collect/${home.siteKey}`, {
        method: 'POST',
        headers: { 'content-type': 'text/plain', origin: SHOP },
        body: JSON.stringify(told),
      });
    }
    expect(await kinds(event.id)).toEqual(['received']);
  });
});

describe('an event of a lead', () => {
  it('is told, and changes where the lead stands', async () => {
    const { id } = await send(lead());
    const path = `/v1/leads/${id}/events`;
    const first = await post(path, { kind: 'accepted', by: 'Ann' });
    expect(first).toMatchObject({
      status: 201,
      body: { status: 'recorded', lead: id, stage: 'accepted', conflicts: [] },
    });
    await post(path, { kind: 'action', channel: 'call', direction: 'out' });
    await post(path, { kind: 'won', value: 1200.5, currency: 'eur' });
    const { stage, open, first_action_at, events, manifest } = await handoff(id);
    expect({ stage, open }).toEqual({ stage: 'won', open: false });
    expect(first_action_at).toBe(events[2].at);
    expect(events[1]).toMatchObject({ by: 'Ann', actor: 'human', via: 'api' });
    expect(events[3]).toMatchObject({ kind: 'won', value: 1200.5, currency: 'EUR' });
    expect(manifest[7]).toMatchObject({ name: 'outcome', value: 'won: 1200.5 EUR', origin: 'crm' });
    expect(await stateOf(id)).toMatchObject({ stage: 'won', isOpen: false, events: 4 });
  });

  it('that cannot have happened is kept, as a conflict', async () => {
    const { id } = await send(lead());
    const path = `/v1/leads/${id}/events`;
    await post(path, { kind: 'rejected', reason: 'out_of_area' });
    const { body } = await post(path, { kind: 'won' });
    expect(body).toMatchObject({
      stage: 'rejected',
      conflicts: [{ why: 'won after rejected' }],
    });
    expect((await handoff(id)).events[2]).toMatchObject({ conflict: 'won after rejected' });
    expect(await stateOf(id)).toMatchObject({ stage: 'rejected', conflicts: 1 });
  });

  it.each([
    [{ kind: 'rejected' }, 'reason: is missing: rejected needs it'],
    [{ kind: 'rejected', reason: 'ugly' }, 'reason: is one of poor_fit, wrong_role'],
    [{ kind: 'rejected', reason: 'other' }, 'text: is missing'],
    [{ kind: 'recycled' }, 'until: is missing'],
    [{ kind: 'disqualified' }, 'reason: is missing'],
    [{ kind: 'lost' }, 'reason: is missing'],
    [{ kind: 'action' }, 'channel: is missing'],
    [{ kind: 'action', channel: 'pigeon' }, 'channel: '],
    [{ kind: 'accepted', value: 3, currency: 'EUR' }, 'value: does not belong to accepted'],
    [{ kind: 'won', value: 3 }, 'currency: goes with value'],
    [{ kind: 'won', value: 3, currency: 'euro' }, 'currency: is three letters'],
    [{ kind: 'won', at: 'yesterday' }, 'at: is a time as'],
    [{ kind: 'won', at: '2099-01-01' }, 'at: is still to come'],
    [{ kind: 'routed' }, 'kind: '],
    [{ kind: 'received' }, 'kind: '],
    [{ kind: 'won', colour: 'red' }, 'colour'],
    [{ events: [] }, 'events: '],
    [[], 'Invalid input'],
  ])('%j is refused: %s', async (body, message) => {
    const { id } = await send(lead());
    const answer = await post(`/v1/leads/${id}/events`, body);
    expect(answer).toMatchObject({ status: 400, body: { error: { reason: 'bad_request' } } });
    expect(answer.body.error.message).toContain(message);
    expect(await kinds(id)).toEqual(['received']);
  });

  it('is one, whoever tells it twice', async () => {
    const { id } = await send(lead());
    const path = `/v1/leads/${id}/events`;
    const at = iso(AT + 70_000);
    const tries: [object, Headers][] = [
      [{ kind: 'accepted', at }, {}],
      [{ kind: 'action', channel: 'call', id: 'crm-17' }, {}],
      [{ kind: 'qualified' }, { 'idempotency-key': `q-${id}` }],
    ];
    for (const [body, headers] of tries) {
      expect((await post(path, body, headers)).body).toMatchObject({ status: 'recorded' });
    }
    expect((await post(path, { kind: 'accepted', at })).body).toMatchObject({ status: 'known' });
    const again = { kind: 'action', channel: 'mail', id: 'crm-17' };
    expect((await post(path, again)).body).toMatchObject({ status: 'known' });
    // As it was answered at first.
    const key = { 'idempotency-key': `q-${id}` };
    expect(await post(path, { kind: 'qualified' }, key)).toMatchObject({
      ...{ status: 201, body: { status: 'recorded' } },
    });
    expect(await kinds(id)).toHaveLength(4);
    const other = await post(path, { kind: 'won' }, key);
    expect(other).toMatchObject({ status: 409, body: { error: { reason: 'key_reused' } } });
  });

  it('cannot take the place of one of the collector, or of another lead', async () => {
    const [one, two] = [await send(lead()), await send(lead())];
    for (const { id } of [one, two]) {
      const { body } = await post(`/v1/leads/${id}/events`, { kind: 'accepted', id: 'received' });
      expect(body.status).toBe('recorded');
      expect(await kinds(id)).toEqual(['received', 'accepted']);
    }
  });

  it('of many harms no other', async () => {
    const { id } = await send(lead());
    const { status, body } = await post(`/v1/leads/${id}/events`, {
      events: [{ kind: 'accepted' }, { kind: 'rejected' }, 7, { kind: 'qualified' }],
    });
    expect(status).toBe(200);
    expect(body.results.map((one: { status: string }) => one.status)).toEqual([
      ...['recorded', 'refused', 'refused', 'recorded'],
    ]);
    expect((await handoff(id)).stage).toBe('qualified');
  });

  it('that came late counts from when it happened', async () => {
    const { id } = await send(lead());
    const path = `/v1/leads/${id}/events`;
    await post(path, { kind: 'rejected', reason: 'poor_fit', at: iso(AT + 300_000) });
    await post(path, { kind: 'qualified', at: iso(AT + 200_000) });
    const { stage, events } = await handoff(id);
    expect(stage).toBe('qualified');
    expect(events.map(({ conflict }: { conflict: string | null }) => conflict)).toContain(
      'rejected after qualified',
    );
  });
});

describe('events of leads that they name', () => {
  const person = () => ({ email: `${newId()}@b.example`, phone: `+43 1 ${Date.now()}` });

  it('find the lead of a person: the newest before it happened', async () => {
    const contact = person();
    const [first, second] = [
      await send(lead({ contact, at: AT })),
      await send(lead({ contact, at: AT + 200_000 })),
    ];
    const { body } = await post('/v1/events', {
      events: [
        { email: contact.email.toUpperCase(), kind: 'accepted', at: iso(AT + 100_000) },
        { phone: contact.phone, kind: 'accepted' },
        { email: contact.email, kind: 'info_requested', at: iso(AT - 9) },
        { email: 'nobody@b.example', kind: 'accepted' },
      ],
    });
    expect(body.results).toMatchObject([
      ...[{ lead: first.id }, { lead: second.id }, { lead: first.id }],
      { status: 'refused', message: 'no lead of this account is named so' },
    ]);
  });

  it('find the lead of a record: the one linked when it happened', async () => {
    const [first, second] = [await send(lead()), await send(lead())];
    const { scope, site } = home.local;
    const record = { siteId: site.id, destinationId: 'crm', recordId: '0031' };
    await linkRecords(scope, home.home.db, [
      { ...record, leadId: first.id, linkedAt: AT },
      { ...record, leadId: second.id, linkedAt: AT + 100_000 },
    ]);
    const told = (at: number) => ({
      ...{ record: { destination: 'crm', id: '0031' }, kind: 'accepted', at: iso(at) },
    });
    const { body } = await post('/v1/events', {
      events: [told(AT + 50_000), told(AT + 150_000), told(AT - 50_000)],
    });
    expect(body.results).toMatchObject([
      ...[{ lead: first.id }, { lead: second.id }, { lead: first.id }],
    ]);
  });

  it.each([
    [{ kind: 'accepted' }, 'name the lead by one of'],
    [{ lead: newId(), email: 'a@b.example', kind: 'accepted' }, 'name the lead by one of'],
    [{ lead: 'x', kind: 'accepted' }, 'lead: is the id of a lead'],
    [{ lead: newId(), kind: 'accepted' }, 'no lead of this account'],
  ])('refuse %j', async (event, message) => {
    const { status, body } = await post('/v1/events', { events: [event] });
    expect(status).toBe(200);
    expect(body.results[0].message).toContain(message);
  });

  it('are told on to destinations once, each in its place', async () => {
    const { id } = await send(lead());
    const spam = await send(lead({ intent: { seconds: 0 } }));
    const { db } = home.home;
    await db.insert(schema.destinations).values({
      ...{ id: 'hook', accountId: home.local.scope.accountId, kind: 'webhook', name: 'Hook' },
      ...{ settings: {}, secrets: '', createdAt: AT },
    });
    const at = iso(AT + 70_000);
    const told = [
      { lead: id, kind: 'accepted', at },
      { lead: id, kind: 'action', channel: 'call', at },
      { lead: id, kind: 'won', at },
      { lead: spam.id, kind: 'accepted', at },
    ];
    for (let i = 0; i < 2; i++) await post('/v1/events', { events: told });
    const { deliveries } = schema;
    const rows = await db.select().from(deliveries).orderBy(deliveries.number);
    expect(rows).toMatchObject([
      { leadId: id, what: 'accepted', number: 1, state: 'waiting', destinationId: 'hook' },
      { leadId: id, what: 'won', number: 2, state: 'waiting' },
    ]);
  });
});

describe('what the stages mean', () => {
  it('is said by the account, in versions, and stands with the lead', async () => {
    const admin = { authorization: `Bearer ${await addKey(home.home, home.local, 'admin')}` };
    const put = (stages: object) =>
      home.request('/v1/stages', {
        method: 'PUT',
        headers: { 'content-type': 'application/json', ...admin },
        body: JSON.stringify({ stages, by: 'Ann' }),
      });
    expect((await put({ won: 'Signed' })).status).toBe(200);
    const { version, stages, versions } = await (await put({ won: 'Paid' })).json();
    expect({ version, won: stages.won }).toEqual({ version: 2, won: 'Paid' });
    expect(stages.lost).toBe('It was not sold.');
    expect(versions).toMatchObject([{ version: 2, by: 'Ann' }, { stages: { won: 'Signed' } }]);
    const { id } = await send(lead());
    await post(`/v1/leads/${id}/events`, { kind: 'won' });
    const told = await handoff(id);
    expect(told).toMatchObject({ stage: 'won', stage_means: 'Paid', definitions: 2 });
    expect(told.events[1]).toMatchObject({ definitions: 2 });
    expect((await put({ sold: 'x' })).status).toBe(400);
  });
});

describe('how much leads carry', () => {
  it.each([
    ['form', 'Rare form'],
    ['source', 'rare / email'],
    ['site', undefined],
    ['destination', 'Hook'],
  ])('is counted by %s', async (by, name) => {
    const at = AT + 60_000;
    const from = touch({ tags: { utm_source: 'rare', utm_medium: 'email' }, click_ids: {} });
    const seen = { ...from, landing_page: 'https://www.shop.example/' };
    const { id } = await send(
      lead({
        ...{ at, form: { id: '', name: 'Rare form' } },
        touches: { first: seen, last: seen, last_non_direct: seen, session: seen },
      }),
    );
    await post(`/v1/leads/${id}/events`, { kind: 'accepted' });
    const { deliveries } = schema;
    await home.home.db
      .update(deliveries)
      .set({ state: 'delivered' })
      .where(eq(deliveries.leadId, id));
    const answer = await home.request(`/v1/completeness?by=${by}`, {
      headers: { authorization: `Bearer ${home.apiKey}` },
    });
    const { all, groups } = await answer.json();
    const group = groups.find((one: { name: string }) => one.name === (name ?? home.siteKey));
    // Source, context, intent and status; no owner, and no outcome yet.
    expect(group).toMatchObject(name ? { least: 4 } : all);
    expect(all.leads).toBeGreaterThanOrEqual(group.leads);
    expect(all.missing[0].leads).toBeGreaterThan(0);
  });

  it('is counted by nothing else', async () => {
    const answer = await home.request('/v1/completeness?by=moon', {
      headers: { authorization: `Bearer ${home.apiKey}` },
    });
    expect(answer.status).toBe(400);
  });
});

describe('persons', () => {
  it('are who wrote the same of themselves; known ids stay when they turn out to be one', async () => {
    const [a, b] = [`${newId()}@b.example`, `+44 20 ${`${Date.now()}`.slice(-8)}`];
    const first = await send(lead({ contact: { email: a } }));
    const second = await send(lead({ contact: { phone: b } }));
    const personOf = async ({ id }: LeadEvent) => (await handoff(id)).person;
    const [one, two] = [await personOf(first), await personOf(second)];
    expect(one.leads).toEqual([]);
    expect(one.id).not.toBe(two.id);
    const third = await send(lead({ contact: { email: a.toUpperCase(), phone: b } }));
    const [stays] = [one.id, two.id].sort();
    for (const event of [first, second, third]) {
      const { id, leads } = await personOf(event);
      expect(id).toBe(stays);
      expect(leads).toHaveLength(2);
    }
    // Who noted the other id finds him still.
    const { scope, site } = home.local;
    for (const { id } of [one, two]) {
      expect(await personNow(scope, home.home.db, site.id, id)).toBe(stays);
    }
    const fourth = await send(lead({ contact: { phone: b } }));
    expect((await personOf(fourth)).id).toBe(stays);
  });
});
