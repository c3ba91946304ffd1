import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { projectedUpTo, takeMessages } from '../../collector/db/inbox.ts';
import * as schema from '../../collector/db/schema.ts';
import type { Home } from '../../collector/node/home.ts';
import {
  expectAllThere,
  messageOf,
  newCollector,
  waitingIn,
  withHome,
} from '../support/account.ts';
import { spawnWaybill, waybill } from '../support/executable.ts';
import { SHOP, temporaryFolder } from '../support/home.ts';
import { nextSending, type Sending } from '../support/traffic.ts';

const KILLS = process.env.WAYBILL_LONG ? 50 : 4;
/** Of those after which it is looked at what is left. */
const FEW_KILLS = process.env.WAYBILL_LONG ? 20 : 2;
/** What a projection takes some turns for. */
const BACKLOG = process.env.WAYBILL_LONG ? 20_000 : 4_000;

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

it(`loses and doubles nothing where it is killed ${KILLS} times under load`, async () => {
  const { settings, start, newTraffic } = await newCollector(folder.path);
  const traffic = newTraffic();
  for (let kills = 0; kills < KILLS; kills++) {
    const server = await start();
    await pause(Math.random() * 1_000);
    await server.kill();
  }
  const server = await start();
  await traffic.more(100);
  await traffic.stop();
  await expectAllThere(`Killed ${KILLS} times under load`, settings, traffic);
  expect(await server.stop()).toBe(0);
  // A killed server answers nothing else.
  expect([...traffic.answers.keys()].filter((told) => !/^(202|0 )/.test(told))).toEqual([]);
});

it('projects what it had acknowledged when it was killed', async () => {
  const { settings, start, newTraffic } = await newCollector(folder.path);
  const traffic = newTraffic();
  let unprojected = 0;
  for (let kills = 0; kills < FEW_KILLS; kills++) {
    const server = await start();
    await traffic.more(50);
    await server.kill();
    unprojected += await withHome(settings, waitingIn);
  }
  expect(unprojected).toBeGreaterThan(0);
  const server = await start();
  await traffic.stop();
  await expectAllThere(
    `Killed ${FEW_KILLS} times, with ${unprojected} messages committed and not projected`,
    settings,
    traffic,
  );
  await server.stop();
});

/** What the projection makes of the inbox, in an order of its own. */
async function projected({ db, deps }: Home) {
  const { sessions, pageViews, intents, leads, submissions, classifications } = schema;
  const tables: Record<string, unknown[]> = {};
  for (const [name, table] of Object.entries({
    sessions,
    pageViews,
    intents,
    leads,
    submissions,
  })) {
    tables[name] = await db.select().from(table);
  }
  // When it was judged is another time each.
  tables.classifications = (await db.select().from(classifications)).map(
    ({ at: _at, ...row }) => row,
  );
  tables.contacts = await Promise.all(
    (await db.select().from(schema.contacts)).map(async ({ siteId, leadId, ...sealed }) => ({
      ...{ siteId, leadId },
      ...(await deps.keyring.openContact(sealed)),
    })),
  );
  tables.ledger = await db.select().from(schema.ledger);
  for (const rows of Object.values(tables)) {
    rows.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  }
  return tables;
}

it('counts nothing twice where it is killed in the midst of a projection', async () => {
  const { settings, siteKey, start } = await newCollector(folder.path);
  const sendings: Sending[] = [];
  await withHome(settings, async ({ db, deps }) => {
    const site = await deps.siteByKey(siteKey);
    const messages = [];
    for (let i = 0; i < BACKLOG; i++) {
      const sending = nextSending(sendings);
      if (!sending.sent) sendings.push(sending);
      sending.sent += 1;
      sending.acknowledged += 1;
      messages.push(await messageOf(deps, site?.scope.siteId ?? '', sending));
    }
    for (let i = 0; i < BACKLOG; i += 1_000) await takeMessages(db, messages.slice(i, i + 1_000));
  });

  let kills = 0;
  let left = BACKLOG;
  await withHome(settings, async (home) => {
    while (left && kills < FEW_KILLS) {
      const from = await projectedUpTo(home.db);
      const child = spawnWaybill(['start', '--no-demo'], settings);
      // Within the turns that follow the first one.
      while ((await projectedUpTo(home.db)) === from) await pause(2);
      await pause(Math.random() * 20);
      child.kill('SIGKILL');
      await once(child, 'exit');
      left = await waitingIn(home);
      if (left) kills += 1;
    }
  });
  expect(kills).toBeGreaterThan(0);
  // Whoever projects beside it does a turn, or leaves it.
  const [server] = await Promise.all([start(), waybill(['project'], settings)]);
  await expectAllThere(`Killed ${kills} times while ${BACKLOG} messages were projected`, settings, {
    sendings,
  });
  await server.stop();

  const before = await withHome(settings, projected);
  expect(await waybill(['project', '--again'], settings)).toMatchObject({ code: 0 });
  expect(await withHome(settings, projected)).toEqual(before);

  const { sessions, pageViews, intents, leads, submissions, classifications } = schema;
  await withHome(settings, async ({ db }) => {
    for (const table of [sessions, pageViews, intents, leads, submissions, classifications]) {
      await db.delete(table);
    }
  });
  expect(await waybill(['project', '--again'], settings)).toMatchObject({ code: 0 });
  expect(await withHome(settings, projected)).toEqual(before);
});

it('ends when it is told to under load, and has stored all that it acknowledged', async () => {
  const { settings, siteKey, port, start, newTraffic } = await newCollector(folder.path);
  const server = await start();
  const traffic = newTraffic();
  // Someone who never ends his request does not keep it, either.
  const half = connect(port, '127.0.0.1').on('error', () => {});
  half.write(
    `POST /v1/collect/${siteKey} HTTP/1.1\r\nHost: x\r\nOrigin: ${SHOP}\r\nContent-Type: text/plain\r\nContent-Length: 9\r\n\r\nhalf`,
  );
  await traffic.more(200);
  // It ends while that one is still there.
  expect(await server.stop()).toBe(0);
  half.destroy();
  await traffic.stop();
  const { requests, acknowledged } = await expectAllThere('Stopped under load', settings, traffic);
  // What was under way was answered, not cut off.
  expect(requests.by.taken).toBe(acknowledged.requests);
  expect(server.logged()).not.toMatch(/"level":"(warn|error)"/);
});
