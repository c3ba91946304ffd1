import { eq } from 'drizzle-orm';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import * as schema from '../../collector/db/schema.ts';
import { stateOf } from '../../collector/domain/timeline.ts';
import { projectAgain } from '../../collector/jobs/project.ts';
import { recordEvents } from '../../collector/jobs/record-events.ts';
import { changeSetting } from '../../collector/node/setup.ts';
import type { LeadEvent } from '../../shared/wire.ts';
import { addKey, SHOP, testHome } from '../support/home.ts';
import { AT, lead, message, newId } from '../support/message.ts';
import { everything } from '../support/stored.ts';

let home: Awaited<ReturnType<typeof testHome>>;
let admin: string;
beforeAll(async () => {
  home = await testHome({ WAYBILL_LOG: 'info' });
  await changeSetting(home.home, home.local, 'contact', {});
  admin = await addKey(home.home, home.local, 'admin');
});
afterEach(() => vi.restoreAllMocks());
afterAll(() => home.close());

async function send(event: LeadEvent): Promise<string> {
  await home.request(`/v1/collect/${home.siteKey}`, {
    method: 'POST',
    headers: { 'content-type': 'text/plain', origin: SHOP },
    body: JSON.stringify(message([event])),
  });
  return event.id;
}

function ask(path: string, body: string | object, type = 'application/json') {
  return home.request(path, {
    method: 'POST',
    headers: { 'content-type': type, authorization: `Bearer ${admin}` },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

const rowOf = async (id: string) => {
  const { leadStates } = schema;
  const [row] = await home.home.db.select().from(leadStates).where(eq(leadStates.leadId, id));
  return row;
};

const told = fc
  .record({
    kind: fc.constantFrom('accepted', 'qualified', 'won', 'replied', 'marketing_qualified'),
    actor: fc.constantFrom('human', 'automation'),
    at: fc.nat({ max: 4 }).map((minutes) => AT + minutes * 60_000),
    id: fc.constantFrom(...'abcdef'),
  })
  .map(({ kind, actor, at, id }) => ({
    ...{ kind, actor, at, id, by: '', details: {} },
  }));

describe('where a lead stands, as lists have it', () => {
  it('is the same in whatever order, company and hurry its events came', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(told, { maxLength: 6, selector: ({ id }) => id }),
        fc.nat(),
        async (events, seed) => {
          const id = await send(lead());
          const { scope } = home.local;
          const named = { by: 'lead', id } as const;
          const asked = events.map((event) => ({ lead: named, event: event as never }));
          // Each alone and all at once, some again.
          const turned = asked.slice(seed % 7).concat(asked.slice(0, seed % 7));
          await Promise.all(
            [...turned, ...asked.slice(0, seed % 3)].map((one) =>
              recordEvents(scope, home.home.deps, [one], { via: 'api' }),
            ),
          );
          const { handoffEvents } = schema;
          const rows = await home.home.db
            .select()
            .from(handoffEvents)
            .where(eq(handoffEvents.leadId, id));
          expect(rows).toHaveLength(events.length + 1);
          const { stage, conflicts } = stateOf(rows, null);
          expect(await rowOf(id)).toMatchObject({
            ...{ stage, conflicts: conflicts.length, events: rows.length },
          });
        },
      ),
      { numRuns: 25 },
    );
  });
});

describe('what a person wrote of himself', () => {
  it('is in no timeline, answer, delivery, log or error', async () => {
    const lines: unknown[] = [];
    for (const level of ['info', 'warn', 'error', 'log'] as const) {
      vi.spyOn(console, level).mockImplementation((...line) => void lines.push(line));
    }
    const write = vi.spyOn(process.stdout, 'write').mockImplementation((line) => {
      lines.push(line);
      return true;
    });
    const email = `marker-${newId()}@b.example`;
    const phone = '+43 660 5550199';
    const contact = { email, phone, name: 'Marker Person' };
    const id = await send(lead({ contact }));
    await home.home.db.insert(schema.destinations).values({
      ...{ id: 'hook', accountId: home.local.scope.accountId, kind: 'webhook', name: 'Hook' },
      ...{ settings: {}, secrets: '', createdAt: AT },
    });
    const answers = [
      await ask('/v1/leads', { form: 'Call', contact }),
      await ask('/v1/leads', { form: 'Call', contact, at: 'marker' }),
      await ask('/v1/events', { events: [{ email, kind: 'accepted' }] }),
      await ask('/v1/events', { events: [{ phone, kind: 'lost', reason: '' }] }),
      await ask(`/v1/leads/${id}/events`, { kind: 'accepted', email }),
      await ask('/v1/events/csv', `email,phone,kind\n${email},,won\n,${phone},lost\n`, 'text/csv'),
      await ask('/v1/events/csv', `kind\n"${email}`, 'text/csv'),
    ];
    write.mockRestore();
    const said = await Promise.all(answers.map((answer) => answer.text()));
    const stored = await everything(home.home.db);
    for (const text of [...said, stored, JSON.stringify(lines)]) {
      for (const part of ['marker-', '5550199', 'Marker Person']) expect(text).not.toContain(part);
    }
    const news = await home.home.db.select().from(schema.deliveries);
    expect(news.length).toBeGreaterThan(0);
  });
});

