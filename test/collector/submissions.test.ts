import { asc } from 'drizzle-orm';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  classifications,
  contacts,
  inbox,
  intents,
  leads,
  submissions,
} from '../../collector/db/schema.ts';
import type { Batch, LeadEvent } from '../../shared/wire.ts';
import { testHome } from '../support/home.ts';
import { AT, lead, message, newId } from '../support/message.ts';

let home: Awaited<ReturnType<typeof testHome>>;
beforeAll(async () => {
  home = await testHome();
});
afterAll(() => home.close());

const RECEIVED = Date.now();
const iso = (ms: number) => new Date(ms).toISOString();

/** A message as the door hands it on: what people wrote is sealed beside it. */
async function doorOf(batch: Batch) {
  const contacts: Record<string, object> = {};
  const events = batch.events.map((event) => {
    if (event.type !== 'lead') return event;
    const { contact, ...rest } = event;
    if (contact) contacts[event.id] = contact;
    return rest;
  });
  const sealed = await home.home.deps.keyring.seal(JSON.stringify(contacts));
  return { body: { ...batch, events }, contacts: sealed };
}

/** Takes events, each in a message of its own, and projects so many of them at a time. */
async function take(events: object[], perTurn = events.length, envelope = message([])) {
  for (let from = 0; from < events.length; from += perTurn) {
    for (const event of events.slice(from, from + perTurn)) {
      await home.home.deps.take({
        siteId: home.local.site.id,
        receivedAt: RECEIVED,
        ...(await doorOf({ ...envelope, events: [event] } as Batch)),
      });
    }
    await home.home.deps.project();
  }
}

async function read(path: string) {
  return home.request(path, { headers: { authorization: `Bearer ${home.apiKey}` } });
}

const found = async (id: string) => (await read(`/v1/leads/${id}`)).json();

const accepted = (id: string, changes: object = {}) => ({
  type: 'accepted',
  id,
  at: AT + 70_000,
  by: 'contact-form-7',
  page: 'https://www.shop.example/thanks',
  ...changes,
});

