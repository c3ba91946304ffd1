import { eq, gt } from 'drizzle-orm';
import { expect } from 'vitest';
import { readNodeSettings } from '../../collector/config.ts';
import { type Message, projectedUpTo } from '../../collector/db/inbox.ts';
import * as schema from '../../collector/db/schema.ts';
import type { Deps } from '../../collector/deps.ts';
import type { LedgerUnit } from '../../collector/domain/ledger.ts';
import { type Home, openHome } from '../../collector/node/home.ts';
import { changeSetting, setUp } from '../../collector/node/setup.ts';
import type { Batch, WireEvent } from '../../shared/wire.ts';
import { type Started, startWaybill } from './executable.ts';
import { SHOP } from './home.ts';
import { freePort } from './sqld.ts';
import { contactOf, type Sending, Traffic } from './traffic.ts';

type Settings = Record<string, string>;

/** Nobody is turned away for sending much: what is sent is counted. */
const UNLIMITED = { WAYBILL_RATE_PER_ADDRESS: '0', WAYBILL_RATE_PER_SITE: '0' };

/** A database with a site that keeps what persons write, for a collector that runs for itself. */
export async function prepare(settings: Settings) {
  const home = await openHome(readNodeSettings(settings));
  const local = await setUp(home, [SHOP]);
  await changeSetting(home, local, 'contact', {});
  await home.close();
  return { settings: { ...settings, ...UNLIMITED }, siteKey: local.site.key };
}

/** Those that a test which fails leaves behind. */
const running = new Set<Started>();
process.once('exit', () => {
  for (const server of running) server.process.kill('SIGKILL');
});

/** A collector of its own on a data folder, which is always found at the same place. */
export async function newCollector(folder: string) {
  const port = await freePort();
  const { settings, siteKey } = await prepare({ WAYBILL_DATA: folder, PORT: `${port}` });
  const url = `http://127.0.0.1:${port}`;
  const collect = () => `${url}/v1/collect/${siteKey}`;
  return {
    settings,
    siteKey,
    port,
    collect,
    async start(): Promise<Started> {
      const server = await startWaybill(settings, ['--no-demo']);
      running.add(server);
      server.process.once('exit', () => running.delete(server));
      return server;
    },
    newTraffic: () => new Traffic(collect),
    /** How that is answered which needs no database that can be written. */
    async served(): Promise<number[]> {
      const paths = ['/health', `/s/${siteKey}.js`];
      const answers = await Promise.all(paths.map((path) => fetch(url + path)));
      return answers.map(({ status }) => status);
    },
  };
}

/** Opens the database beside a collector, or after it. */
export async function withHome<T>(settings: Settings, use: (home: Home) => Promise<T>): Promise<T> {
  const home = await openHome(readNodeSettings(settings));
  try {
    return await use(home);
  } finally {
    await home.close();
  }
}

/** A message as the collector keeps it. */
export async function messageOf({ keyring, now }: Deps, siteId: string, { body }: Sending) {
  const batch: Batch = JSON.parse(body);
  const contacts: Record<string, unknown> = {};
  for (const event of batch.events) {
    if (event.type !== 'lead' || !event.contact) continue;
    contacts[event.id] = event.contact;
    delete event.contact;
  }
  const sealed = await keyring.seal(JSON.stringify(contacts));
  const message: Message = { siteId, receivedAt: now(), body: batch, contacts: sealed };
  return message;
}

/** How many rows of the inbox are not projected yet. */
export async function waitingIn({ db }: Home): Promise<number> {
  const reached = await projectedUpTo(db);
  const rows = await db.select({ seq: schema.inbox.seq }).from(schema.inbox);
  return rows.filter(({ seq }) => seq > reached).length;
}

/** Resolves once the projection has followed all that was taken. */
async function caughtUp(settings: Settings): Promise<void> {
  await withHome(settings, async (home) => {
    const began = Date.now();
    while (await waitingIn(home)) {
      if (Date.now() - began > 60_000) throw new Error('The projection does not catch up.');
      await new Promise((done) => setTimeout(done, 50));
    }
  });
}

/** What the ledger says of requests or events. */
interface Counted {
  in: number;
  /** All that came of them, together. */
  out: number;
  by: Record<string, number>;
}

