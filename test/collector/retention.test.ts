import { eq, sql } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type contacts,
  cursors,
  inbox,
  leads,
  ledger,
  sessions,
  signInLinks,
  signIns,
} from '../../collector/db/schema.ts';
import type { SettingName } from '../../collector/domain/setting-words.ts';
import { retain } from '../../collector/jobs/retention.ts';
import { addSite, changeSetting } from '../../collector/node/setup.ts';
import { SHOP, testHome } from '../support/home.ts';
import { lead, message, newId, pageView } from '../support/message.ts';
import { everything } from '../support/stored.ts';

const DAY_MS = 86_400_000;

let home: Awaited<ReturnType<typeof testHome>>;
beforeEach(async () => {
  home = await testHome();
  await changeSetting(home.home, home.local, 'contact', {});
});
afterEach(() => home.close());

const NOTHING = {
  leads: 0,
  contacts: 0,
  submissions: 0,
  classifications: 0,
  sessions: 0,
  page_views: 0,
  intents: 0,
  messages: 0,
  sign_ins: 0,
};

/** Runs the job as if so many days had gone by, and gives what it said: nothing, where nothing went. */
async function daysLater(days: number): Promise<Record<string, unknown>> {
  const said: unknown[] = [];
  const later = () => Date.now() + days * DAY_MS;
  await retain(home.home.db, later, (...line) => said.push(line));
  const [, , removed] = (said[0] as unknown[] | undefined) ?? [];
  return (removed as Record<string, unknown> | undefined) ?? NOTHING;
}

const set = (name: SettingName, value: unknown) =>
  changeSetting(home.home, home.local, name, value);

async function send(body: object, siteKey = home.siteKey) {
  const answer = await home.request(`/v1/collect/${siteKey}`, {
    method: 'POST',
    headers: { 'content-type': 'text/plain', origin: SHOP },
    body: JSON.stringify(body),
  });
  expect(answer.status).toBe(202);
}

/** A visit with a page view, an intent and a lead with its contact. */
async function visit(siteKey?: string) {
  const event = lead({ contact: { email: 'ann@example.com' } });
  const { page, intent } = event;
  const view = pageView();
  const call = { type: 'intent', id: newId(), at: event.at, action: 'call', page, intent };
  const body = message([view, call, event]) as { session: { id: string } };
  await send(body, siteKey);
  return { lead: event.id, view: view.id, call: call.id, session: body.session.id };
}

const rowsOf = async (table: typeof inbox | typeof sessions | typeof leads | typeof contacts) =>
  (await home.home.db.select({ rows: sql<number>`count(*)` }).from(table))[0]?.rows;

