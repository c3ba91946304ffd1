import { eq, sql } from 'drizzle-orm';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Message, takeMessages } from '../../collector/db/inbox.ts';
import {
  classifications,
  contacts,
  intents,
  leads,
  ledger,
  pageViews,
  sessions,
  siteHints,
  submissions,
} from '../../collector/db/schema.ts';
import type { Client } from '../../collector/domain/client.ts';
import { correctedBatch } from '../../collector/domain/clock.ts';
import { projectAgain, projectInbox } from '../../collector/jobs/project.ts';
import { openDatabaseFile } from '../../collector/node/database.ts';
import type { Batch, Contact, LeadEvent, Touch, WireEvent } from '../../shared/wire.ts';
import { batchAround, type Made } from '../support/arbitraries.ts';
import { testHome } from '../support/home.ts';
import { newId } from '../support/message.ts';

const isLong = !!process.env.WAYBILL_LONG;
const NOW = Date.now();
const MINUTE = 60_000;

type Home = Awaited<ReturnType<typeof testHome>>;
let home: Home;
beforeAll(async () => {
  home = await testHome();
});
afterAll(() => home.close());

/** A message of a browser, and when it came; the second time it comes, that is later. */
interface Delivery {
  batch: Batch;
  receivedAt: number;
  client: Client | null;
  bot: string;
  contacts: Record<string, Contact>;
}

/*
 * A world in which things have happened, of which browsers tell: each as often as they like, and in
 * whatever company, but never in two ways that exclude each other.
 */

const nat = (max: number) => fc.nat({ max });
const SITE = 'https://www.shop.example';

const touchArbitrary = fc.record({
  landing_page: fc.constantFrom(`${SITE}/`, `${SITE}/?gclid=1`),
  referrer: fc.constantFrom('', 'https://www.google.com/', 'https://www.bing.com/'),
  tags: fc.constantFrom<Record<string, string>[]>({}, { utm_source: 'news', utm_medium: 'email' }),
  click_ids: fc.constantFrom<Record<string, string>[]>({}, { gclid: 'abc' }),
});

/** How a session went, and what its browser and its clock are. */
const sessionArbitrary = fc
  .record({
    startedAt: nat(40 * MINUTE).map((ago) => NOW - 3 * 3_600_000 - ago),
    skew: fc.constantFrom(0, 0, 60 * MINUTE, -60 * MINUTE, -40 * 86_400_000),
    number: fc.integer({ min: 1, max: 9 }),
    arrival: touchArbitrary,
    client: fc.constantFrom<(Client | null)[]>(null, { browser: 'Chrome 141', country: 'AT' }),
    pages: fc.array(
      fc.record({
        after: nat(30 * MINUTE),
        path: fc.constantFrom('/', '/contact', '/?waybill=test'),
        title: fc.constantFrom('', 'Home'),
        hints: fc.subarray(['tally.so', 'wpcf7-form', 'gform_1', 'my-form']),
        campaign: fc.option(touchArbitrary),
      }),
      { minLength: 1, maxLength: 3 },
    ),
    intents: fc.array(
      fc.record({
        after: nat(30 * MINUTE),
        action: fc.constantFrom('start', 'abandon', 'call', 'blocked'),
        topic: fc.constantFrom('Repair', 'New roof'),
      }),
      { maxLength: 2 },
    ),
    leads: fc.array(
      fc.record({
        after: nat(30 * MINUTE),
        seconds: fc.constantFrom(1, 30),
        contact: fc.option(fc.constantFrom<Contact[]>({ email: 'ann@b.example' }, { name: 'Ann' })),
        accepted: fc.array(
          fc.record({ after: nat(5), by: fc.constantFrom('answer', 'htmx', '') }),
          {
            maxLength: 3,
          },
        ),
      }),
      { maxLength: 2 },
    ),
  })
  .map(({ startedAt, skew, number, arrival, client, ...told }) => {
    const [id, visitor] = [newId(), newId()];
    const at = (after: number) => startedAt + after;
    const touch: Touch = { ...arrival, at: startedAt };
    const first = told.pages.map(({ after }) => after).reduce((a, b) => Math.min(a, b));
    const pages = told.pages.map(({ after, path, title, hints, campaign }): WireEvent => {
      const isFirst = after === first;
      const own = isFirst ? touch : campaign && { ...campaign, at: at(after) };
      return {
        type: 'page_view',
        id: newId(),
        at: isFirst ? startedAt : at(after),
        url: `${SITE}${path}`,
        title,
        hints,
        ...(own && { touch: own }),
      };
    });
    const done = told.intents.map(
      ({ after, action, topic }): WireEvent => ({
        type: 'intent',
        id: newId(),
        at: at(after),
        action,
        page: `${SITE}/contact`,
        intent: { topic },
      }),
    );
    const sent = told.leads.flatMap(({ after, seconds, contact, accepted }): WireEvent[] => {
      const touches = { first: touch, last: touch, session: touch };
      const lead: LeadEvent = {
        type: 'lead',
        id: newId(),
        at: at(after),
        status: 'submitted',
        page: `${SITE}/contact`,
        form: { id: 'f', name: 'Contact' },
        intent: { seconds },
        touches,
        path: [],
        fields: { waybill_id: id },
        ...(contact && { contact }),
      };
      const news = accepted.map(
        (one): WireEvent => ({
          type: 'accepted',
          id: lead.id,
          at: at(after + one.after),
          by: one.by,
          page: lead.page,
        }),
      );
      return [lead, { ...lead, status: 'blocked' }, ...news];
    });
    return { id, visitor, startedAt, skew, number, client, events: [...pages, ...done, ...sent] };
  });