/** Requests, and the events in them. */
interface Both {
  requests: number;
  events: number;
}

/** What was sent, as its sender knows, and what became of it, as the database does. */
export interface Account {
  sent: Both;
  acknowledged: Both;
  /** Events, each once. */
  stored: number;
  /** What was acknowledged and is not there, as it was sent. */
  lost: string[];
  /** What is there, or is counted, more often than it was sent. */
  doubled: string[];
  requests: Counted;
  events: Counted;
  /** What must have become of events, by what the inbox keeps. */
  due: { stored: number; duplicate: number; conflict: number };
}

function sum(of: Iterable<number>): number {
  return [...of].reduce((total, one) => total + one, 0);
}

async function counted({ db }: Home, unit: LedgerUnit): Promise<Counted> {
  const by: Record<string, number> = {};
  const days = new Map<string, number>();
  for (const { siteId, day, outcome, reason, count } of await db
    .select()
    .from(schema.ledger)
    .where(eq(schema.ledger.unit, unit))) {
    const name = reason ? `${outcome} (${reason})` : outcome;
    by[name] = (by[name] ?? 0) + count;
    const key = `${siteId} ${day}`;
    days.set(key, (days.get(key) ?? 0) + (outcome === 'in' ? count : -count));
  }
  const unequal = [...days].filter(([, rest]) => rest !== 0);
  if (unequal.length) throw new Error(`In is not out in the ledger: ${unequal}.`);
  const { in: all = 0, ...outcomes } = by;
  return { in: all, out: sum(Object.values(outcomes)), by: outcomes };
}

/** What is stored, by kind and id, in the words by which it was sent. */
async function storedIn({ db, deps }: Home): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>();
  const add = (kind: string, id: string, words: string) => {
    const key = `${kind} ${id}`;
    found.set(key, [...(found.get(key) ?? []), words]);
  };
  const { pageViews, intents, leads, submissions, contacts } = schema;
  const { id, title } = pageViews;
  for (const row of await db.select({ id, title }).from(pageViews)) {
    add('page_view', row.id, row.title);
  }
  for (const [kind, table] of [['intent', intents] as const, ['lead', leads] as const]) {
    for (const row of await db.select({ id: table.id, page: table.page }).from(table)) {
      add(kind, row.id, row.page);
    }
  }
  for (const { leadId, status } of await db.select().from(submissions)) {
    if (status === 'accepted') add('accepted', leadId, '');
  }
  for (let offset = 0; ; offset += 200) {
    const rows = await db.select().from(contacts).limit(200).offset(offset);
    if (!rows.length) break;
    for (const { leadId, ...sealed } of rows) {
      const { email } = await deps.keyring.openContact(sealed);
      add('contact', leadId, email ?? '');
    }
  }
  return found;
}

/** All that the inbox keeps, in the order in which it was taken; a server answers with 10 MB at most. */
async function keptIn({ db }: Home): Promise<Batch[]> {
  const { body, seq } = schema.inbox;
  const bodies: Batch[] = [];
  for (let after = 0; ; ) {
    const rows = await db
      .select({ body, seq })
      .from(schema.inbox)
      .where(gt(seq, after))
      .orderBy(seq)
      .limit(100);
    const last = rows.at(-1);
    if (!last) return bodies;
    for (const row of rows) if (row.body) bodies.push(row.body);
    after = last.seq;
  }
}

/** What an event goes by, and says of itself: of one id it is the first that counts. */
function namesOf(event: WireEvent): { key: string; words: string } {
  const { type, id } = event;
  const words = type === 'accepted' ? '' : type === 'page_view' ? event.title : event.page;
  return { key: `${type} ${id}`, words };
}

/** What became of the events of an inbox, by their order there. */
function replay(inbox: readonly Batch[]) {
  const first = new Map<string, { words: string; session: string }>();
  const due = { stored: 0, duplicate: 0, conflict: 0 };
  for (const { events, session } of inbox) {
    for (const event of events) {
      const { key, words } = namesOf(event);
      const there = first.get(key);
      if (!there) {
        first.set(key, { words, session: session.id });
        due.stored += 1;
      } else if (
        event.type === 'accepted' ||
        (there.words === words && there.session === session.id)
      ) {
        due.duplicate += 1;
      } else due.conflict += 1;
    }
  }
  return { first, due };
}

