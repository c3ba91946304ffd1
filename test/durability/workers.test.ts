import type { Readable } from 'node:stream';
import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { unstable_readConfig } from 'wrangler';
import { takeMessages } from '../../collector/db/inbox.ts';
import * as schema from '../../collector/db/schema.ts';
import { expectAllThere, messageOf, prepare, withHome } from '../support/account.ts';
import { SHOP } from '../support/home.ts';
import { AT, lead, newId, pageView } from '../support/message.ts';
import { startSqld } from '../support/sqld.ts';
import { contactOf, messenger, type Sending, sendingOf, Traffic } from '../support/traffic.ts';
import { bundleWorker, QUEUE, startWorkerd } from '../support/workerd.ts';

const TIMES = process.env.WAYBILL_LONG ? 10 : 1;
/** A lookup of a site is good for a second. */
const STALE_MS = 1_200;

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

let modules: ReturnType<typeof bundleWorker>;
beforeAll(() => {
  modules = bundleWorker();
});

/** What the Worker logs, while its database is down, is read by no one. */
function handleRuntimeStdio(...streams: Readable[]): void {
  for (const stream of streams) stream.resume();
}

/** A Worker of a site, with a libSQL server of its own. */
async function newWorker(more: object) {
  const sqld = await startSqld();
  const { settings, siteKey } = await prepare({
    WAYBILL_DATABASE_URL: sqld.url,
    WAYBILL_DATABASE_TOKEN: sqld.token,
    WAYBILL_SECRET: 'a-secret-of-the-tests-that-signs-cookies',
  });
  const start = async () => {
    const worker = startWorkerd(modules, settings, { ...more, handleRuntimeStdio });
    const { origin } = await worker.ready;
    const collect = `${origin}/v1/collect/${siteKey}`;
    return { collect: () => collect, handlers: await worker.getWorker(), worker };
  };
  const { worker, collect, handlers } = await start();
  /** What the platform does every minute; the runtime may have closed the connection for it. */
  const project = () => handlers.scheduled().catch(() => handlers.scheduled());
  return {
    sqld,
    settings,
    siteKey,
    project,
    handlers,
    /** Another that knows nothing yet. */
    start,
    newTraffic: (connections?: number) => new Traffic(collect, connections),
    /** Resolves once as many messages are in the inbox, and are projected by and by. */
    async arrived(count: number): Promise<void> {
      await withHome(settings, async ({ db }) => {
        while ((await db.select({ seq: schema.inbox.seq }).from(schema.inbox)).length < count) {
          await pause(200);
        }
      });
      await project();
    },
    async stop() {
      await worker.dispose();
      sqld.stop();
    },
  };
}