/** Rows of a lead in every table of the handoff. */
async function fill(leadId: string): Promise<void> {
  const { db } = home.home;
  const of = { siteId: home.local.site.id, leadId };
  const delivery = { id: newId(), destinationId: 'd', what: 'lead.routed', number: 1 };
  await db.insert(schema.assignments).values({
    ...{ ...of, number: 1, ownerId: 'ann', at: AT, rule: '', why: '' },
  });
  await db.insert(schema.escalations).values({ ...of, assignment: 1, step: 0, at: AT });
  await db
    .insert(schema.deliveries)
    .values({ ...of, ...delivery, state: 'waiting', nextAt: AT, createdAt: AT });
  await db.insert(schema.attempts).values({
    ...{ siteId: of.siteId, deliveryId: delivery.id, number: 1, at: AT, ms: 1 },
    ...{ outcome: 'retry', note: '', request: leadId, answer: '' },
  });
  await db
    .insert(schema.leadRecords)
    .values({ ...of, destinationId: 'd', recordId: 'r', linkedAt: AT });
}

describe('erasing', () => {
  it('takes along all that became of a lead, and its person with his last', async () => {
    const email = `${newId()}@b.example`;
    const [first, second] = [
      await send(lead({ contact: { email } })),
      await send(lead({ contact: { email } })),
    ];
    for (const id of [first, second]) {
      await fill(id);
      const headers = { 'idempotency-key': id };
      await home.request(`/v1/leads/${id}/events`, {
        method: 'POST',
        headers: {
          ...{ 'content-type': 'application/json', authorization: `Bearer ${admin}` },
          ...headers,
        },
        body: JSON.stringify({ kind: 'accepted' }),
      });
    }
    const exported = await (await ask('/v1/people/export', { email })).json();
    for (const { handoff } of exported.leads) {
      expect(handoff).toMatchObject({ stage: 'accepted', person: { leads: [expect.any(String)] } });
    }
    const persons = async () => (await home.home.db.select().from(schema.leadPersons)).length;
    const keys = async () => (await home.home.db.select().from(schema.personKeys)).length;
    const before = [await persons(), await keys()];
    await ask('/v1/people/erase', { lead: first });
    expect(await everything(home.home.db)).not.toContain(first);
    const [people = 0, hashes = 0] = before;
    expect([await persons(), await keys()]).toEqual([people - 1, hashes]);
    expect((await rowOf(second))?.stage).toBe('accepted');
    await ask('/v1/people/erase', { email });
    expect(await everything(home.home.db)).not.toContain(second);
    expect([await persons(), await keys()]).toEqual([people - 2, hashes - 1]);
  });
});

describe('projecting again', () => {
  const jobsOf = (id: string) => {
    const { routeJobs } = schema;
    return home.home.db.select().from(routeJobs).where(eq(routeJobs.leadId, id));
  };

  it('routes what came back, and nothing that was there or has an owner', async () => {
    const { db, deps } = home.home;
    const ids: [string, string, string] = [
      await send(lead()),
      await send(lead()),
      await send(lead()),
    ];
    const [there, lost, owned] = ids;
    await fill(owned);
    for (const id of ids) {
      await db.delete(schema.routeJobs).where(eq(schema.routeJobs.leadId, id));
    }
    for (const id of [lost, owned]) {
      await db.delete(schema.leads).where(eq(schema.leads.id, id));
      await db.delete(schema.handoffEvents).where(eq(schema.handoffEvents.leadId, id));
    }
    await projectAgain(deps, () => {});
    expect(await jobsOf(lost)).toHaveLength(1);
    expect([await jobsOf(there), await jobsOf(owned)]).toEqual([[], []]);
    const { handoffEvents } = schema;
    const events = await db.select().from(handoffEvents).where(eq(handoffEvents.leadId, lost));
    expect(events).toMatchObject([{ kind: 'received' }]);
  });
});