describe('what is kept', () => {
  it('goes class by class, as the settings say by themselves', async () => {
    const { lead, view, call, session } = await visit();
    expect(await daysLater(29)).toMatchObject({ messages: 0, sessions: 0, leads: 0 });
    expect(await daysLater(31)).toMatchObject({ messages: 1, sessions: 0, leads: 0 });
    expect(await daysLater(399)).toMatchObject({ messages: 0, sessions: 0, leads: 0 });
    expect(await daysLater(401)).toMatchObject({
      sessions: 1,
      page_views: 1,
      intents: 1,
      leads: 0,
    });
    const all = await everything(home.home.db);
    // What a lead says of itself stays with it.
    for (const id of [view, call]) expect(all).not.toContain(id);
    for (const id of [lead, session]) expect(all).toContain(id);
    const headers = { authorization: `Bearer ${home.apiKey}` };
    const found = await (await home.request(`/v1/leads/${lead}`, { headers })).json();
    expect(found).toMatchObject({
      contact: { email: 'ann@example.com' },
      session: { id: session, number: null },
    });
    expect(await daysLater(3_000)).toMatchObject({ leads: 0, contacts: 0 });
  });

  it.each([
    ['keep_raw_days', 5, { messages: 1, sessions: 0, leads: 0, contacts: 0 }],
    ['keep_sessions_days', 5, { messages: 1, sessions: 1, page_views: 1, intents: 1, leads: 0 }],
    ['keep_leads_days', 5, { messages: 1, sessions: 0, leads: 1, contacts: 1, submissions: 1 }],
    ['keep_contacts_days', 5, { messages: 1, sessions: 0, leads: 0, contacts: 1 }],
  ] as const)('%s of %i days', async (name, days, gone) => {
    await visit();
    await set(name, days);
    expect(await daysLater(4)).toMatchObject({ messages: 0, sessions: 0, leads: 0, contacts: 0 });
    expect(await daysLater(6)).toMatchObject(gone);
  });

  it('leaves nothing of a lead but counts once all is over', async () => {
    const ids = await visit();
    for (const name of ['keep_sessions_days', 'keep_leads_days'] as const) await set(name, 10);
    await daysLater(11);
    const all = await everything(home.home.db);
    for (const id of Object.values(ids)) expect(all).not.toContain(id);
    expect(await home.home.db.select().from(ledger)).not.toEqual([]);
  });

  it('is said by each site for itself', async () => {
    const other = await addSite(home.home, home.local, 'Other', [SHOP]);
    await set('keep_raw_days', 100);
    await set('keep_sessions_days', 100);
    const [mine, theirs] = [await visit(), await visit(other)];
    expect(await daysLater(60)).toMatchObject({ messages: 1, sessions: 0 });
    expect(await daysLater(200)).toMatchObject({ messages: 1, sessions: 1, page_views: 1 });
    const all = await everything(home.home.db);
    expect([all.includes(mine.view), all.includes(theirs.view)]).toEqual([false, true]);
  });

  it('holds on to what is not projected yet, and to what was set aside as long as to others', async () => {
    const { db } = home.home;
    await visit();
    await visit();
    await db.update(inbox).set({ failure: 'no' }).where(eq(inbox.seq, 1));
    await db.update(cursors).set({ seq: 1 });
    expect(await daysLater(20)).toMatchObject({ messages: 0 });
    expect(await daysLater(31)).toMatchObject({ messages: 1 });
    expect((await db.select().from(inbox)).map(({ seq }) => seq)).toEqual([2]);
  });

  it('goes piece by piece, however much there is', async () => {
    const { db } = home.home;
    const { siteId } = { siteId: home.local.site.id };
    const old = Date.now() - 1_000 * DAY_MS;
    await db.run(sql`with recursive n(i) as (select 1 union all select i + 1 from n where i < 5000)
      insert into inbox (site_id, received_at, body) select ${siteId}, ${old}, '{}' from n`);
    await db.update(cursors).set({ seq: 5_000 });
    await db.run(sql`with recursive n(i) as (select 1 union all select i + 1 from n where i < 5000)
      insert into sessions (site_id, id, number, started_at, last_at, consent)
      select ${siteId}, 's' || i, 1, ${old}, ${old}, '{}' from n`);
    await db.run(sql`with recursive n(i) as (select 1 union all select i + 1 from n where i < 5000)
      insert into page_views (site_id, id, session_id, at, url, title, engaged_ms)
      select ${siteId}, 'p' || i, 's1', ${old}, '', '', 0 from n`);
    await visit();
    expect(await daysLater(0)).toMatchObject({
      messages: 5_000,
      sessions: 5_000,
      page_views: 5_000,
    });
    expect([await rowsOf(inbox), await rowsOf(sessions)]).toEqual([1, 1]);
  });

  it('goes on with leads until none is left that is too old', async () => {
    const { db } = home.home;
    const { lead: id } = await visit();
    const [row] = await db.select().from(leads).where(eq(leads.id, id));
    if (!row) throw new Error('The lead is not there.');
    const receivedAt = row.receivedAt - 100 * DAY_MS;
    for (let i = 0; i < 9; i++) {
      const older = Array.from({ length: 100 }, () => ({ ...row, id: newId(), receivedAt }));
      await db.insert(leads).values(older);
    }
    await set('keep_leads_days', 50);
    expect(await daysLater(0)).toMatchObject({ leads: 900 });
    expect(await rowsOf(leads)).toBe(1);
  });

  it('are links and sign-ins, until they are of no use', async () => {
    const { db } = home.home;
    await home.signInLink();
    expect(await daysLater(0.5)).toMatchObject({ sign_ins: 0 });
    expect(await daysLater(2)).toMatchObject({ sign_ins: 1 });
    const token = (await home.signInLink()).split('token=')[1] ?? '';
    const answer = await home.request('/sign-in', {
      method: 'POST',
      headers: {
        origin: 'http://localhost',
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: new URLSearchParams({ token }).toString(),
    });
    expect(answer.status).toBe(303);
    await daysLater(1);
    expect([
      (await db.select().from(signInLinks)).length,
      (await db.select().from(signIns)).length,
    ]).toEqual([0, 1]);
    await daysLater(31);
    expect(await db.select().from(signIns)).toEqual([]);
  });
});
