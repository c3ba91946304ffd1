import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createClient } from '@libsql/client';
import { drizzle } from 'drizzle-orm/libsql';
import { migrate } from 'drizzle-orm/libsql/migrator';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createApp } from '../../collector/app.ts';
import { readNodeSettings } from '../../collector/config.ts';
import { classifications, inbox, intents } from '../../collector/db/schema.ts';
import { openHome } from '../../collector/node/home.ts';

import { setUp } from '../../collector/node/setup.ts';
import { addKey, temporaryFolder } from '../support/home.ts';
import { lead, message, pageView, touch } from '../support/message.ts';

import { everything } from '../support/stored.ts';

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

/** A data folder as a collector left it that knew no more than the first migrations. */
async function dataOf(migrations: number, fill: string[]): Promise<string> {
  const old = join(folder.path, 'migrations');
  cpSync('migrations', old, { recursive: true });
  const journal = join(old, 'meta', '_journal.json');
  const { entries, ...rest } = JSON.parse(readFileSync(journal, 'utf8'));
  writeFileSync(journal, JSON.stringify({ ...rest, entries: entries.slice(0, migrations) }));
  const data = join(folder.path, 'data');
  mkdirSync(data);
  const client = createClient({ url: `file:${join(data, 'waybill.db')}` });
  await migrate(drizzle(client), { migrationsFolder: old });
  for (const statement of fill) await client.execute(statement);
  client.close();
  return data;
}

/** A lead in the words of the first tables. */
function oldLead(id: string, siteId: string, touches: object, status = 'submitted'): string {
  const row = {
    site_id: siteId,
    id,
    session_id: 's',
    occurred_at: 1_790_000_060_000,
    received_at: 1_790_000_061_000,
    status,
    source: 'google',
    medium: 'cpc',
    campaign: 'spring',
    channel: 'Paid Search',
    table_version: 'head-1',
    page: 'https://www.shop.example/contact',
    form: '{"id":"contact","name":"Contact"}',
    intent: '{}',
    touches: JSON.stringify(touches),
    path: '[]',
    fields: '{}',
    consent: JSON.stringify({
      storage: { level: 'full', by: 'default', at: 1 },
      ads: { level: 'unknown', by: 'default', at: 1 },
    }),
    script: '0.1.0',
  };
  const values = Object.values(row).map((value) => `'${`${value}`.replaceAll("'", "''")}'`);
  return `insert into leads (${Object.keys(row)}) values (${values})`;
}

