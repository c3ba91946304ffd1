/**
 * `npm run bench -- handoff`: how fast leads go out to destinations, and whether dead ones slow the
 * living: the same leads to six that live, alone and beside four that do not.
 */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readNodeSettings } from '../../collector/config.ts';
import { deliverDue } from '../../collector/jobs/deliver.ts';
import { type Home, openHome } from '../../collector/node/home.ts';
import { setUp } from '../../collector/node/setup.ts';
import { SHOP, temporaryFolder } from '../support/home.ts';
import { addLeads, addPost, enqueue, type Post } from '../support/outbox.ts';
import { hangs, status } from '../support/receiver.ts';

const LIVING = 6;
/** What a run without the dead ones may be exceeded by. */
const GOAL = 1.5;
/** A lead comes every so often where it is measured how long one takes. */
const EVERY_MS = 40;

export interface HandoffPlan {
  leads: number;
  /** Told of progress. */
  tell: (text: string) => void;
}

export const FULL_HANDOFF = { leads: 150 };

interface Run {
  /** Deliveries a second, where all wait at once. */
  perSecond: number;
  /** Processor time of one, its receiver's with it. */
  cpuMs: number;
  /** From a lead that waits to its arrival. */
  p50Ms: number;
  p95Ms: number;
}

interface Bench {
  home: Home;
  site: { accountId: string; siteId: string };
  posts: Post[];
  living: Post[];
}

const flapping = (): Post['answers'] => {
  let count = 0;
  return (response) => response.writeHead(count++ % 2 ? 200 : 503).end();
};

function percentile(times: readonly number[], share: number): number {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

/** Resolves once each of some has had so many. */
async function arrived(posts: readonly Post[], count: number): Promise<void> {
  while (posts.some(({ arrivals }) => arrivals.length < count)) await sleep(2);
}

/** All leads at once. */
async function flood({ home, site, posts, living }: Bench, leads: readonly string[]) {
  await enqueue(home, site, leads, posts);
  const cpu = process.cpuUsage();
  const began = performance.now();
  const work = deliverDue(home.deps);
  await arrived(living, leads.length);
  const seconds = (performance.now() - began) / 1_000;
  const { user, system } = process.cpuUsage(cpu);
  const deliveries = leads.length * living.length;
  return { work, perSecond: deliveries / seconds, cpuMs: (user + system) / 1_000 / deliveries };
}

/** One lead after the other, each sent at once, as behind the projection. */
async function trickle({ home, site, posts, living }: Bench, leads: readonly string[]) {
  const before = living[0]?.arrivals.length ?? 0;
  const since = new Map<string, number>();
  const busy = new Set<string>();
  const work: Promise<void>[] = [];
  for (const id of leads) {
    since.set(id, Date.now());
    await enqueue(home, site, [id], posts);
    work.push(deliverDue(home.deps, busy));
    await sleep(EVERY_MS);
  }
  // As the server does: what came while a destination was busy is looked for again.
  const again = setInterval(() => work.push(deliverDue(home.deps, busy)), 1_000);
  await arrived(living, before + leads.length);
  clearInterval(again);
  const times = living.flatMap(({ arrivals }) =>
    arrivals.flatMap(({ leadId, at }) => at - (since.get(leadId) ?? Number.NaN)),
  );
  const known = times.filter((time) => !Number.isNaN(time));
  return { work, p50Ms: percentile(known, 0.5), p95Ms: percentile(known, 0.95) };
}

async function run(count: number, withDead: boolean): Promise<Run> {
  const folder = temporaryFolder();
  const home = await openHome(
    readNodeSettings({
      WAYBILL_DATA: join(folder.path, 'data'),
      WAYBILL_ALLOW_PRIVATE_DESTINATIONS: '1',
      WAYBILL_LOG: 'silent',
    }),
    { isServing: true },
  );
  const local = await setUp(home, [SHOP]);
  home.deps.publicUrl = 'https://collect.example.com';
  const site = { accountId: local.scope.accountId, siteId: local.site.id };
  const bench: Bench = { home, site, posts: [], living: [] };
  for (let i = 0; i < LIVING; i++) {
    bench.living.push(await addPost(home, site, `living ${i}`, status(200)));
  }
  bench.posts = [...bench.living];
  if (withDead) {
    const dead = { down: status(503), flapping: flapping(), gone: status(410), hanging: hangs };
    for (const [name, answers] of Object.entries(dead)) {
      bench.posts.push(await addPost(home, site, name, answers));
    }
  }
  const leads = await addLeads(home, site, 2 * count);
  const { work, ...flooded } = await flood(bench, leads.slice(0, count));
  const trickled = await trickle(bench, leads.slice(count));
  await Promise.all(bench.posts.map((post) => post.close()));
  await Promise.all([work, ...trickled.work]);
  await home.close();
  folder.remove();
  return { ...flooded, p50Ms: trickled.p50Ms, p95Ms: trickled.p95Ms };
}

const rounded = (value: number) => Math.round(value * 10) / 10;

export async function benchHandoff({ leads, tell }: HandoffPlan) {
  tell(`${leads} leads to ${LIVING} destinations`);
  const alone = await run(leads, false);
  tell('and beside four that are dead');
  const beside = await run(leads, true);
  const line = (name: string, { perSecond, cpuMs, p50Ms, p95Ms }: Run) =>
    `${name.padEnd(22)}${Math.round(perSecond)} deliveries/s (${Math.round(perSecond / LIVING)} leads/s)` +
    `, ${rounded(cpuMs)} ms of processor each; p50 ${p50Ms} ms, p95 ${p95Ms} ms`;
  const text = [
    `Leads to ${LIVING} living destinations on loopback`,
    line('alone', alone),
    line('beside 4 dead ones', beside),
    `p95 beside dead ones: ${rounded(beside.p95Ms / alone.p95Ms)} of alone (goal ${GOAL})`,
  ].join('\n');
  return { text, result: { alone, beside, goal: GOAL } };
}