type Session = Made<typeof sessionArbitrary>;

/** Some of a session's events in a message, as the browser's clock has it, and when it came. */
const messageArbitrary = fc.record({
  session: fc.nat(),
  events: fc.uniqueArray(fc.nat(), { minLength: 1, maxLength: 4 }),
  engaged: nat(60_000),
  latency: nat(25_000),
  sentAfter: nat(90 * MINUTE),
  /** Nobody may be known yet: consent is waited for. */
  isPending: fc.boolean(),
  bot: fc.constantFrom('', '', 'user agent of a bot', 'fetched ahead (purpose)'),
});

function deliveryOf(worlds: Session[], told: Made<typeof messageArbitrary>): Delivery {
  const session = worlds[told.session % worlds.length] as Session;
  const { skew } = session;
  const chosen = new Set(told.events.map((index) => session.events[index % session.events.length]));
  const latest = Math.max(...session.events.map(({ at }) => at));
  const sentAt = latest + told.sentAfter;
  const bySender = (value: unknown, name?: string): unknown => {
    if (typeof value === 'number' && /^(at|started_at)$/.test(name ?? '')) return value - skew;
    if (Array.isArray(value)) return value.map((one) => bySender(one));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, bySender(one, key)]));
  };
  const contactsByLead: Record<string, Contact> = {};
  const events = [...chosen].map((event) => {
    const copy = bySender(event) as WireEvent;
    if (copy.type === 'page_view') return { ...copy, engaged_ms: told.engaged };
    if (copy.type !== 'lead') return copy;
    const { contact, ...rest } = copy;
    if (contact) contactsByLead[copy.id] = contact;
    return rest;
  });
  const at = session.startedAt - skew;
  const isFull = !told.isPending;
  return {
    batch: {
      v: 1,
      script: '0.1.0',
      sent_at: sentAt - skew,
      visitor: isFull ? session.visitor : null,
      session: { id: session.id, started_at: at, number: session.number },
      consent: {
        storage: isFull
          ? { level: 'full', by: 'klaro', at: at + 1 }
          : { level: 'page', by: 'pending', at },
        ads: { level: 'unknown', by: 'default', at },
      },
      events: events as WireEvent[],
    },
    receivedAt: sentAt + told.latency,
    client: session.client,
    bot: told.bot,
    contacts: contactsByLead,
  };
}

const deliveriesArbitrary = fc
  .tuple(
    fc.array(sessionArbitrary, { minLength: 1, maxLength: 2 }),
    fc.array(messageArbitrary, { minLength: 1, maxLength: 8 }),
  )
  .map(([worlds, messages]) => messages.map((told) => deliveryOf(worlds, told)));

/** In what order messages come, some of them again, and before which of them what came is projected. */
const courseArbitrary = fc.record({
  shuffle: fc.array(fc.nat(), { minLength: 8, maxLength: 8 }),
  again: fc.array(fc.nat(), { maxLength: 4 }),
  turns: fc.array(fc.constantFrom(true, false, false), { minLength: 12, maxLength: 12 }),
});
type Course = Made<typeof courseArbitrary>;

function inCourse(deliveries: Delivery[], { shuffle, again }: Course): Delivery[] {
  const order = deliveries
    .map((delivery, index) => ({ delivery, place: shuffle[index] ?? 0 }))
    .sort((a, b) => a.place - b.place)
    .map(({ delivery }) => delivery);
  for (const place of again) {
    const delivery = deliveries[place % deliveries.length];
    if (delivery) order.splice(place % (order.length + 1), 0, delivery);
  }
  return order;
}

