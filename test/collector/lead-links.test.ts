import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import * as schema from '../../collector/db/schema.ts';
import { changeSetting } from '../../collector/node/setup.ts';
import { signLink } from '../../collector/secrets/link.ts';
import { SHOP, testHome } from '../support/home.ts';
import { lead, message } from '../support/message.ts';

const OURS = 'https://collect.example';
const DAY = 86_400_000;

let home: Awaited<ReturnType<typeof testHome>>;
beforeAll(async () => {
  home = await testHome();
  await changeSetting(home.home, home.local, 'contact', {});
  home.home.deps.publicUrl = OURS;
  await home.home.db.insert(schema.owners).values({
    ...{ id: 'ann', accountId: home.local.scope.accountId, kind: 'person', name: 'Ann <b>' },
    ...{ calendar: {}, createdAt: 0 },
  });
});
afterAll(() => home.close());

let leadId: string;
/** A lead that Ann got as her first. */
beforeEach(async () => {
  const event = lead({
    contact: { email: 'marker@b.example', name: 'Marker' },
    fields: { waybill_story: 'Came from Google to ask for a repair.' },
  });
  leadId = event.id;
  const answer = await home.request(`/v1/collect/${home.siteKey}`, {
    method: 'POST',
    headers: { 'content-type': 'text/plain', origin: SHOP },
    body: JSON.stringify(message([event])),
  });
  expect(answer.status).toBe(202);
  await assign(1);
});

async function assign(number: number) {
  const at = Date.now();
  await home.home.db.insert(schema.assignments).values({
    ...{ siteId: home.local.site.id, leadId, number, ownerId: 'ann', at, rule: 'All', why: '' },
    ...{ dueAt: at + DAY, expectation: { minutes: 30, calendar: 'office hours' } },
  });
}

async function linkOf(changes: object = {}) {
  const link = { siteId: home.local.site.id, leadId, assignment: 1, expiresAt: Date.now() + DAY };
  return `/h/${await signLink(home.home.deps.secret, { ...link, ...changes })}`;
}

function post(path: string, fields: Record<string, string>, origin = OURS) {
  return home.request(path, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', origin },
    body: new URLSearchParams(fields).toString(),
  });
}

async function timeline() {
  const answer = await home.request(`/v1/leads/${leadId}/events`, {
    headers: { authorization: `Bearer ${home.apiKey}` },
  });
  return answer.json();
}

describe('a link in a message', () => {
  it('shows the story and the nine items, and nothing of the person; opening it says nothing', async () => {
    const answer = await home.request(await linkOf());
    expect(answer.status).toBe(200);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
    const text = await answer.text();
    expect(text).toContain('Came from Google to ask for a repair.');
    expect(text).toContain('Ann &lt;b&gt;');
    for (const part of ['google / cpc', 'lead type', '30 minutes, office hours', 'Accept']) {
      expect(text).toContain(part);
    }
    expect(text).not.toMatch(/marker/i);
    const { events, stage } = await timeline();
    expect([events.length, stage]).toEqual([1, 'routed']);
  });

  it.each([
    [{ act: 'accept' }, 'accepted', {}],
    [{ act: 'contacted', channel: 'call' }, 'contacted', { channel: 'call' }],
    [{ act: 'reject', reason: 'poor_fit', text: '' }, 'rejected', { reason: 'poor_fit' }],
    [{ act: 'reject', reason: 'other', text: 'moved' }, 'rejected', { text: 'moved' }],
  ])('takes an answer: %j', async (fields, stage, details) => {
    const link = await linkOf();
    for (let i = 0; i < 2; i++) {
      const answer = await post(link, fields);
      expect([answer.status, answer.headers.get('location')]).toEqual([303, link]);
    }
    const told = await timeline();
    expect(told.stage).toBe(stage);
    expect(told.events).toHaveLength(2);
    expect(told.events[1]).toMatchObject({
      ...{ by: 'Ann <b>', via: 'link', actor: 'human', ...details },
    });
    expect(await (await home.request(link)).text()).toContain(`>${stage}<`);
  });

  it.each([
    [{}, 'act is one of'],
    [{ act: 'win' }, 'act is one of'],
    [{ act: 'reject' }, 'reason: is missing'],
    [{ act: 'reject', reason: 'other' }, 'text: is missing'],
    [{ act: 'contacted' }, 'channel: is missing'],
  ])('refuses %j, and says why', async (fields, message) => {
    const answer = await post(await linkOf(), fields);
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain(message);
    expect((await timeline()).events).toHaveLength(1);
  });

  it('is spent once the lead has another owner', async () => {
    const link = await linkOf();
    await assign(2);
    expect(await (await home.request(link)).text()).toContain('has another owner by now');
    expect((await post(link, { act: 'accept' })).status).toBe(410);
    expect((await timeline()).events).toHaveLength(1);
  });

  it.each([
    ['that is too old', () => linkOf({ expiresAt: Date.now() - 1 })],
    ['of a lead that is nowhere', () => linkOf({ leadId: 'x' })],
    ['of a site that is nowhere', () => linkOf({ siteId: 'x' })],
    ['that is none', async () => '/h/abc'],
  ])('%s shows nothing', async (_name, make) => {
    const link = await make();
    for (const answer of [await home.request(link), await post(link, { act: 'accept' })]) {
      expect([answer.status, answer.headers.get('waybill-reason')]).toEqual([410, 'link_spent']);
      expect(await answer.text()).not.toContain('google');
    }
  });

  it('takes no answer that a page of others sends', async () => {
    const answer = await post(await linkOf(), { act: 'accept' }, 'https://thief.example');
    expect([answer.status, answer.headers.get('waybill-reason')]).toEqual([403, 'forged']);
    expect((await timeline()).events).toHaveLength(1);
  });
});