describe('the migrations', () => {
  it('lose nothing of the leads of the first tables', async () => {
    const tags = { utm_source: 'google', utm_term: "it's", utm_content: 'blue', utm_id: '7' };
    const ad = touch({ at: 1_790_000_000_000, tags, click_ids: { gclid: 'a"b' } });
    const direct = touch({ tags: {}, click_ids: {}, referrer: '', at: ad.at + 1 });
    const [one, other] = [lead().id, lead().id];
    const data = await dataOf(1, [
      "insert into accounts values ('a', 'An account', 1)",
      "insert into members values ('m', 'a', 'Admin', 1)",
      "insert into sites values ('s', 'a', 'key', 'A site', '[]', 1)",
      oldLead(one, 's', { first: ad, last: direct, last_non_direct: ad, session: direct }),
      oldLead(other, 's', { first: direct, last: direct, session: direct }),
    ]);
    const home = await openHome(readNodeSettings({ WAYBILL_DATA: data }));
    const headers = { authorization: `Bearer ${await addKey(home, await setUp(home))}` };
    const app = createApp(home.deps);
    const found = async (id: string) => (await app.request(`/v1/leads/${id}`, { headers })).json();
    const source = {
      source: 'google',
      medium: 'cpc',
      campaign: 'spring',
      term: "it's",
      content: 'blue',
      id: '7',
      channel: 'Paid Search',
      platform: '',
      click_ids: { gclid: 'a"b' },
      evidence: { rule: '', channel_rule: '', on: '', rules_version: 1, table_version: 'head-1' },
      classified_at: '2026-09-21T14:14:21.000Z',
      touch: { ...ad, at: '2026-09-21T14:13:20.000Z' },
    };
    expect(await found(one)).toMatchObject({
      source,
      classifications: [source],
      status: 'submitted',
      by: '',
      submissions: [{ status: 'submitted', at: '2026-09-21T14:14:20.000Z', by: '' }],
      contact: null,
    });
    expect((await found(other)).source).toMatchObject({ term: '', id: '', click_ids: {} });
    await home.close();
  });

  it('keep what became of a lead, and take what was stopped for an intent', async () => {
    const direct = touch({ tags: {}, click_ids: {}, referrer: '' });
    const touches = { first: direct, last: direct, session: direct };
    const [accepted, blocked] = [lead().id, lead().id];
    const data = await dataOf(4, [
      "insert into accounts values ('a', 'An account', 1)",
      "insert into members values ('m', 'a', 'Admin', 1)",
      "insert into sites values ('s', 'a', 'key', 'A site', '[]', 1, '{}')",
      ...[accepted, blocked].flatMap((id) => [
        oldLead(id, 's', touches, id === accepted ? 'accepted' : 'blocked').replace(
          /table_version,|'head-1',/g,
          '',
        ),
        `insert into classifications values ('s', '${id}', 1, 't', 1, ${direct.at}, '', '', '', '', '', '', 'Direct', '', '{}', '', '', '')`,
      ]),
    ]);
    const home = await openHome(readNodeSettings({ WAYBILL_DATA: data }));
    const headers = { authorization: `Bearer ${await addKey(home, await setUp(home))}` };
    const app = createApp(home.deps);
    const { leads } = await (await app.request('/v1/leads', { headers })).json();
    expect(leads).toMatchObject([{ id: accepted, status: 'accepted' }]);
    expect(await home.db.select().from(intents)).toMatchObject([
      { id: blocked, lead: blocked, action: 'blocked', by: '', at: 1_790_000_060_000 },
    ]);
    const judged = await home.db.select().from(classifications);
    expect(judged.map(({ leadId }) => leadId)).toEqual([accepted]);
    await home.close();
  });

  it('seal what persons wrote of themselves before', async () => {
    const direct = touch({ tags: {}, click_ids: {}, referrer: '' });
    const { id } = lead();
    const row = oldLead(id, 's', { first: direct, last: direct, session: direct });
    const data = await dataOf(5, [
      "insert into accounts values ('a', 'An account', 1)",
      "insert into members values ('m', 'a', 'Admin', 1)",
      "insert into sites values ('s', 'a', 'key', 'A site', '[]', 1, '{}')",
      row.replace(/table_version,|'head-1',|status,|'submitted',/g, ''),
      `insert into classifications values ('s', '${id}', 1, 't', 1, ${direct.at}, '', '', '', '', '', '', 'Direct', '', '{}', '', '', '')`,
      `insert into contacts values ('s', '${id}', 'ann@example.com', 'Ann', null, null, null)`,
    ]);
    const home = await openHome(readNodeSettings({ WAYBILL_DATA: data }));
    const headers = { authorization: `Bearer ${await addKey(home, await setUp(home))}` };
    const found = await createApp(home.deps).request(`/v1/leads/${id}`, { headers });
    expect((await found.json()).contact).toEqual({
      ...{ email: 'ann@example.com', name: 'Ann' },
      ...{ phone: null, company: null, message: null },
    });
    expect(await everything(home.db)).not.toContain('ann@example.com');
    await home.close();
  });

  it('seal what persons wrote of themselves before', async () => {
    const direct = touch({ tags: {}, click_ids: {}, referrer: '' });
    const { id } = lead();
    const row = oldLead(id, 's', { first: direct, last: direct, session: direct });
    const data = await dataOf(5, [
      "insert into accounts values ('a', 'An account', 1)",
      "insert into members values ('m', 'a', 'Admin', 1)",
      "insert into sites values ('s', 'a', 'key', 'A site', '[]', 1, '{}')",
      row.replace(/table_version,|'head-1',|status,|'submitted',/g, ''),
      `insert into classifications values ('s', '${id}', 1, 't', 1, ${direct.at}, '', '', '', '', '', '', 'Direct', '', '{}', '', '', '')`,
      `insert into contacts values ('s', '${id}', 'ann@example.com', 'Ann', null, null, null)`,
    ]);
    const home = await openHome(readNodeSettings({ WAYBILL_DATA: data }));
    const headers = { authorization: `Bearer ${await addKey(home, await setUp(home))}` };
    const found = await createApp(home.deps).request(`/v1/leads/${id}`, { headers });
    expect((await found.json()).contact).toEqual({
      ...{ email: 'ann@example.com', name: 'Ann' },
      ...{ phone: null, company: null, message: null },
    });
    expect(await everything(home.db)).not.toContain('ann@example.com');
    await home.close();
  });

  it('leave nothing that persons wrote of themselves in what waited or had failed', async () => {
    const row = (id: string, event: object, failure: string) => {
      const body = JSON.stringify(message([pageView(), event])).replaceAll("'", "''");
      return `insert into inbox (id, site_id, received_at, body, failure)
        values ('${id}', 's', 1790000061000, '${body}', ${failure})`;
    };
    const contact = { email: 'ann@example.com', name: 'Ann' };
    const waiting = lead({ contact });
    const data = await dataOf(5, [
      "insert into accounts values ('a', 'An account', 1)",
      "insert into members values ('m', 'a', 'Admin', 1)",
      "insert into sites values ('s', 'a', 'key', 'A site', '[]', 1, '{}')",
      row('1', waiting, 'null'),
      row('2', lead({ contact }), "'It had failed.'"),
      // What fails now.
      row('3', { ...lead({ contact }), at: 'noon' }, 'null'),
    ]);
    vi.spyOn(console, 'error').mockReturnValue();
    const home = await openHome(readNodeSettings({ WAYBILL_DATA: data }));
    await home.deps.project();
    const headers = { authorization: `Bearer ${await addKey(home, await setUp(home))}` };
    const found = await createApp(home.deps).request(`/v1/leads/${waiting.id}`, { headers });
    expect((await found.json()).contact).toMatchObject(contact);
    expect(await everything(home.db)).not.toContain('ann@example.com');
    const kept = await home.db.select().from(inbox);
    expect(kept.map(({ failure }) => !failure)).toEqual([false, true, false]);
    const { contact: _, ...rest } = waiting;
    expect(kept[1]?.body?.events[1]).toEqual(rest);
    await home.close();
    vi.restoreAllMocks();
  });
});
