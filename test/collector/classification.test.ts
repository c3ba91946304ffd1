import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { classifications, leads } from '../../collector/db/schema.ts';
import { createFirstAccount } from '../../collector/db/setup.ts';
import { reclassify } from '../../collector/jobs/reclassify.ts';
import { LOOKBACK_MS } from '../../shared/limits.ts';
import type { LeadEvent, Touch } from '../../shared/wire.ts';
import { waybill } from '../support/executable.ts';
import { SHOP, testHome } from '../support/home.ts';
import { AT, lead, message, newId, touch } from '../support/message.ts';

let home: Awaited<ReturnType<typeof testHome>>;
beforeEach(async () => {
  home = await testHome();
});
afterEach(() => home.close());

async function collect(event: LeadEvent) {
  const answer = await home.request(`/v1/collect/${home.siteKey}`, {
    method: 'POST',
    headers: { 'content-type': 'text/plain', origin: SHOP },
    body: JSON.stringify(message([event])),
  });
  expect(answer.status).toBe(202);
}

const read = async (path: string) =>
  (await home.request(path, { headers: { authorization: `Bearer ${home.apiKey}` } })).json();

async function taken(changes: Partial<LeadEvent> = {}) {
  const event = lead(changes);
  await collect(event);
  return read(`/v1/leads/${event.id}`);
}

const plain = (landing_page: string, referrer = '', at = AT): Touch =>
  touch({ landing_page, referrer, at, tags: {}, click_ids: {} });

describe('a lead', () => {
  it('is given with where it came from and what says so', async () => {
    const { source, classifications: all } = await taken();
    expect(source).toMatchObject({
      source: 'google',
      medium: 'cpc',
      campaign: '',
      term: '',
      content: '',
      id: '',
      channel: 'Paid Search',
      platform: 'google',
      click_ids: { gclid: 'abc' },
      evidence: { rule: 'S1', channel_rule: 'C6', on: 'gclid', rules_version: 2 },
      classified_at: expect.stringMatching(/^20.*Z$/),
      touch: { referrer: 'https://www.google.com/', at: new Date(AT).toISOString() },
    });
    expect(all).toEqual([source]);
    const { leads: list } = await read('/v1/leads');
    expect(list[0]).toMatchObject({ source: 'google', channel: 'Paid Search', platform: 'google' });
  });

  it('is classified by what its address carries and the script did not know', async () => {
    const only = plain(`${SHOP}/?mtm_source=news&mtm_medium=email&mtm_cid=7&gclid=a1`);
    const known = { ...only, tags: { utm_source: 'kept' } };
    const touches = { first: known, last: known, session: known };
    const { source } = await taken({ touches });
    expect(source).toMatchObject({ source: 'google', id: '7', click_ids: { gclid: 'a1' } });
    expect(
      (await taken({ touches: { ...touches, last: { ...known, landing_page: SHOP } } })).source,
    ).toMatchObject({ source: 'kept', evidence: { on: 'utm_source=kept' } });
  });

  it('is classified once, however often it comes', async () => {
    const event = lead();
    await collect(event);
    await collect({ ...event, status: 'accepted' });
    expect((await read(`/v1/leads/${event.id}`)).classifications).toHaveLength(1);
  });
});

describe('the touch that a lead is filed under', () => {
  const DAY_MS = 86_400_000;
  const ad = touch({ at: AT - 200 * DAY_MS });
  const news = plain(`${SHOP}/?utm_source=news`, '', ad.at + 1);
  const payment = plain(`${SHOP}/thanks`, 'https://checkout.stripe.com/', ad.at + DAY_MS);
  const direct = plain(`${SHOP}/`, '', ad.at + 2 * DAY_MS);
  const late = { ...direct, at: ad.at + LOOKBACK_MS + 1 };
  /** As a browser tells them that came back by these. */
  const back = (last: Touch, last_non_direct?: Touch, list?: Touch[]) => ({
    first: ad,
    last,
    session: last,
    ...(last_non_direct && { last_non_direct }),
    ...(list && { list }),
  });

  it.each<[string, string, LeadEvent['touches']]>([
    ['the last that was not direct', 'google', back(direct, ad)],
    [
      'the one before a page that the script took for a source',
      'google',
      back(payment, payment, [ad, payment]),
    ],
    ['the first, where no others are told', 'google', back(payment, payment)],
    ['the newest of several', 'news', back(direct, payment, [ad, news, payment])],
    ['one that the script took for direct', 'news', { first: direct, last: news, session: news }],
    ['one as old as the site lets it be', 'google', back(late, ad)],
    ['none that has lapsed', '(direct)', back(direct, undefined, [ad, news])],
    ['none of before the lookback', '(direct)', back(late, { ...payment, at: late.at }, [ad])],
    ['the last where all were direct', '(direct)', { ...back(payment), first: direct }],
  ])('is %s', async (_name, source, touches) => {
    const found = await taken({ touches });
    expect(found.source.source).toBe(source);
    const at = { google: ad.at, news: news.at }[source] ?? touches.last.at;
    expect(found.source.touch.at).toBe(new Date(at).toISOString());
  });
});

