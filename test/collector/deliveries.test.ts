import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { deliveryStatements } from '../../collector/db/deliveries.ts';
import { destinationsOf } from '../../collector/db/destinations.ts';
import * as schema from '../../collector/db/schema.ts';
import { WAITS_MS } from '../../collector/domain/retry.ts';
import { deliverDue } from '../../collector/jobs/deliver.ts';
import { changeSetting } from '../../collector/node/setup.ts';
import { readLink } from '../../collector/secrets/link.ts';
import { addKey, SHOP, testHome } from '../support/home.ts';
import { lead, message, newId } from '../support/message.ts';
import { type Receiver, sentTo, startReceiver, status } from '../support/receiver.ts';
import { everything } from '../support/stored.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

let home: Awaited<ReturnType<typeof testHome>>;
let receiver: Receiver;
let admin: string;
let now: number;
beforeEach(async () => {
  home = await testHome({ WAYBILL_ALLOW_PRIVATE_DESTINATIONS: '1' });
  now = Date.now();
  home.home.deps.now = () => now;
  home.home.deps.publicUrl = 'https://collect.example.com';
  admin = await addKey(home.home, home.local, 'admin');
  receiver = await startReceiver();
});
afterEach(async () => {
  await receiver.close();
  await home.close();
});

async function api(route: string, body?: object, secret = admin) {
  const [method = '', path = ''] = route.split(' ');
  const answer = await home.request(path, {
    method,
    headers: {
      authorization: `Bearer ${secret}`,
      ...(body && { 'content-type': 'application/json' }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  // biome-ignore lint/suspicious/noExplicitAny: what the API answers is what is tested
  const json: any = await answer.json();
  return { status: answer.status, body: json };
}

async function add(asked: object = {}) {
  const settings = { url: `${receiver.url}/hook` };
  const { status: code, body } = await api('POST /v1/destinations', {
    ...{ kind: 'webhook', name: 'CRM', settings },
    ...asked,
  });
  expect([code, body.error]).toEqual([201, undefined]);
  return body;
}

/** A lead that came by the browser. */
async function newLead(changes: object = {}): Promise<string> {
  const event = lead(changes);
  const sent = await home.request(`/v1/collect/${home.siteKey}`, {
    method: 'POST',
    headers: { 'content-type': 'text/plain', origin: SHOP },
    body: JSON.stringify(message([event])),
  });
  expect(sent.status).toBe(202);
  return event.id;
}

/** Lets a lead wait for every destination of its site, as routing does. */
async function enqueue(leadId: string, what = 'lead.routed', only?: string[]): Promise<void> {
  const { db, local } = { db: home.home.db, local: home.local };
  const all = await destinationsOf(local.scope, db, local.site.id);
  const [first, ...more] = deliveryStatements(db, {
    ...{ siteId: local.site.id, leadId, what, newId, now },
    destinationIds: only ?? all.map(({ id }) => id),
  });
  if (first) await db.batch([first, ...more]);
}

const deliver = (busy?: Set<string>) => deliverDue(home.home.deps, busy);

// biome-ignore lint/suspicious/noExplicitAny: what the API answers is what is tested
async function listed(query = ''): Promise<any[]> {
  return (await api(`GET /v1/deliveries${query}`)).body.deliveries;
}

describe('a webhook', () => {
  const signatureOf = (secret: string, { headers, body }: Receiver['received'][number]) => {
    const content = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
    const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
    return `v1,${createHmac('sha256', key).update(content).digest('base64')}`;
  };

  it('tells of a lead, signed, with links that people answer by', async () => {
    const { signing_secret: secret, ...shown } = await add();
    expect(JSON.stringify((await api('GET /v1/destinations')).body)).not.toContain(secret);
    expect((await api('GET /v1/destinations')).body.destinations).toEqual([shown]);
    const id = await newLead();
    await enqueue(id);
    await deliver();
    const [got, ...more] = receiver.received;
    expect([got?.path, more]).toEqual(['/hook', []]);
    if (!got) return;
    expect(got.headers['webhook-signature']).toBe(signatureOf(secret, got));
    const [delivery] = await listed();
    expect(got.headers['webhook-id']).toBe(delivery.id);
    const { type, data } = JSON.parse(got.body);
    expect(type).toBe('lead.routed');
    expect(data).toMatchObject({ id, site: { key: home.siteKey }, contact: null });
    expect(data.manifest.map(({ name }: { name: string }) => name)).toHaveLength(9);
    const [, token = '', act] = /\/h\/(.+)#(.+)$/.exec(data.links.reject) ?? [];
    expect(act).toBe('reject');
    expect(await readLink(home.home.deps.secret, token, now)).toMatchObject({
      ...{ siteId: home.local.site.id, leadId: id, assignment: 0 },
    });
    expect(delivery).toMatchObject({ lead: id, state: 'delivered', attempts: 1, reason: '' });
    const { body: whole } = await api(`GET /v1/deliveries/${delivery.id}`);
    expect(whole.log).toMatchObject([
      { number: 1, status: 200, outcome: 'delivered', answer: 'ok' },
    ]);
    expect(whole.log[0].request).not.toContain(token);
  });

  it('is signed by two secrets while one takes the place of the other', async () => {
    const { id, signing_secret: old } = await add();
    const { body } = await api(`POST /v1/destinations/${id}/rotate`, { overlap: '2h' });
    const send = async () => {
      await enqueue(await newLead());
      await deliver();
      const got = receiver.received.at(-1);
      return { got, signed: `${got?.headers['webhook-signature']}`.split(' ') };
    };
    const both = await send();
    expect(both.got && both.signed).toEqual(
      [body.signing_secret, old].map((secret) => both.got && signatureOf(secret, both.got)),
    );
    now += 2 * HOUR_MS;
    const { got, signed } = await send();
    expect(signed).toEqual([got && signatureOf(body.signing_secret, got)]);
  });
});

describe('what is not taken', () => {
  it('is tried 11 times over more than three days, then dead, and sent on replay', async () => {
    await add();
    receiver.answers = status(503, 'down');
    const id = await newLead();
    await enqueue(id);
    const began = now;
    const times: number[] = [];
    for (let tries = 0; tries <= WAITS_MS.length; tries++) {
      await deliver();
      times.push(now - began);
      const [{ state, next_at: next }] = await listed();
      if (state === 'dead') break;
      now = Date.parse(next);
      await deliverDue({ ...home.home.deps, now: () => now - 1 });
      expect(receiver.received).toHaveLength(tries + 1);
    }
    expect(times).toHaveLength(11);
    expect(times.at(-1)).toBeGreaterThanOrEqual(3 * DAY_MS);
    const waits = times.slice(1).map((time, index) => time - (times[index] ?? 0));
    waits.forEach((wait, index) => {
      expect(Math.abs(wait / (WAITS_MS[index] ?? 1) - 1)).toBeLessThanOrEqual(0.201);
    });
    const [dead] = await listed('?state=dead');
    expect(dead).toMatchObject({ attempts: 11, reason: 'The receiver failed (503)' });
    expect((await api(`GET /v1/deliveries/${dead.id}`)).body.log).toHaveLength(11);

    receiver.answers = status(200);
    const since = new Date(began).toISOString();
    expect((await api('POST /v1/deliveries/replay', { since })).body).toEqual({ replayed: 1 });
    await deliver();
    expect((await listed())[0]).toMatchObject({ id: dead.id, state: 'delivered' });
    const ids = receiver.received.map(({ headers }) => headers['webhook-id']);
    expect(new Set(ids)).toEqual(new Set([dead.id]));
    expect((await api(`GET /v1/deliveries/${dead.id}`)).body.log).toHaveLength(12);
  });

  it('waits as long as the receiver asks, and no more than a day', async () => {
    await add();
    for (const [asked, waited] of [
      [HOUR_MS, HOUR_MS],
      [9 * DAY_MS, DAY_MS],
    ] as const) {
      receiver.answers = status(429, '', { 'retry-after': `${asked / 1000}` });
      await enqueue(await newLead());
      await deliver();
      const [{ next_at: next }] = await listed();
      expect(Date.parse(next) - now).toBe(waited);
    }
  });

  it('keeps the order of its lead, and no other', async () => {
    const { id: destination } = await add();
    receiver.answers = status(503);
    const first = await newLead();
    await enqueue(first, 'lead.routed');
    await deliver();
    await enqueue(first, 'lead.late');
    receiver.answers = status(200);
    const other = await newLead();
    await enqueue(other);
    await deliver();
    const told = () =>
      receiver.received.map(({ body }) => {
        const { type, data } = JSON.parse(body);
        return [data.id, type];
      });
    expect(told()).toEqual([
      [first, 'lead.routed'],
      [other, 'lead.routed'],
    ]);
    now += HOUR_MS;
    await deliver();
    expect(told().slice(2)).toEqual([
      [first, 'lead.routed'],
      [first, 'lead.late'],
    ]);
    const states = await listed(`?destination=${destination}&lead=${first}`);
    expect(states.map(({ number, state }) => [number, state])).toEqual([
      [2, 'delivered'],
      [1, 'delivered'],
    ]);
  });

  it('is refused for what it says, and dead at once', async () => {
    await add();
    receiver.answers = status(422, 'no');
    await enqueue(await newLead());
    await deliver();
    expect(await listed('?state=dead')).toMatchObject([
      { attempts: 1, reason: 'The receiver refused what was sent (422)' },
    ]);
  });

  it('is dead where its lead is no more', async () => {
    await add();
    await enqueue(newId());
    await deliver();
    expect(await listed()).toMatchObject([{ state: 'dead', reason: 'The lead is no more' }]);
    expect(receiver.received).toEqual([]);
  });
});

describe('a destination that is dead', () => {
  it('is paused after days with failures alone, with a notice by mail', async () => {
    const { id } = await add();
    await add({
      ...{ kind: 'mail', name: 'Ann', secrets: { key: 're_key' } },
      settings: { provider: 'resend', from: 'a@example.com', to: 'ann@example.com' },
    });
    const mails = await startReceiver();
    const { send } = home.home.deps;
    const toMails = sentTo(mails, send);
    home.home.deps.send = (request) =>
      request.url.startsWith('https:') ? toMails(request) : send(request);
    receiver.answers = status(503);
    await enqueue(await newLead(), 'lead.routed', [id]);
    for (let days = 0; days < 7; days++) {
      for (let tries = 0; tries < 3; tries++) {
        await deliver();
        now += 8 * HOUR_MS;
      }
      await enqueue(await newLead(), 'lead.routed', [id]);
    }
    const paused = (await api('GET /v1/destinations')).body.destinations[0];
    expect(paused.paused_why).toContain('every try has failed since');
    expect(mails.received).toHaveLength(1);
    expect(JSON.parse(mails.received[0]?.body ?? '').text).toContain('"CRM" was paused');
    const notices = await home.home.db.select().from(schema.notices);
    expect(notices).toMatchObject([{ kind: 'destination_paused', seenAt: null }]);

    const before = receiver.received.length;
    await deliver();
    expect(receiver.received).toHaveLength(before);
    receiver.answers = status(200);
    await api(`POST /v1/destinations/${id}/resume`);
    now += 2 * DAY_MS;
    await deliver();
    expect(await listed('?state=waiting')).toEqual([]);
    await mails.close();
  });

  it('is paused at once where it says that it is gone', async () => {
    const { id } = await add();
    receiver.answers = status(410);
    await enqueue(await newLead());
    await deliver();
    await enqueue(await newLead());
    await deliver();
    expect(receiver.received).toHaveLength(1);
    expect((await listed()).map(({ state }) => state)).toEqual(['waiting', 'dead']);
    expect((await api('GET /v1/destinations')).body.destinations[0]).toMatchObject({
      id,
      paused_why: expect.stringContaining('is gone for good (410)'),
    });
  });

  it('keeps no other waiting', async () => {
    const { id: hanging } = await add();
    const alive = await startReceiver();
    await add({ name: 'Alive', settings: { url: alive.url } });
    receiver.answers = () => {};
    await enqueue(await newLead());
    const busy = new Set<string>();
    const stuck = deliver(busy);
    await expect.poll(() => alive.received.length).toBe(1);
    expect([...busy]).toEqual([hanging]);
    await enqueue(await newLead());
    await deliver(busy);
    expect([alive.received.length, receiver.received.length]).toEqual([2, 1]);
    await receiver.close();
    await stuck;
    await alive.close();
  });
});

it('is sent once by two jobs at once', async () => {
  await add();
  for (let i = 0; i < 20; i++) await enqueue(await newLead());
  await Promise.all([deliver(), deliver(), deliver()]);
  expect(receiver.received).toHaveLength(20);
});

describe('a destination', () => {
  it('is tried and previewed', async () => {
    const { id } = await add();
    const tried = await api(`POST /v1/destinations/${id}/test`);
    expect(tried.body).toMatchObject({ outcome: 'delivered', status: 200, answer: 'ok' });
    expect(JSON.parse(receiver.received[0]?.body ?? '')).toMatchObject({ type: 'lead.test' });
    const leadId = await newLead();
    const { body } = await api(`POST /v1/destinations/${id}/preview`, { lead: leadId });
    expect(body).toMatchObject({ method: 'POST', url: `${receiver.url}/hook` });
    expect(JSON.parse(body.body)).toMatchObject({ data: { id: leadId, links: { accept: '…' } } });
    expect(receiver.received).toHaveLength(1);
  });

  it('is changed, resumed and removed', async () => {
    const { id } = await add();
    const to = { settings: { contact: true }, name: 'Our CRM', accepts_tests: true };
    expect((await api(`PATCH /v1/destinations/${id}`, to)).body).toMatchObject({
      ...{ name: 'Our CRM', accepts_tests: true },
      settings: { url: `${receiver.url}/hook`, contact: true },
    });
    await enqueue(await newLead());
    expect((await api(`DELETE /v1/destinations/${id}`)).status).toBe(200);
    expect((await api(`DELETE /v1/destinations/${id}`)).status).toBe(404);
    expect((await api('GET /v1/destinations')).body.destinations).toEqual([]);
    await deliver();
    expect(receiver.received).toEqual([]);
    expect(await listed()).toMatchObject([
      { state: 'dead', reason: 'The destination was removed' },
    ]);
  });

  it.each([
    [{ kind: 'fax', name: 'A' }, 'kind: is one of webhook, slack, teams, mail, adf'],
    [{ kind: 'webhook', name: 'A' }, 'settings.url: '],
    [{ kind: 'webhook', name: 'A', settings: { url: 'ftp://a' } }, 'must be an address'],
    [{ kind: 'slack', name: 'A' }, 'secrets.url: '],
    [{ kind: 'mail', name: 'A', settings: { to: 'ann' } }, 'settings.provider: '],
    [{ kind: 'adf', name: 'A' }, 'settings.by: '],
    [{ kind: 'webhook' }, 'name: '],
  ])('%j is refused', async (asked, says) => {
    const { status: code, body } = await api('POST /v1/destinations', asked);
    expect([code, body.error.message]).toEqual([400, expect.stringContaining(says)]);
  });
});

it('goes with its lead, with all that was logged of it', async () => {
  await add();
  const id = await newLead();
  await enqueue(id);
  await deliver();
  await enqueue(id, 'lead.late');
  expect((await api('POST /v1/people/erase', { lead: id })).status).toBe(200);
  await deliver();
  expect(receiver.received).toHaveLength(1);
  const { db } = home.home;
  expect(await db.select().from(schema.deliveries)).toEqual([]);
  expect(await db.select().from(schema.attempts)).toEqual([]);
});

it('leaves nothing of a contact in the outbox, its log or its answers', async () => {
  const marker = 'Zebulonmarker';
  const contact = {
    ...{ email: `${marker}@person.example`, name: `Ann ${marker}`, phone: '+1 555 0123 4567' },
    ...{ company: `${marker} Ltd`, message: `Call ${marker} "soon"` },
  };
  await changeSetting(home.home, home.local, 'contact', {});
  const hook = { url: 'https://hooks.example.com/in' };
  const mail = { provider: 'resend', from: 'a@example.com', to: 'ann@example.com' };
  for (const asked of [
    { kind: 'webhook', settings: { ...hook, contact: true } },
    { kind: 'slack', settings: { contact: true }, secrets: hook },
    { kind: 'teams', settings: { contact: true }, secrets: hook },
    { kind: 'mail', settings: { ...mail, contact: true }, secrets: { key: 'k' } },
    { kind: 'adf', settings: { ...mail, by: 'mail', vendor: 'V' }, secrets: { key: 'k' } },
    { kind: 'adf', settings: { ...hook, by: 'http', vendor: 'V' } },
  ]) {
    await add({ name: asked.kind, ...asked });
  }
  const { deps, db } = home.home;
  deps.send = sentTo(receiver, deps.send);
  const logged: unknown[] = [];
  deps.log = (...line) => logged.push(line);
  receiver.answers = (response, { body }) => response.writeHead(422).end(`Refused: ${body}`);
  await enqueue(await newLead({ contact }));
  await deliver();
  expect(receiver.received).toHaveLength(6);
  for (const { body } of receiver.received) expect(body).toContain(marker);
  const stored = await everything(db);
  expect(stored).toContain('Refused');
  expect(stored + JSON.stringify(logged)).not.toMatch(/zebulon|555 0123/i);
});