async function rowOf(siteId: string, delivery: Delivery): Promise<Message> {
  const { batch, receivedAt, client, bot, contacts: told } = delivery;
  return {
    siteId,
    receivedAt,
    body: batch,
    client,
    label: bot ? 'bot' : '',
    labelBy: bot,
    contacts: await home.home.deps.keyring.seal(JSON.stringify(told)),
  };
}

/** Takes messages for a site of their own, and projects them; returns the site. */
async function deliver(
  order: Delivery[],
  turns: boolean[] = [],
  project = home.home.deps.project,
): Promise<string> {
  const siteId = newId();
  let waiting: Message[] = [];
  for (const [index, delivery] of order.entries()) {
    waiting.push(await rowOf(siteId, delivery));
    if (!turns[index] && index < order.length - 1) continue;
    await takeMessages(home.home.db, waiting);
    await project();
    waiting = [];
  }
  return siteId;
}

const TABLES = {
  sessions,
  pageViews,
  intents,
  leads,
  submissions,
  classifications,
  siteHints,
  contacts,
};

/** All that is stored of a site, whichever it is, but when it was judged; the ledger apart. */
async function stored(siteId: string) {
  const { db, deps } = home.home;
  const found: Record<string, unknown[]> = {};
  for (const [name, table] of Object.entries(TABLES)) {
    const rows = await db.select().from(table).where(eq(table.siteId, siteId));
    const plain = rows.map(async (row) => {
      const { siteId: _site, ...rest } = row;
      if (name === 'classifications') return { ...rest, at: 0 };
      // Sealed anew each time, and hashed by site.
      if (!('sealed' in rest)) return rest;
      return { leadId: rest.leadId, contact: await deps.keyring.openContact(row as never) };
    });
    const texts = (await Promise.all(plain)).map((row) => JSON.stringify(row));
    found[name] = texts.sort().map((text) => JSON.parse(text));
  }
  return found;
}

/** What became of a site's events. */
async function counted(siteId: string): Promise<Record<string, number>> {
  const rows = await home.home.db
    .select({ outcome: ledger.outcome, count: sql<number>`sum(${ledger.count})` })
    .from(ledger)
    .where(sql`${ledger.siteId} = ${siteId} and ${ledger.unit} = 'event'`)
    .groupBy(ledger.outcome);
  return Object.fromEntries(rows.map(({ outcome, count }) => [outcome, count]));
}

const runs = (short: number) => ({ numRuns: isLong ? 20 * short : short });
const TIMEOUT = isLong ? 900_000 : 120_000;

/** What a message tells, once however often it is told. */
function newsIn(deliveries: Delivery[]): Set<string> {
  const all = deliveries.flatMap(({ batch }) => batch.events);
  const kindOf = (event: WireEvent) => (event.type === 'lead' ? event.status : event.type);
  return new Set(all.map((event) => `${kindOf(event)} ${event.id}`));
}

describe('the projection', () => {
  it(
    'comes to the same whatever the order, the turns and the repetitions',
    () =>
      fc.assert(
        fc.asyncProperty(
          deliveriesArbitrary,
          courseArbitrary,
          courseArbitrary,
          async (deliveries, one, other) => {
            const [a, b] = [inCourse(deliveries, one), inCourse(deliveries, other)];
            const [siteA, siteB] = [await deliver(a, one.turns), await deliver(b, other.turns)];
            expect(await stored(siteB)).toEqual(await stored(siteA));
          },
        ),
        runs(100),
      ),
    TIMEOUT,
  );

  it(
    'counts each event once as new, and each time that it came',
    () =>
      fc.assert(
        fc.asyncProperty(deliveriesArbitrary, courseArbitrary, async (deliveries, course) => {
          const order = inCourse(deliveries, course);
          const siteId = await deliver(order, course.turns);
          const { in: all, duplicate = 0, ...fresh } = await counted(siteId);
          const news = newsIn(order).size;
          const told = order.reduce((sum, { batch }) => sum + batch.events.length, 0);
          expect(Object.values(fresh).reduce((sum, count) => sum + count, 0)).toBe(news);
          expect([all, duplicate]).toEqual([told, told - news]);
        }),
        runs(50),
      ),
    TIMEOUT,
  );

  it(
    'changes nothing when it is done again, of all sites at once',
    async () => {
      const sites: string[] = [];
      await fc.assert(
        fc.asyncProperty(deliveriesArbitrary, courseArbitrary, async (deliveries, course) => {
          sites.push(await deliver(inCourse(deliveries, course), course.turns));
        }),
        runs(20),
      );
      const all = () =>
        Promise.all(sites.map(async (site) => [await stored(site), await counted(site)]));
      const before = await all();
      await projectAgain(home.home.deps, () => {});
      expect(await all()).toEqual(before);
    },
    TIMEOUT,
  );

  it(
    'comes to the same where two do it at once',
    async () => {
      const { deps } = home.home;
      const second = await openDatabaseFile(home.folder);
      const byTwo = async () => {
        const others = { ...deps, db: second.db };
        await Promise.all([deps.project(), projectInbox(others), projectInbox(others)]);
      };
      await fc.assert(
        fc.asyncProperty(deliveriesArbitrary, courseArbitrary, async (deliveries, course) => {
          const order = inCourse(deliveries, course);
          const siteA = await deliver(order, course.turns);
          const siteB = await deliver(order, course.turns, byTwo);
          expect(await stored(siteB)).toEqual(await stored(siteA));
          expect(await counted(siteB)).toEqual(await counted(siteA));
        }),
        runs(30),
      );
      await second.close();
    },
    TIMEOUT,
  );
});

