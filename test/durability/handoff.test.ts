import { afterEach, beforeEach, expect, it } from 'vitest';
import { replayDeliveries } from '../../collector/db/deliveries.ts';
import { resumeDestination } from '../../collector/db/destinations.ts';
import * as schema from '../../collector/db/schema.ts';
import type { Scope } from '../../collector/domain/scope.ts';
import { deliverDue } from '../../collector/jobs/deliver.ts';
import { guardedFetch } from '../../collector/node/guarded-fetch.ts';
import type { Home } from '../../collector/node/home.ts';
import { newCollector, withHome } from '../support/account.ts';
import { temporaryFolder } from '../support/home.ts';
import { addLeads, addPost, enqueue, type Post, setAnswers } from '../support/outbox.ts';
import { hangs, status } from '../support/receiver.ts';

const LEADS = process.env.WAYBILL_LONG ? 1_000 : 30;
const KILLS = process.env.WAYBILL_LONG ? 10 : 3;
const PATIENCE_MS = process.env.WAYBILL_LONG ? 600_000 : 150_000;
/** Of those with which all is well. */
const LIVING = 6;

let folder: ReturnType<typeof temporaryFolder>;
let posts: Post[] = [];
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(async () => {
  await Promise.all(posts.map((post) => post.close()));
  folder.remove();
});

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

/** Fails the first try of every third message. */
function flapping() {
  const seen = new Set<string>();
  let count = 0;
  return ((response, { headers }) => {
    const id = `${headers['webhook-id']}`;
    const isDown = !seen.has(id) && count++ % 3 === 0;
    seen.add(id);
    response.writeHead(isDown ? 503 : 200).end();
  }) satisfies Post['answers'];
}

async function deliveriesOf({ db }: Home) {
  return db.select().from(schema.deliveries);
}

/** Resolves once everything for these was delivered. */
async function delivered(home: Home, to: readonly Post[]): Promise<void> {
  const ids = to.map(({ id }) => id);
  for (const began = Date.now(); Date.now() - began < PATIENCE_MS; ) {
    const rows = await deliveriesOf(home);
    if (rows.every((row) => !ids.includes(row.destinationId) || row.state === 'delivered')) return;
    await pause(200);
  }
  throw new Error('Not everything was delivered in time.');
}

/** That all is there, by its own id, and each lead's in order: what is sent twice, too. */
async function expectArrived(home: Home, to: readonly Post[], isInOrder: boolean) {
  const rows = await deliveriesOf(home);
  for (const { id, name, arrivals } of to) {
    const due = new Map(rows.filter((row) => row.destinationId === id).map((row) => [row.id, row]));
    expect([name, due.size > 0]).toEqual([name, true]);
    expect(new Set(arrivals.map(({ messageId }) => messageId))).toEqual(new Set(due.keys()));
    if (!isInOrder) continue;
    const reached = new Map<string, number>();
    for (const { messageId, leadId } of arrivals) {
      const number = due.get(messageId)?.number ?? 0;
      expect(number).toBeGreaterThanOrEqual(reached.get(leadId) ?? 0);
      reached.set(leadId, number);
    }
  }
}

/**
 * Tries what waits for these again and again, in a time that passes as it is needed; whenever they
 * are paused, somebody resumes them.
 */
async function untilDead(home: Home, site: Scope, dead: readonly Post[]): Promise<void> {
  const ids = dead.map(({ id }) => id);
  const send = guardedFetch({ allowPrivate: true, timeoutMs: 200 });
  let now = Date.now() + 60_000;
  const deps = { ...home.deps, send, now: () => now };
  for (let rounds = 0; rounds < 20; rounds++) {
    for (const id of ids) await resumeDestination(site, home.db, id);
    await deliverDue(deps);
    const rows = await deliveriesOf(home);
    const waiting = rows.filter((row) => row.state === 'waiting' && row.number === 1);
    const theirs = waiting.filter(({ destinationId }) => ids.includes(destinationId));
    if (!theirs.length) return;
    now = Math.max(now, ...theirs.map(({ nextAt }) => nextAt));
  }
}

it(`delivers ${LEADS} leads to 10 destinations, some of them dead, killed ${KILLS} times`, async () => {
  const collector = await newCollector(folder.path);
  const settings = Object.assign(collector.settings, {
    WAYBILL_ALLOW_PRIVATE_DESTINATIONS: '1',
  });
  await withHome(settings, async (home) => {
    const site = (await home.deps.siteByKey(collector.siteKey))?.scope;
    if (!site) throw new Error('There is no site.');
    const add = async (name: string, answers: Post['answers']) => {
      const post = await addPost(home, site, name, answers);
      posts.push(post);
      return post;
    };
    posts = [];
    const dead = await add('always 503', status(503));
    const gone = await add('gone', status(410));
    const hanging = await add('hanging', hangs);
    const flapper = await add('flapping', flapping());
    const living: Post[] = [flapper];
    for (let i = 0; i < LIVING; i++) living.push(await add(`living ${i}`, status(200)));
    const leads = await addLeads(home, site, LEADS);
    await enqueue(home, site, leads, posts);
    const late = leads.filter((_id, index) => index % 5 === 0);
    await enqueue(home, site, late, living, 'lead.late');

    for (let kills = 0; kills < KILLS; kills++) {
      const server = await collector.start();
      await pause(Math.random() * 1_000);
      await server.kill();
    }
    const server = await collector.start();
    await delivered(home, living);
    await server.stop();
    await expectArrived(home, living, true);
    expect(gone.arrivals.length + dead.arrivals.length + hanging.arrivals.length).toBe(0);

    await untilDead(home, site, [dead, hanging]);
    const rows = await deliveriesOf(home);
    const states = (post: Post) =>
      new Set(
        rows
          .filter((row) => row.destinationId === post.id && row.number === 1)
          .map(({ state }) => state),
      );
    expect([states(dead), states(hanging)]).toEqual([new Set(['dead']), new Set(['dead'])]);
    const [paused] = (await home.db.select().from(schema.destinations)).filter(
      ({ id }) => id === gone.id,
    );
    expect(paused?.pausedWhy).toContain('is gone for good (410)');

    for (const post of [dead, gone, hanging]) {
      setAnswers(post, status(200));
      await resumeDestination(site, home.db, post.id);
    }
    const now = () => Date.now() + 30 * 86_400_000;
    await replayDeliveries(site, home.db, { from: 0 }, Date.now());
    await deliverDue({ ...home.deps, now });
    await expectArrived(home, posts, false);
    const left = (await deliveriesOf(home)).filter(({ state }) => state !== 'delivered');
    expect(left).toEqual([]);
    const times = posts.map(({ name, arrivals }) => `${name}: ${arrivals.length}`);
    console.log(`${LEADS} leads, killed ${KILLS} times; arrived at ${times.join(', ')}`);
  });
});
