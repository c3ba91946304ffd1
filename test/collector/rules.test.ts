// biome-ignore-all lint/suspicious/noThenProperty: a word of the rules, and no function
import { eq, sql } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as schema from '../../collector/db/schema.ts';
import { routeWaiting } from '../../collector/jobs/route.ts';
import { addMember, addSite } from '../../collector/node/setup.ts';
import { addKey, testHome } from '../support/home.ts';
import { sendLead } from '../support/leads.ts';
import { newId } from '../support/message.ts';

const NOW = 1_790_000_000_000;

let home: Awaited<ReturnType<typeof testHome>>;
let admin: string;
let now: number;
beforeEach(async () => {
  home = await testHome();
  now = NOW;
  home.home.deps.now = () => now;
  admin = await addKey(home.home, home.local, 'admin');
});
afterEach(() => home.close());

interface Answer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: what the API answers is what is tested
  body: any;
}

async function api(asked: string, body?: object, secret = admin): Promise<Answer> {
  const [method = '', path = ''] = asked.split(' ');
  const answer = await home.request(path, {
    method,
    headers: {
      authorization: `Bearer ${secret}`,
      ...(body && { 'content-type': 'application/json' }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: await answer.json() };
}

const addOwner = async (name: string, more: object = {}): Promise<string> =>
  (await api('POST /v1/owners', { name, ...more })).body.id;
const all = (to: string, name = 'All') => [{ name, then: { to } }];

describe('an owner', () => {
  it('is added, listed, changed and removed', async () => {
    const memberId = await addMember(home.home, home.local.scope, { name: 'Ann', access: 'read' });
    const calendar = {
      time_zone: 'Europe/Berlin',
      hours: { mon: [['09:00', '17:00']] },
      holidays: ['2026-12-25'],
    };
    const asked = { name: 'Ann', email: 'ann@example.com', member: memberId, calendar };
    const { status, body } = await api('POST /v1/owners', { ...asked, site: home.siteKey });
    expect([status, body]).toEqual([
      201,
      {
        ...asked,
        id: expect.stringMatching(/^[0-9a-v]{25}$/),
        kind: 'person',
        site: home.siteKey,
        created_at: new Date(NOW).toISOString(),
      },
    ]);
    expect((await api('GET /v1/owners')).body).toEqual({ owners: [body] });
    const changed = await api(`PATCH /v1/owners/${body.id}`, { name: 'Anna', member: null });
    expect(changed.body).toEqual({ ...body, name: 'Anna', member: null });
    expect((await api(`PATCH /v1/owners/${body.id}`, {})).body).toEqual(changed.body);
    expect((await api(`DELETE /v1/owners/${body.id}`)).body).toEqual({ removed: body.id });
    expect((await api('GET /v1/owners')).body).toEqual({ owners: [] });
    expect((await api(`DELETE /v1/owners/${body.id}`)).status).toBe(404);
  });

  it('always works, for all sites, unless it is said', async () => {
    expect((await api('POST /v1/owners', { name: 'Sales', kind: 'queue' })).body).toMatchObject({
      ...{ kind: 'queue', site: null, email: '', member: null },
      calendar: { time_zone: 'UTC', hours: {}, holidays: [] },
    });
  });

  // biome-ignore format: a table
  it.each<[asked: object, said: string]>([
    [{}, 'name: Invalid input: expected string, received undefined.'],
    [{ name: 'Ann', email: 'ann' }, 'email: is an address like ann@example.com.'],
    [{ name: 'Ann', kind: 'robot' }, 'kind: Invalid option: expected one of "person"|"queue".'],
    [{ name: 'Ann', member: 'nobody' }, 'member: no member of this account has this id.'],
    [{ name: 'Ann', calendar: { time_zone: 'Mars' } }, 'calendar.time_zone: is a time zone like Europe/Berlin.'],
  ])('is refused: %j', async (asked, said) => {
    const { status, body } = await api('POST /v1/owners', asked);
    expect([status, body.error.message]).toEqual([400, said]);
  });

  it('stays while rules in force name him', async () => {
    const [ann] = [await addOwner('Ann'), await addOwner('Bob')];
    await api('POST /v1/rules', { rules: all('Ann') });
    await api('POST /v1/rules/1/activate', {});
    const { status, body } = await api(`DELETE /v1/owners/${ann}`);
    expect([status, body.error]).toMatchObject([
      409,
      { message: 'Rules in force name this owner: "All". Change them first.' },
    ]);
    await api('POST /v1/rules', { rules: all('Bob') });
    await api('POST /v1/rules/2/activate', {});
    expect((await api(`DELETE /v1/owners/${ann}`)).status).toBe(200);
    // What was in force before cannot be any more.
    const back = await api('POST /v1/rules/1/activate', {});
    expect([back.status, back.body.error.message]).toEqual([
      400,
      `rule 1 "All": then.to no owner has the name or the id "${ann}".`,
    ]);
  });
});

describe('rules', () => {
  it('are drafts until they are activated, and keep their versions', async () => {
    const [ann, bob] = [await addOwner('Ann'), await addOwner('Bob')];
    expect((await api('GET /v1/rules')).body).toEqual({ active: null, versions: [] });
    const draft = await api('POST /v1/rules', { rules: all('ann') });
    const kept = {
      name: 'All',
      when: {},
      then: { to: ann, priority: 0, qualification: '', next_action: '', escalate: [] },
    };
    expect(draft).toEqual({
      status: 201,
      body: {
        version: 1,
        in_force: false,
        created_at: new Date(NOW).toISOString(),
        by: 'API',
        activated_at: null,
        rules: [kept],
      },
    });
    now += 1_000;
    expect((await api('POST /v1/rules/1/activate', {})).body).toEqual({ active: 1 });
    await api('POST /v1/rules', { rules: all(bob) });
    const { active, versions } = (await api('GET /v1/rules')).body;
    const at = new Date(now).toISOString();
    expect(active).toEqual({ ...draft.body, in_force: true, activated_at: at });
    expect(versions.map(({ version }: { version: number }) => version)).toEqual([2, 1]);
    now += 1_000;
    await api('POST /v1/rules/2/activate', {});
    expect((await api('GET /v1/rules')).body.active.version).toBe(2);
    now += 1_000;
    await api('POST /v1/rules/1/activate', {});
    expect((await api('GET /v1/rules')).body.active.version).toBe(1);
    expect((await api('POST /v1/rules/3/activate', {})).status).toBe(404);
    expect((await api('POST /v1/rules/0/activate', {})).status).toBe(400);
  });

  it('that something is wrong with are not kept, and each fault is told by itself', async () => {
    const { status, body } = await api('POST /v1/rules', { rules: all('Eve', 'Everything') });
    expect([status, body.error.details]).toEqual([
      400,
      [
        {
          rule: 'rule 1 "Everything"',
          field: 'then.to',
          message: 'no owner has the name or the id "Eve"',
        },
      ],
    ]);
    expect((await api('GET /v1/rules')).body.versions).toEqual([]);
  });

  it('of the account name no owner of one site, and those of a site none of another', async () => {
    const other = await addSite(home.home, home.local, 'Other', []);
    await addOwner('Ann', { site: home.siteKey });
    await addOwner('Bob');
    const said = async (to: string, site?: string) =>
      (await api('POST /v1/rules', { rules: all(to), site })).status;
    expect(await said('Ann')).toBe(400);
    expect(await said('Ann', other)).toBe(400);
    expect(await said('Ann', home.siteKey)).toBe(201);
    expect(await said('Bob', other)).toBe(201);
    const own = { accountId: home.local.scope.accountId, siteId: home.local.site.id };
    const ofSite = await addKey(home.home, { scope: own }, 'admin');
    // Of the whole account's he sees none.
    expect((await api('GET /v1/owners', undefined, ofSite)).body.owners).toMatchObject([
      { name: 'Ann' },
    ]);
    const mine = (to: string) => api('POST /v1/rules', { rules: all(to) }, ofSite);
    expect((await mine('Bob')).status).toBe(400);
    expect((await mine('Ann')).body).toMatchObject({ version: 2 });
    const versions = (await api(`GET /v1/rules?site=${home.siteKey}`)).body.versions;
    expect(versions).toHaveLength(2);
    expect((await api('GET /v1/rules')).body.versions).toEqual([]);
  });
});

describe('rules that are tried on past leads', () => {
  it('say whom they would have gone to, and change nothing', async () => {
    await addOwner('Ann');
    const ids = [await sendLead(home), await sendLead(home)];
    await routeWaiting(home.home.deps);
    now += 1_000;
    ids.push(await sendLead(home, { event: { form: { id: 'other', name: '' } } }));
    const before = await home.home.db.select().from(schema.assignments);
    const rules = [{ name: 'Contact', when: { form: 'contact' }, then: { to: 'Ann' } }];
    const { status, body } = await api('POST /v1/rules/replay', {
      rules: [...rules, { name: 'Rest', then: { to: 'Inbox' } }],
    });
    const [ann, inbox] = ['Ann', 'Inbox'].map((name) => ({ id: expect.any(String), name }));
    expect([status, body]).toEqual([
      200,
      {
        ...{ leads: 3, changed: 3, nobody: 0 },
        owners: [
          { ...ann, was: 0, would: 2 },
          { ...inbox, was: 2, would: 1 },
        ],
        rules: [
          { name: 'Contact', was: 0, would: 2 },
          { name: 'Rest', was: 0, would: 1 },
          { name: 'Everything', was: 2, would: 0 },
        ],
        examples: expect.arrayContaining(
          ids.slice(0, 2).map((lead) => ({
            lead,
            was: { owner: inbox, rule: 'Everything', why: 'the rule names him' },
            would: { owner: ann, rule: 'Contact', why: 'the rule names him' },
          })),
        ),
      },
    ]);
    expect(body.examples).toContainEqual({
      lead: ids[2],
      was: null,
      would: { owner: inbox, rule: 'Rest', why: 'the rule names him' },
    });
    expect(await home.home.db.select().from(schema.assignments)).toEqual(before);
    // Kept rules may be tried, too, and the site's before the account's that are in force.
    await api('POST /v1/rules', { rules, site: home.siteKey });
    const kept = await api('POST /v1/rules/replay', { version: 1, site: home.siteKey });
    expect(kept.body.rules).toEqual([
      { name: 'Contact', was: 0, would: 2 },
      { name: 'Everything', was: 2, would: 1 },
    ]);
  });

  it.each<[asked: object, status: number]>([
    [{}, 400],
    [{ rules: [], version: 1 }, 400],
    [{ version: 9 }, 404],
    [{ rules: [] }, 400],
    [{ version: 1, from: 'yesterday' }, 400],
  ])('are refused: %j', async (asked, status) => {
    expect((await api('POST /v1/rules/replay', asked)).status).toBe(status);
  });

  it('are tried on 10,000 leads', async () => {
    const owners = [await addOwner('Ann'), await addOwner('Bob'), await addOwner('Cy')];
    const id = await sendLead(home);
    const { db } = home.home;
    const { leads, classifications, assignments, leadPersons } = schema;
    const [stored] = await db.select().from(leads).where(eq(leads.id, id));
    const [judged] = await db.select().from(classifications);
    if (!stored || !judged) throw new Error('There is no lead.');
    const DAY_MS = 86_400_000;
    // One a minute; of ten in a row two are of one person.
    for (let from = 1; from < 10_000; from += 500) {
      const many = Array.from({ length: Math.min(500, 10_000 - from) }, (_, i) => from + i);
      const ids = many.map(() => newId());
      const rows = many.map((n, i) => ({
        ...stored,
        id: ids[i] ?? '',
        receivedAt: NOW - 10 * DAY_MS + n * 60_000,
        form: { id: n % 4 ? 'contact' : 'callback', name: '' },
      }));
      await db.batch([
        db.insert(leads).values(rows),
        db.insert(classifications).values(ids.map((leadId) => ({ ...judged, leadId }))),
        db.insert(assignments).values(
          ids.map((leadId) => ({
            ...{ siteId: stored.siteId, leadId, number: 1, ownerId: owners[0] ?? '', at: NOW },
            ...{ rule: 'Old', why: '' },
          })),
        ),
        db.insert(leadPersons).values(
          many.flatMap((n, i) =>
            n % 10 < 2
              ? [
                  {
                    siteId: stored.siteId,
                    leadId: ids[i] ?? '',
                    personId: `${Math.floor(n / 10)}`,
                  },
                ]
              : [],
          ),
        ),
      ]);
    }
    const when = { form: 'contact' };
    const { body } = await api('POST /v1/rules/replay', {
      rules: [
        { name: 'Contact', when, then: { to: { round_robin: ['Ann', 'Bob', 'Cy'] } } },
        { name: 'Rest', then: { to: 'Bob' } },
      ],
    });
    expect(body).toMatchObject({ leads: 10_000, nobody: 0 });
    const sum = (rows: { was: number; would: number }[], word: 'was' | 'would') =>
      rows.reduce((total, row) => total + row[word], 0);
    expect([sum(body.owners, 'was'), sum(body.owners, 'would')]).toEqual([9_999, 10_000]);
    expect(sum(body.rules, 'would')).toBe(10_000);
    expect(body.rules).toContainEqual({ name: 'Old', was: 9_999, would: 0 });
    expect(body.rules).toContainEqual({ name: 'Rest', was: 0, would: 2_499 });
    expect(body.examples).toHaveLength(20);
    // In their turns, save for persons who stay with whoever has them.
    expect(Math.min(...body.owners.map(({ would }: { would: number }) => would))).toBeGreaterThan(
      2_000,
    );
    expect((await db.all(sql`select count(*) as n from ${assignments}`))[0]).toEqual({ n: 9_999 });
  }, 120_000);
});
