import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { changeSetting } from '../../collector/node/setup.ts';
import { referenceOf } from '../../shared/reference.ts';
import type { Batch } from '../../shared/wire.ts';
import { addKey, SHOP, testHome } from '../support/home.ts';
import { AT, lead, message, newId, pageView, touch } from '../support/message.ts';
import { everything } from '../support/stored.ts';

let home: Awaited<ReturnType<typeof testHome>>;
let key: string;
beforeAll(async () => {
  home = await testHome();
  key = await addKey(home.home, home.local, 'write');
});
afterAll(() => home.close());

type Headers = Record<string, string>;

async function add(body: object, headers: Headers = {}) {
  const answer = await home.request('/v1/leads', {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}`, ...headers },
    body: JSON.stringify(body),
  });
  return { status: answer.status, body: await answer.json() };
}

async function read(path: string) {
  const answer = await home.request(path, { headers: { authorization: `Bearer ${key}` } });
  return { status: answer.status, body: await answer.json() };
}

const found = async (id: string) => (await read(`/v1/leads/${id}`)).body;

async function collect(batch: object) {
  const answer = await home.request(`/v1/collect/${home.siteKey}`, {
    method: 'POST',
    headers: { 'content-type': 'text/plain', origin: SHOP },
    body: JSON.stringify(batch),
  });
  expect(answer.status).toBe(202);
  return batch as Batch;
}

/** A visit of two pages, and the code that they show. */
async function visit() {
  const at = AT;
  const batch = await collect(
    message([
      pageView({ at, touch: touch() }),
      pageView({ at: at + 1_000, url: 'https://www.shop.example/offers', title: 'Offers' }),
    ]),
  );
  return { batch, code: referenceOf(batch.session.id) };
}

describe('a lead without a form', () => {
  it('is taken like a message, and read like any other', async () => {
    const { status, body } = await add({
      ...{ form: 'Walk-in', topic: 'Repair', lead_type: 'quote_request', by: 'front desk' },
      ...{ source: 'Radio', medium: 'offline', campaign: 'May' },
    });
    expect(status).toBe(202);
    expect(body).toEqual({
      ...{ id: expect.stringMatching(/^[0-9a-v]{25}$/), site: home.siteKey },
      ...{ status: 'accepted', contact: null },
    });
    expect(await found(body.id)).toMatchObject({
      ...{ status: 'accepted', by: 'front desk', form: { name: 'Walk-in' }, label: '' },
      source: { source: 'radio', medium: 'offline', campaign: 'May' },
      intent: { topic: 'Repair', lead_type: 'quote_request' },
      session: { number: null },
    });
    const { events, manifest } = (await read(`/v1/leads/${body.id}/events`)).body;
    expect(events).toMatchObject([{ kind: 'received', via: 'api' }]);
    expect(manifest[0]).toMatchObject({ value: 'radio / offline' });
  });

  it('says why it has no source, where it was told none', async () => {
    const { body } = await add({ form: 'Call' });
    const { manifest } = (await read(`/v1/leads/${body.id}/events`)).body;
    expect(manifest[0].missing).toBe('came over the API without a page');
  });

  it('is one by its key, and another request is a mistake', async () => {
    const headers = { 'idempotency-key': newId() };
    const first = await add({ form: 'Call' }, headers);
    expect(await add({ form: 'Call' }, headers)).toEqual(first);
    expect((await add({ form: 'Visit' }, headers)).body.error.reason).toBe('key_reused');
    const { body } = await read('/v1/ledger');
    expect(body.total.events).toMatchObject({ duplicate: 0, conflict: 0 });
  });

  it('is one by its own id', async () => {
    const id = newId();
    for (let i = 0; i < 2; i++) expect((await add({ id, form: 'Call' })).body.id).toBe(id);
    const { events } = (await read(`/v1/leads/${id}/events`)).body;
    expect(events).toHaveLength(1);
  });

  it('of a caller has the path of the page that showed his code', async () => {
    const { batch, code } = await visit();
    const said = `${code.slice(0, 3).toLowerCase()} - ${code.slice(3)}`;
    const { body } = await add({ form: 'Call', reference: said });
    const told = await found(body.id);
    expect(told).toMatchObject({
      source: { source: 'google', medium: 'cpc' },
      page: 'https://www.shop.example/offers',
      path: [{ url: 'https://www.shop.example/' }, { title: 'Offers' }],
      session: { id: batch.session.id, number: 1 },
      visitor: batch.visitor,
    });
    expect(told.source.touch.click_ids).toEqual({ gclid: 'abc' });
    const { body: reference } = await read(`/v1/references/${code}`);
    expect(reference).toMatchObject({
      ...{ code, site: home.siteKey, leads: [body.id], visitor: batch.visitor },
      path: [{}, { title: 'Offers' }],
      touch: { tags: { utm_source: 'google' } },
      // A call is no sign of life of a browser.
      session: { id: batch.session.id, last_at: new Date(AT + 1_000).toISOString() },
    });
  });

  it('keeps what a person wrote only where the site asks for it', async () => {
    const contact = { email: 'marker-one@b.example', phone: '+43 1 2345678' };
    const dropped = await add({ form: 'Call', contact }, { 'idempotency-key': newId() });
    expect(dropped.body.contact).toBe('dropped');
    await changeSetting(home.home, home.local, 'contact', {});
    const kept = await add({ form: 'Call', contact }, { 'idempotency-key': newId() });
    expect(kept.body.contact).toBe('kept');
    expect((await found(kept.body.id)).contact).toMatchObject(contact);
    expect((await found(dropped.body.id)).contact).toBeNull();
    expect((await read(`/v1/leads/${kept.body.id}/events`)).body.person).toBeTruthy();
    const stored = await everything(home.home.db);
    for (const text of Object.values(contact)) expect(stored).not.toContain(text);
  });

  it('may be a test', async () => {
    const { body } = await add({ form: 'Call', test: true });
    expect(await found(body.id)).toMatchObject({ label: 'test', label_by: 'the server' });
  });

  it.each([
    [{ form: '' }, 400, 'form'],
    [{ colour: 'red' }, 400, 'colour'],
    [{ reference: 'O0O0O0' }, 400, 'reference: is a code'],
    [{ reference: '222222' }, 404, 'No page of this site showed this code.'],
    [{ site: 'nosuchsite' }, 404, 'No site'],
    [{ at: '2099-01-01' }, 400, 'at: is still to come'],
    [{ at: '2020-01-01' }, 400, 'at: is more than 7 days ago'],
    [{ page: 'javascript:alert(1)' }, 400, 'page'],
    [{ waybill_id: 'x' }, 400, 'waybill_id: is an id'],
    [{ waybill_id: newId(), form: 'Call' }, 400, 'form'],
  ])('%j is refused', async (body, status, message) => {
    const answer = await add(body);
    expect(answer.status).toBe(status);
    expect(answer.body.error.message).toContain(message);
  });

  it('needs a key that is a text', async () => {
    const answer = await add({ form: 'Call' }, { 'idempotency-key': 'x'.repeat(201) });
    expect(answer.status).toBe(400);
  });
});

describe('a back end that echoes waybill_id', () => {
  it('confirms that the lead was accepted', async () => {
    const event = lead({ by: 'native' });
    await collect(message([event]));
    expect(await found(event.id)).toMatchObject({ status: 'submitted' });
    const answer = await add({ waybill_id: event.id.toUpperCase(), by: 'shop server' });
    expect(answer).toMatchObject({ status: 202, body: { id: event.id, status: 'accepted' } });
    expect(await found(event.id)).toMatchObject({ status: 'accepted', by: 'shop server' });
  });

  it('may be faster than the browser', async () => {
    const event = lead();
    await add({ waybill_id: event.id });
    await collect(message([event]));
    expect(await found(event.id)).toMatchObject({
      ...{ status: 'accepted', source: { source: 'google' } },
    });
  });
});

describe('the code of a session', () => {
  it('is six letters and digits that nobody takes for another', () => {
    for (let i = 0; i < 100; i++) expect(referenceOf(newId())).toMatch(/^[2-9A-HJ-NP-Z]{6}$/);
    expect(referenceOf('01k0000000000000000000v0a')).toBe('WWWVWA');
  });

  it.each(['222222', 'x', '0O1I'])('that no page showed leads nowhere: %s', async (code) => {
    expect((await read(`/v1/references/${code}`)).status).toBe(404);
  });

  it('goes with the session, once the person is erased', async () => {
    const { batch, code } = await visit();
    const admin = { authorization: `Bearer ${await addKey(home.home, home.local, 'admin')}` };
    const erased = await home.request('/v1/people/erase', {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...admin },
      body: JSON.stringify({ visitor: batch.visitor }),
    });
    expect(erased.status).toBe(200);
    expect((await read(`/v1/references/${code}`)).status).toBe(404);
    expect(await everything(home.home.db)).not.toContain(batch.session.id);
  });
});