async function account(home: Home, sendings: readonly Sending[]): Promise<Account> {
  const both = (times: (sending: Sending) => number): Both => ({
    requests: sum(sendings.map(times)),
    events: sum(sendings.map((sending) => times(sending) * sending.events.length)),
  });
  const found = await storedIn(home);
  const bodies = await keptIn(home);
  const { first, due } = replay(bodies);
  const kept = new Map<string, number>();
  for (const { script } of bodies) kept.set(script, (kept.get(script) ?? 0) + 1);

  const lost: string[] = [];
  const doubled: string[] = [];
  for (const { id, events, sent, acknowledged } of sendings) {
    const times = kept.get(id) ?? 0;
    if (times < acknowledged) lost.push(`message ${id}: ${times} of ${acknowledged}`);
    if (times > sent) doubled.push(`message ${id}: ${times} of ${sent}`);
    if (!acknowledged) continue;
    for (const event of events) {
      const { key } = namesOf(event);
      if (!found.get(key)?.includes(first.get(key)?.words ?? '')) lost.push(key);
      if (event.type !== 'lead' || !event.contact) continue;
      const contact = `contact ${event.id}`;
      if (!found.get(contact)?.includes(contactOf(event.id).email ?? '')) lost.push(contact);
    }
  }
  for (const [key, all] of found) if (all.length > 1) doubled.push(key);

  const stored = sum([...found].map(([key, all]) => (key.startsWith('contact') ? 0 : all.length)));
  const events = await counted(home, 'event');
  const requests = await counted(home, 'request');
  return {
    ...{ sent: both(({ sent }) => sent), acknowledged: both((sending) => sending.acknowledged) },
    ...{ stored, lost, doubled, requests, events, due },
  };
}

function outcomes({ in: all, out, by }: Counted): string {
  const parts = Object.entries(by).map(([name, count]) => `${name} ${count}`);
  return `in ${all} = out ${out} (${parts.join(', ')})`;
}

/** The account as lines for people. */
function print(title: string, found: Account, answers: Traffic['answers'] | undefined): void {
  const { sent, acknowledged, stored, lost, doubled, requests, events } = found;
  const both = (of: Both) => `${of.requests} requests with ${of.events} events`;
  const told = [...(answers ?? [])].map(([answer, times]) => `${answer}: ${times}`);
  console.log(
    [
      `\n${title}`,
      `  sent          ${both(sent)}`,
      ...(told.length ? [`  answered      ${told.join(', ')}`] : []),
      `  acknowledged  ${both(acknowledged)}`,
      `  stored        ${stored} events`,
      `  lost          ${lost.length}`,
      `  doubled       ${doubled.length}`,
      `  ledger        requests ${outcomes(requests)}`,
      `                events ${outcomes(events)}\n`,
    ].join('\n'),
  );
}

/**
 * Looks for all that was sent, once the projection has followed, and prints the account: that is
 * there which was acknowledged, once, and the ledger says so.
 */
export async function expectAllThere(
  title: string,
  settings: Settings,
  { sendings, answers }: Pick<Traffic, 'sendings'> & Partial<Traffic>,
): Promise<Account> {
  await caughtUp(settings);
  const found = await withHome(settings, (home) => account(home, sendings));
  print(title, found, answers);
  const { sent, acknowledged, stored, lost, doubled, requests, events, due } = found;
  expect({ lost: lost.slice(0, 10), doubled: doubled.slice(0, 10) }).toEqual({
    lost: [],
    doubled: [],
  });
  expect(acknowledged.requests).toBeGreaterThan(0);
  expect(requests.in).toBeGreaterThanOrEqual(acknowledged.requests);
  expect(requests.in).toBeLessThanOrEqual(sent.requests);
  expect([requests.out, events.out]).toEqual([requests.in, events.in]);
  const { stored: ones = 0, duplicate = 0, conflict = 0, ...others } = events.by;
  expect({ stored: ones, duplicate, conflict, others }).toEqual({ ...due, others: {} });
  expect(stored).toBe(due.stored);
  return found;
}