/** Makes it as if an older collector had classified these leads. */
async function asOfOld(channel: string) {
  await home.home.db
    .update(classifications)
    .set({ rulesVersion: 1, tableVersion: 'old', channel, at: 1, rule: '', decidedOn: '' });
}

/** Many leads more, like one that is there. */
async function multiply(id: string, times: number): Promise<void> {
  const { db } = home.home;
  const [one] = await db.select().from(leads).where(eq(leads.id, id));
  const [row] = await db.select().from(classifications).where(eq(classifications.leadId, id));
  if (!one || !row) throw new Error(`There is no lead ${id}.`);
  const ids = Array.from({ length: times }, newId);
  for (let i = 0; i < times; i += 500) {
    const some = ids.slice(i, i + 500);
    await db.insert(leads).values(some.map((other) => ({ ...one, id: other })));
    await db.insert(classifications).values(some.map((leadId) => ({ ...row, leadId })));
  }
}

const runReclassify = (...options: string[]) =>
  waybill(['reclassify', ...options], { WAYBILL_DATA: home.folder });

describe('waybill reclassify', () => {
  it('adds what is found now to what was found before, and says what changed', async () => {
    const event = lead();
    await collect(event);
    await multiply(event.id, 1_099);
    await asOfOld('Unassigned');
    const { code, stdout, stderr } = await runReclassify();
    expect([code, stderr]).toEqual([0, '400 of 1,100\n800 of 1,100\n1,100 of 1,100\n']);
    expect(stdout).toMatch(/^Leads classified by rules 2 and table \S+: 1,100\n/);
    expect(stdout).toContain('Channels changed: 1,100\n  Unassigned → Paid Search: 1,100\n');

    const found = await read(`/v1/leads/${event.id}`);
    expect(found.source).toMatchObject({ channel: 'Paid Search', evidence: { rule: 'S1' } });
    expect(found.classifications).toMatchObject([
      { channel: 'Unassigned', evidence: { rule: '', rules_version: 1, table_version: 'old' } },
      { channel: 'Paid Search', evidence: { rule: 'S1', rules_version: 2 } },
    ]);
    const { leads: list } = await read('/v1/leads?limit=3');
    expect(list.map(({ channel }: { channel: string }) => channel)).toEqual(
      Array.from({ length: 3 }, () => 'Paid Search'),
    );
  });

  it('adds nothing where nothing is new, and still says what changed', async () => {
    const { id } = await taken();
    await asOfOld('Referral');
    await runReclassify();
    const { code, stdout, stderr } = await runReclassify();
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^Every lead is classified by rules 2 and table \S+ already\.\n/);
    expect(stdout).toContain('  Referral → Paid Search: 1\n');
    expect((await read(`/v1/leads/${id}`)).classifications).toHaveLength(2);
  });

  it('goes on where it was cut off, and may run twice at once', async () => {
    const { id } = await taken();
    await multiply(id, 799);
    await asOfOld('Paid Search');
    const { db, deps } = home.home;
    const scopes = [{ ...home.local.scope, siteId: home.local.site.id }];
    const cutOff = reclassify(scopes, db, deps.now, () => {
      throw new Error('cut off');
    });
    await expect(cutOff).rejects.toThrow('cut off');
    const both = await Promise.all([runReclassify(), runReclassify()]);
    for (const { code, stdout } of both) {
      expect([code, stdout]).toEqual([0, expect.stringContaining('No channel changed.')]);
    }
    expect(both.map(({ stderr }) => stderr)).toContain('400 of 400\n');
    expect(await db.select().from(classifications)).toHaveLength(1_600);
  });

  it('leaves the first classification with the lead as it was', async () => {
    const { id } = await taken();
    await asOfOld('Referral');
    await home.home.db.update(leads).set({ channel: 'Referral' });
    await runReclassify();
    const [row] = await home.home.db.select().from(leads).where(eq(leads.id, id));
    expect(row?.channel).toBe('Referral');
  });

  it("touches no other account's leads, nor shows them", async () => {
    const { id } = await taken();
    await asOfOld('Referral');
    const { db } = home.home;
    const other = { accountId: newId(), siteId: newId() };
    const made = { memberId: newId(), siteKey: 'other', keyHash: 'other', origins: [], now: 0 };
    await createFirstAccount(db, { ...other, ...made });
    await db.update(leads).set({ siteId: other.siteId });
    await db.update(classifications).set({ siteId: other.siteId });
    expect((await runReclassify()).stderr).toContain('Say which account by --account ID.');
    const { stdout } = await runReclassify('--account', home.local.scope.accountId);
    expect(stdout).toMatch(/already.\nNo channel changed.\n$/);
    expect((await read(`/v1/leads/${id}`)).error.reason).toBe('not_found');
    expect(await db.select().from(classifications)).toHaveLength(1);
  });
});