describe('a Worker with a queue', () => {
  let worker: Awaited<ReturnType<typeof newWorker>>;
  const sendings: Sending[] = [];
  beforeAll(async () => {
    worker = await newWorker(QUEUE);
  });
  afterAll(() => worker?.stop());

  it('takes what comes while the database is down, and stores it afterwards, once', async () => {
    const { sqld, arrived, newTraffic } = worker;
    const traffic = newTraffic();
    let meanwhile = 0;
    for (let times = 0; times < TIMES; times++) {
      await traffic.more(200);
      await sqld.kill();
      await pause(STALE_MS);
      const before = traffic.acknowledged;
      await traffic.more(100);
      meanwhile += traffic.acknowledged - before;
      await sqld.start();
    }
    await traffic.more(100);
    await traffic.stop();
    sendings.push(...traffic.sendings);
    await arrived(traffic.acknowledged);
    await expectAllThere(
      `Workers with a queue, the database ended ${TIMES} times; acknowledged meanwhile: ${meanwhile}`,
      worker.settings,
      traffic,
    );
    expect([...traffic.answers.keys()]).toEqual(['202']);
  });

  /** Brings messages as the platform does, and resolves with those that are to be brought again. */
  async function bring(queue: string, messages: { id: string; body: object }[], attempts = 1) {
    const timestamp = new Date();
    const { outcome, ackAll, explicitAcks, retryMessages } = await worker.handlers.queue(
      queue,
      messages.map((message) => ({ ...message, timestamp, attempts })),
    );
    expect(outcome).toBe('ok');
    const acknowledged = ackAll ? messages.map(({ id }) => id) : explicitAcks;
    return { acknowledged, again: retryMessages.map(({ msgId }) => msgId) };
  }

  /** Messages with an event each, or these, as the queue holds them. */
  async function brought(
    count: number,
    next: (index: number) => Sending = () => sendingOf([pageView()]),
  ) {
    return withHome(worker.settings, async ({ deps }) => {
      const site = await deps.siteByKey(worker.siteKey);
      const messages = [];
      for (let i = 0; i < count; i++) {
        const sending = next(i);
        sending.sent = sending.acknowledged = 1;
        const body = await messageOf(deps, site?.scope.siteId ?? '', sending);
        messages.push({ sending, message: { id: sending.id, body } });
      }
      return messages;
    });
  }

  /** How many events the ledger knows of. */
  function counted(): Promise<number> {
    return withHome(worker.settings, async ({ db }) => {
      const { unit, outcome } = schema.ledger;
      const isIn = and(eq(unit, 'event'), eq(outcome, 'in'));
      const rows = await db.select().from(schema.ledger).where(isIn);
      return rows.reduce((sum, { count }) => sum + count, 0);
    });
  }

  it('stores once what the queue brings twice, also beside what is new', async () => {
    const before = await counted();
    const [one, two, three] = await brought(3);
    if (!one || !two || !three) throw new Error('There are three.');
    sendings.push(...[one, two, three].map(({ sending }) => sending));
    await bring('waybill-inbox', [one.message, two.message]);
    await bring('waybill-inbox', [two.message, three.message]);
    await bring('waybill-inbox', [one.message], 5);
    const { events } = await expectAllThere('Brought twice', worker.settings, { sendings });
    expect(events.in).toBe(before + 3);
  });

  it('lets no message that can never be kept stand in the way of others', async () => {
    const before = await counted();
    const [good, late] = await brought(2);
    if (!good || !late) throw new Error('There are two.');
    sendings.push(good.sending, late.sending);
    const bad = { id: 'bad', body: { receivedAt: 'never' } };
    // Of what fails together nothing is known yet.
    const first = await bring('waybill-inbox', [good.message, bad, late.message]);
    expect(first.again).toEqual([good.message.id, 'bad', late.message.id]);
    const second = await bring('waybill-inbox', [good.message, bad, late.message], 2);
    expect(second).toEqual({ acknowledged: [good.message.id, late.message.id], again: ['bad'] });
    await worker.project();
    const { events } = await expectAllThere('Beside a bad one', worker.settings, { sendings });
    expect(events.in).toBe(before + 2);
  });

  it('takes again what became a dead letter', async () => {
    const before = await counted();
    const [dead] = await brought(1);
    if (!dead) throw new Error('There is one.');
    sendings.push(dead.sending);
    const { acknowledged } = await bring('waybill-inbox-dead', [dead.message]);
    expect(acknowledged).toEqual([dead.message.id]);
    const { events } = await expectAllThere('A dead letter', worker.settings, { sendings });
    expect(events.in).toBe(before + 1);
  });

  describe('stores what waits, however long it is:', () => {
    /** Has it all in the inbox before any of it is projected. */
    async function bringAll(list: Awaited<ReturnType<typeof brought>>) {
      await withHome(worker.settings, ({ db }) =>
        takeMessages(
          db,
          list.map(({ message }) => message.body),
        ),
      );
      sendings.push(...list.map(({ sending }) => sending));
      await worker.project();
    }

    it('the longest messages, and others that name their events', async () => {
      const before = await counted();
      const url = `${SHOP}/${'a'.repeat(1_900)}`;
      const page = (id = newId()) => pageView({ id, url, title: 'a'.repeat(200) });
      const messages = Array.from({ length: 200 }, () => Array.from({ length: 26 }, () => page()));
      await bringAll(await brought(200, (index) => sendingOf(messages[index] ?? [])));
      const pages = messages.flat().map(({ id }) => pageView({ id, title: 'another' }));
      await bringAll(
        await brought(52, (index) => sendingOf(pages.slice(index * 100, index * 100 + 100))),
      );
      const { events } = await expectAllThere('The longest', worker.settings, { sendings });
      expect(events.in).toBe(before + 2 * 5_200);
    });

    // It takes half a minute, and is of the same kind as the one above.
    it.runIf(process.env.WAYBILL_LONG)(
      'what many persons wrote at length, and leads that are heard of again',
      async () => {
        const LEADS = 700;
        const before = await counted();
        const session = { id: newId(), started_at: AT, number: 1 };
        const leads = Array.from({ length: LEADS }, () => lead());
        const saying = (message: string) => (index: number) => {
          const event = leads[index] ?? lead();
          const contact = { ...contactOf(event.id), message };
          return sendingOf([{ ...event, contact }], { session });
        };
        await bringAll(await brought(LEADS, saying('€'.repeat(4_000))));
        await bringAll(await brought(LEADS, saying('')));
        const { events } = await expectAllThere('At length', worker.settings, { sendings });
        expect(events.in).toBe(before + 2 * LEADS);
      },
    );
  });
});

describe('a Worker without a queue', () => {
  let worker: Awaited<ReturnType<typeof newWorker>>;
  beforeAll(async () => {
    worker = await newWorker({});
  });
  afterAll(() => worker?.stop());

  it('asks to send again while the database is down, and loses nothing', async () => {
    const { sqld, settings, arrived, newTraffic } = worker;
    // Every request projects by itself.
    const traffic = newTraffic(16);
    for (let times = 0; times < TIMES; times++) {
      await traffic.more(100);
      await sqld.kill();
      await pause(STALE_MS);
      const busy = () => traffic.answersLike(/^503 busy \d+$/);
      const before = busy();
      while (busy() < before + 100) await pause(20);
      await sqld.start();
    }
    await traffic.more(100);
    await traffic.stop();
    await arrived(traffic.acknowledged);
    await expectAllThere(
      `Workers without a queue, the database ended ${TIMES} times`,
      settings,
      traffic,
    );
    expect(traffic.answersLike(/^(202|503 busy \d+)$/)).toBe(traffic.answersLike(/./));
  });

  it('asks to send again where it knows nothing of the site yet', async () => {
    const { sqld, start } = worker;
    await sqld.kill();
    const { collect, worker: another } = await start();
    const door = messenger(collect, 1);
    expect(await door.send(sendingOf([pageView()]).body)).toMatchObject({
      status: 503,
      reason: 'busy',
      retryAfter: expect.stringMatching(/^\d+$/),
    });
    door.close();
    await another.dispose();
    await sqld.start();
  });
});

it('is deployed with a queue for messages, and one for those that were tried for long', () => {
  const { queues } = unstable_readConfig({ config: 'wrangler.toml' }, { hideWarnings: true });
  expect(queues.producers).toEqual([{ binding: 'INBOX', queue: 'waybill-inbox' }]);
  const [inbox, dead] = queues.consumers ?? [];
  expect(inbox).toMatchObject({
    queue: 'waybill-inbox',
    dead_letter_queue: 'waybill-inbox-dead',
  });
  // What nobody reads would be dropped unseen.
  expect(dead).toMatchObject({ queue: inbox?.dead_letter_queue });
});