/** A message's times by their places, that of the sending apart. */
function timesIn(batch: Batch): Map<string, number> {
  const times = new Map<string, number>();
  const look = (value: unknown, place: string) => {
    if (typeof value !== 'object' || value === null) return;
    for (const [name, one] of Object.entries(value)) {
      const here = `${place}/${name}`;
      if (typeof one === 'number' && /^(at|started_at)$/.test(name)) times.set(here, one);
      else look(one, here);
    }
  };
  look(batch.session, '/session');
  look(batch.consent, '/consent');
  look(batch.events, '/events');
  return times;
}

function withoutTimes(batch: Batch): unknown {
  const isTime = (name: string) => /^(at|started_at)$/.test(name);
  return JSON.parse(JSON.stringify(batch, (name, value) => (isTime(name) ? undefined : value)));
}

describe('the times of a message', () => {
  const receipt = fc.oneof(
    fc.integer({ min: -86_400_000, max: 86_400_000 }).map((ms) => NOW + ms),
    fc.nat(8.64e15),
  );
  const pure = { numRuns: isLong ? 10_000 : 1_000 };

  it(
    'are none after it came, nor before all time, and nothing else is touched',
    () => {
      fc.assert(
        fc.property(batchAround(NOW), receipt, (batch, receivedAt) => {
          const corrected = correctedBatch(batch, receivedAt);
          const isSound = (at: number) => Number.isInteger(at) && at >= 0 && at <= receivedAt;
          expect([...timesIn(corrected)].filter(([, at]) => !isSound(at))).toEqual([]);
          expect(new Set(timesIn(corrected).keys())).toEqual(new Set(timesIn(batch).keys()));
          expect(withoutTimes(corrected)).toEqual(withoutTimes(batch));
        }),
        pure,
      );
    },
    TIMEOUT,
  );

  it(
    'keep their order',
    () => {
      fc.assert(
        fc.property(batchAround(NOW), receipt, (batch, receivedAt) => {
          const { events } = correctedBatch(batch, receivedAt);
          const inOrder = batch.events
            .map(({ at }, index) => ({ at, corrected: events[index]?.at ?? 0 }))
            .sort((a, b) => a.at - b.at)
            .map(({ corrected }) => corrected);
          expect(inOrder).toEqual([...inOrder].sort((a, b) => a - b));
        }),
        pure,
      );
    },
    TIMEOUT,
  );

  it(
    'are the same when it is sent again, by a clock that is as wrong as before',
    () => {
      const minutes = (from: number, to: number) =>
        fc.integer({ min: from, max: to }).map((count) => count * MINUTE);
      fc.assert(
        fc.property(
          deliveriesArbitrary,
          // By less than half a minute a network may be slow, and a clock is wrong by whole ones here.
          fc.tuple(minutes(-525_600, 525_600), nat(29_999), nat(29_999)),
          minutes(0, 4 * 24 * 60),
          ([{ batch } = { batch: {} as Batch }], [skew, one, other], later) => {
            const sentAt = Math.max(...timesIn(batch).values(), batch.sent_at);
            const first = correctedBatch({ ...batch, sent_at: sentAt }, sentAt + skew + one);
            const again = correctedBatch(
              { ...batch, sent_at: sentAt + later },
              sentAt + later + skew + other,
            );
            expect(timesIn(again)).toEqual(timesIn(first));
          },
        ),
        pure,
      );
    },
    TIMEOUT,
  );
});