describe('a submission', () => {
  it('is submitted, as far as anybody saw, and says who saw it', async () => {
    const event = lead({ by: 'native' });
    await take([event]);
    const told = { status: 'submitted', by: 'native' };
    expect(await found(event.id)).toMatchObject({
      ...told,
      submissions: [{ ...told, at: iso(event.at) }],
    });
  });

  it('is accepted once its success was told of, apart', async () => {
    const event = lead({ by: 'native' });
    await take([event, accepted(event.id)]);
    expect(await found(event.id)).toMatchObject({
      status: 'accepted',
      by: 'contact-form-7',
      submissions: [
        { status: 'submitted', at: iso(event.at), by: 'native' },
        { status: 'accepted', at: iso(AT + 70_000), by: 'contact-form-7' },
      ],
    });
    const { leads: list } = await (await read('/v1/leads')).json();
    const listed = list.find(({ id }: { id: string }) => id === event.id);
    expect(listed.status).toBe('accepted');
  });

  it('is no lead yet where its success comes before it', async () => {
    const event = lead();
    await take([accepted(event.id)]);
    expect((await read(`/v1/leads/${event.id}`)).status).toBe(404);
    await take([event]);
    expect(await found(event.id)).toMatchObject({ status: 'accepted', by: 'contact-form-7' });
  });

  it('says nothing of who saw it where nobody said', async () => {
    const event = lead();
    await take([event]);
    expect(await found(event.id)).toMatchObject({ status: 'submitted', by: '' });
  });

  it('of another site is no success of this one', async () => {
    const event = lead();
    await take([event]);
    await home.home.db
      .insert(submissions)
      .values({ siteId: 'other', leadId: event.id, status: 'accepted', at: 1, by: 'x' });
    expect(await found(event.id)).toMatchObject({ status: 'submitted' });
    expect((await found(event.id)).submissions).toHaveLength(1);
  });

  it('that was stopped is no lead, but what somebody set out to do', async () => {
    const event = lead({ status: 'blocked', by: 'validation', contact: { email: 'a@b.example' } });
    await take([event]);
    expect((await read(`/v1/leads/${event.id}`)).status).toBe(404);
    const { db } = home.home;
    const rows = (await db.select().from(intents)).filter(({ id }) => id === event.id);
    expect(rows).toMatchObject([
      { action: 'blocked', lead: event.id, by: 'validation', form: event.form, page: event.page },
    ]);
    for (const table of [submissions, contacts, classifications]) {
      const stored = await db.select({ leadId: table.leadId }).from(table);
      expect(stored.map(({ leadId }) => leadId)).not.toContain(event.id);
    }
    await take([{ ...event, status: 'submitted' }]);
    expect(await found(event.id)).toMatchObject({ status: 'submitted' });
  });

  it('is stored the same in whatever order, how often and how many at once it is told', async () => {
    const { db } = home.home;
    const stored = async (id: string) => {
      const of = (rows: object[]) =>
        rows
          .map((row) => JSON.stringify(row))
          .filter((text) => text.includes(id))
          .map((text) => text.replaceAll(id, 'ID'));
      return {
        leads: of(await db.select().from(leads)),
        submissions: of(await db.select().from(submissions).orderBy(asc(submissions.status))),
        contacts: await Promise.all(
          (await db.select().from(contacts))
            .filter(({ leadId }) => leadId === id)
            .map((row) => home.home.deps.keyring.openContact(row)),
        ),
        intents: of(await db.select().from(intents)),
      };
    };
    // All but the id is the same, so that what is stored can be compared.
    const same = lead();
    const told = (id: string): object[] => {
      const event: LeadEvent = { ...same, id, contact: { email: 'ann@b.example' } };
      return [
        { ...event, by: 'native' },
        { ...event, at: event.at - 5, by: 'turbo' },
        { ...event, at: event.at - 5, by: 'htmx' },
        accepted(id),
        accepted(id, { at: AT + 69_000, by: 'answer' }),
        { ...event, status: 'accepted', at: event.at + 9_000, by: 'page' },
        { ...event, status: 'blocked', by: 'validation' },
      ];
    };
    const envelope = message([]);
    const first = newId();
    await take(told(first), 7, envelope);
    const expected = await stored(first);
    expect(expected.leads).toHaveLength(1);
    expect(expected.submissions).toEqual([
      expect.stringContaining(`"accepted","at":${AT + 69_000},"by":"page"`),
      expect.stringContaining(`"submitted","at":${AT + 59_995},"by":"turbo"`),
    ]);
    const indexes = told('').map((_, index) => index);
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray(indexes, { minLength: indexes.length }),
        fc.array(fc.constantFrom(...indexes), { maxLength: 4 }),
        fc.integer({ min: 1, max: 8 }),
        async (order, again, perTurn) => {
          const id = newId();
          const events = told(id);
          const sent = [...order, ...again].map((index) => events[index] ?? {});
          await take(sent, perTurn, envelope);
          expect(await stored(id)).toEqual(expected);
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe('what a person wrote of himself', () => {
  const contact = { email: 'ann@b.example', name: 'Ann "A" Example', message: 'Call me.\n' };

  it('is given with the lead alone, and kept nowhere else', async () => {
    const event = lead({ contact });
    await take([event]);
    expect((await found(event.id)).contact).toEqual({ ...contact, phone: null, company: null });
    expect(await (await read('/v1/leads?limit=200')).text()).not.toContain('ann@b.example');
    const kept = await home.home.db.select().from(inbox);
    const bodies = kept.filter(({ body }) => JSON.stringify(body).includes(event.id));
    const { contact: _contact, ...rest } = event;
    expect(bodies.map(({ body }) => body?.events)).toEqual([[rest]]);
  });

  it('is none where nothing was written', async () => {
    const [without, empty] = [lead(), lead({ contact: { email: '', name: '' } })];
    await take([without, empty]);
    expect((await found(without.id)).contact).toBeNull();
    expect((await found(empty.id)).contact).toBeNull();
  });

  it('is added to by what comes later, and not overwritten', async () => {
    const event = lead({ contact: { email: 'ann@b.example' } });
    const later = { email: 'eve@b.example', phone: '+1 555 0100' };
    await take([event, { ...event, status: 'accepted', contact: later }], 1);
    expect((await found(event.id)).contact).toMatchObject({
      email: 'ann@b.example',
      phone: '+1 555 0100',
    });
  });

  it('leaves a message whole that names a contact otherwise', async () => {
    const event = lead({
      form: { id: 'contact', name: '"contact":{' },
      fields: { contact: '{"contact":{"a":1}}', utm_source: 'ö "x" \\ 1e400' },
      contact,
    });
    const second = lead({ contact: { phone: '1' } });
    const envelope = message([event, second]) as Batch;
    const { body } = await doorOf(envelope);
    await home.home.deps.take({
      siteId: home.local.site.id,
      receivedAt: Date.now(),
      ...(await doorOf(envelope)),
    });
    await home.home.deps.project();
    const [kept] = (await home.home.db.select().from(inbox)).filter(({ body }) =>
      JSON.stringify(body).includes(event.id),
    );
    expect(kept).toMatchObject({ body, contacts: null });
  });
});
