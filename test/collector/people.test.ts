import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type SQL, sql } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createApp } from '../../collector/app.ts';
import { readNodeSettings } from '../../collector/config.ts';
import { contacts, ledger, plainContacts, tombstones } from '../../collector/db/schema.ts';
import { allTombstones, mergeTombstones } from '../../collector/db/tombstones.ts';
import type { Access } from '../../collector/domain/access.ts';
import type { Scope } from '../../collector/domain/scope.ts';
import { applyTombstones } from '../../collector/jobs/apply-tombstones.ts';
import { makeKey } from '../../collector/jobs/grant.ts';
import { projectInbox } from '../../collector/jobs/project.ts';
import { sealPlainContacts } from '../../collector/jobs/seal-contacts.ts';
import { openHome } from '../../collector/node/home.ts';
import { addAccount, addSite, changeSetting } from '../../collector/node/setup.ts';
import { keyringFrom } from '../../collector/secrets/keyring.ts';
import type { Batch, LeadEvent } from '../../shared/wire.ts';
import { SHOP, temporaryFolder, testHome } from '../support/home.ts';
import { AT, lead, message, newId, pageView } from '../support/message.ts';
import { everything } from '../support/stored.ts';

let home: Awaited<ReturnType<typeof testHome>>;
let logged: unknown[][];
beforeEach(async () => {
  home = await testHome();
  logged = [];
  home.home.deps.log = (...line) => {
    logged.push(line);
  };
  await changeSetting(home.home, home.local, 'contact', {});
});
afterEach(() => home.close());

async function send(body: object, siteKey = home.siteKey) {
  const answer = await home.request(`/v1/collect/${siteKey}`, {
    method: 'POST',
    headers: { 'content-type': 'text/plain', origin: SHOP },
    body: JSON.stringify(body),
  });
  expect(answer.status).toBe(202);
}

const session = (number = 1) => ({ id: newId(), started_at: AT, number });

/** What a person does in one session: sees a page, begins a form, sends it, and its success shows. */
function visitOf(contact: LeadEvent['contact'], visitor = newId()) {
  const event = lead({ ...(contact && { contact }) });
  const { page, form, intent } = event;
  const view = pageView({ title: 'Prices' });
  const start = { type: 'intent', id: newId(), at: AT, action: 'start', page, form, intent };
  const call = { type: 'intent', id: newId(), at: AT, action: 'call', page, intent };
  const accepted = { type: 'accepted', id: event.id, at: AT + 70_000, by: 'kit', page };
  const envelope = { visitor, session: session() };
  return {
    visitor,
    event,
    ids: [visitor, envelope.session.id, event.id, view.id, start.id, call.id],
    messages: [
      message([view, { ...start, lead: event.id }, call], envelope),
      message([event], envelope),
      message([accepted], envelope),
    ],
  };
}

type Visit = ReturnType<typeof visitOf>;

async function make(...visits: Visit[]) {
  for (const { messages } of visits) for (const body of messages) await send(body);
}

async function keyFor(access: Access, scope: Scope = home.local.scope) {
  return (await makeKey(scope, home.home.deps, { access, name: '' })).secret;
}

async function ask(what: 'export' | 'erase', body: object, key?: string) {
  return home.request(`/v1/people/${what}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${key ?? (await keyFor('write'))}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify(body),
  });
}

async function erase(body: object) {
  const answer = await ask('erase', body);
  expect(answer.status).toBe(200);
  return answer.json();
}

const stored = () => everything(home.home.db);

/** That all of a visit is stored, or nothing. */
async function expectStored(visit: Visit, is: boolean, text?: string) {
  const all = text ?? (await stored());
  for (const id of visit.ids) expect(all.includes(id), id).toBe(is);
}

const ANN = { email: 'Ann@Example.com', name: 'Ann Example', phone: '+44 20 7946 0123' };
const BOB = { email: 'bob@example.com', name: 'Bob', phone: '020 7946 0999', message: 'Hello' };

describe('a contact', () => {
  it('is sealed wherever it is stored, and given back as it was written', async () => {
    const visit = visitOf(ANN);
    await make(visit);
    const all = await stored();
    for (const value of Object.values(ANN)) expect(all).not.toContain(value);
    expect(all.toLowerCase()).not.toContain('ann@example');
    const headers = { authorization: `Bearer ${home.apiKey}` };
    const found = await (await home.request(`/v1/leads/${visit.event.id}`, { headers })).json();
    expect(found.contact).toEqual({ ...ANN, company: null, message: null });
    expect(found).not.toHaveProperty('contact_fault');
  });

  it('that another secret sealed is said to be unreadable, and keeps nobody from its lead', async () => {
    const visit = visitOf(ANN);
    await make(visit);
    const other = await openHome(
      readNodeSettings({
        WAYBILL_DATA: home.folder,
        WAYBILL_SECRET: 'another secret of thirty-two characters and more',
      }),
    );
    const lines: unknown[][] = [];
    other.deps.log = (...line) => {
      lines.push(line);
    };
    const app = createApp(other.deps);
    const headers = { authorization: `Bearer ${home.apiKey}` };
    const answer = await app.request(`/v1/leads/${visit.event.id}`, { headers });
    expect([answer.status, await answer.json()]).toMatchObject([
      200,
      {
        id: visit.event.id,
        contact: null,
        contact_fault: 'cannot be read: sealed with another WAYBILL_SECRET',
      },
    ]);
    expect(lines).toMatchObject([
      ['warn', 'contact_unreadable', {}],
      ['info', 'request', {}],
    ]);
    expect(JSON.stringify(lines)).not.toContain(visit.event.id);
    await other.close();
  });

  it('that waits, sealed by another secret, keeps nothing else waiting', async () => {
    const [visit, next] = [visitOf(undefined), visitOf(BOB)];
    const { event } = visit;
    const { deps } = home.home;
    const other = await keyringFrom('another secret of thirty-two characters and more');
    const contacts = await other.seal(JSON.stringify({ [event.id]: ANN }));
    const body = message([event]) as Batch;
    await deps.take({ siteId: home.local.site.id, receivedAt: Date.now(), body, contacts });
    await make(next);
    const { leads } = await (await ask('export', { lead: event.id })).json();
    expect(leads).toMatchObject([{ id: event.id, contact: null }]);
    await expectStored(next, true);
    // The right secret may come back: it is kept as it came.
    expect(await stored()).toContain(contacts);
  });

  it('of before they were sealed is sealed once, and no plain one is left', async () => {
    const visits = Array.from({ length: 3 }, () => visitOf(undefined));
    await make(...visits);
    const plain = visits.map(({ event }, index) => ({
      siteId: home.local.site.id,
      leadId: event.id,
      ...{
        email: `p${index}@example.com`,
        name: null,
        phone: null,
        company: 'Acme',
        message: null,
      },
    }));
    await home.home.db.insert(plainContacts).values(plain);
    const { db, deps } = home.home;
    await Promise.all([sealPlainContacts(db, deps.keyring), sealPlainContacts(db, deps.keyring)]);
    expect(await db.select().from(plainContacts)).toEqual([]);
    expect(await stored()).not.toContain('@example.com');
    const { leads } = await (await ask('export', { email: 'P1@example.com' })).json();
    expect(leads).toMatchObject([
      {
        id: visits[1]?.event.id,
        contact: { email: 'p1@example.com', name: null, company: 'Acme' },
      },
    ]);
  });
});

describe('erasing a person', () => {
  it.each(['email', 'phone', 'visitor', 'lead'] as const)(
    'by %s leaves nothing of him anywhere, and all of the others',
    async (by) => {
      const [ann, bob] = [visitOf(ANN), visitOf(BOB)];
      await make(ann, bob);
      const names = {
        email: ' ann@example.COM',
        phone: '(020) 7946-0123',
        visitor: ann.visitor,
        lead: ann.event.id.toUpperCase(),
      };
      const { removed, kept, out_of_reach } = await erase({ [by]: names[by] });
      expect(removed).toEqual({
        leads: 1,
        contacts: 1,
        submissions: 2,
        classifications: 1,
        sessions: 1,
        page_views: 1,
        intents: 2,
        messages: 3,
      });
      expect(kept).toEqual([]);
      expect(out_of_reach.join(' ')).toMatch(/CRM.*Copies of the database.*browser/s);
      await expectStored(ann, false);
      await expectStored(bob, true);
      const again = await erase({ [by]: names[by] });
      expect(Object.values(again.removed).every((count) => count === 0)).toBe(true);
    },
  );

  it('takes all his leads and sessions, from whatever browser', async () => {
    const phoneVisit = visitOf(ANN);
    const atHome = visitOf({ email: 'ann@example.com' });
    const later = visitOf(undefined, atHome.visitor);
    const browsing = message([pageView()], { visitor: phoneVisit.visitor, session: session(2) });
    await make(phoneVisit, atHome);
    await send(browsing);
    const { removed } = await erase({ email: 'ann@example.com' });
    expect(removed).toMatchObject({ leads: 2, sessions: 3, page_views: 3 });
    await expectStored(phoneVisit, false);
    await expectStored(atHome, false);
    // What he does from then on is new, also in the same browser.
    await expectStored(later, false);
  });

  it('leaves a shared browser to whoever else sent leads from it, and says so', async () => {
    const ann = visitOf(ANN);
    const bob = visitOf(BOB, ann.visitor);
    await make(ann, bob);
    const { removed, kept } = await erase({ email: ANN.email });
    expect(removed).toMatchObject({ leads: 1, sessions: 1, page_views: 1, intents: 2 });
    expect(kept).toMatchObject([{ site: home.siteKey, visitor: ann.visitor }]);
    await expectStored(bob, true);
    const all = await stored();
    for (const id of ann.ids.slice(1)) expect(all).not.toContain(id);
    const exported = await (await ask('export', { visitor: ann.visitor })).json();
    expect(exported.leads).toMatchObject([{ id: bob.event.id }]);
  });

  it('counts what waits before it goes', async () => {
    const ann = visitOf(ANN);
    const { deps } = home.home;
    // As where a queue holds what comes, and its consumer has not come to it.
    deps.project = async () => {};
    await make(ann);
    const { removed } = await erase({ visitor: ann.visitor });
    expect(removed.leads).toBe(0);
    await expectStored(ann, false);
    const rows = await home.home.db.select().from(ledger);
    const events = rows.filter(({ unit }) => unit === 'event');
    expect(events.find(({ outcome }) => outcome === 'in')?.count).toBe(5);
    expect(events.filter(({ outcome }) => outcome !== 'in')).toMatchObject([
      { outcome: 'refused', reason: 'erased', count: 5 },
    ]);
  });

  it('leaves nothing of a turn that began before all of him was known', async () => {
    const ann = visitOf(ANN);
    const { db, deps } = home.home;
    deps.project = async () => {};
    const [first, ...rest] = ann.messages;
    await make({ ...ann, messages: rest });
    const bury = db.run.bind(db);
    const [batch, buries] = [vi.spyOn(db, 'batch'), vi.spyOn(db, 'run')];
    let write = () => {};
    let late = Promise.resolve();
    const once = (before: () => Promise<void>) =>
      buries.mockImplementationOnce(((query: SQL) =>
        before().then(() => bury(query))) as unknown as typeof db.run);
    // Before the tombstone of his address, his lead comes in.
    once(async () => {
      await projectInbox(deps);
      // Before that of his browser, a turn has read what it sent; it writes at the end.
      once(held);
    });
    async function held() {
      await send(first as object);
      await new Promise<void>((hasRead) => {
        const released = new Promise<void>((release) => {
          write = release;
        });
        batch.mockImplementationOnce(async (statements) => {
          hasRead();
          await released;
          return db.batch(statements);
        });
        late = projectInbox(deps);
      });
    }
    await erase({ email: ANN.email });
    write();
    await late;
    await expectStored(ann, false);
  });

  it.each(['email', 'phone', 'visitor', 'lead'] as const)(
    'by %s stops what comes late: the same again, and what was still on its way',
    async (by) => {
      const [ann, bob] = [visitOf(ANN), visitOf(BOB)];
      const names = { ...ANN, visitor: ann.visitor, lead: ann.event.id };
      await make(ann);
      await erase({ [by]: names[by] });
      await make(ann, bob);
      await expectStored(ann, false);
      await expectStored(bob, true);
      const counted = await home.home.db.select().from(ledger);
      expect(counted.find(({ reason }) => reason === 'erased')?.count).toBe(5);
      const of = (outcome: string) =>
        counted
          .filter((row) => row.unit === 'event' && (row.outcome === 'in') === (outcome === 'in'))
          .reduce((sum, { count }) => sum + count, 0);
      expect(of('in')).toBe(of('out'));
    },
  );

  it('by what he wrote also stops a lead that nobody had heard of', async () => {
    await erase({ email: ANN.email });
    const ann = visitOf(ANN);
    await make(ann);
    const headers = { authorization: `Bearer ${home.apiKey}` };
    expect((await home.request(`/v1/leads/${ann.event.id}`, { headers })).status).toBe(404);
    expect(await home.home.db.select().from(contacts)).toEqual([]);
  });

  it('lets a person come again', async () => {
    const before = visitOf(ANN);
    await make(before);
    const { deps } = home.home;
    deps.now = () => Date.now() - 5 * 60_000;
    await erase({ email: ANN.email });
    deps.now = () => Date.now();
    const again = visitOf(ANN, before.visitor);
    const now = Date.now();
    for (const { events, ...rest } of again.messages as { events: { at: number }[] }[]) {
      await send({ ...rest, events: events.map((event) => ({ ...event, at: now })) });
    }
    await expectStored(again, true);
    const { leads } = await (await ask('export', { phone: ANN.phone })).json();
    expect(leads).toMatchObject([{ id: again.event.id, contact: { name: 'Ann Example' } }]);
  });

  it('leaves nothing in the file of the database either', async () => {
    const [ann, bob] = [visitOf(ANN), visitOf(BOB)];
    await make(ann, bob);
    await erase({ email: ANN.email });
    const { db, place } = home.home;
    await db.run(sql`pragma wal_checkpoint(truncate)`);
    const bytes = readFileSync(place, 'latin1');
    await expectStored(ann, false, bytes);
    await expectStored(bob, true, bytes);
  });

  it('says nothing of whom to the log', async () => {
    const ann = visitOf(ANN);
    await make(ann);
    await erase({ email: ANN.email });
    expect(logged).toContainEqual([
      'info',
      'person_erased',
      expect.objectContaining({ by: 'email', leads: 1 }),
    ]);
    for (const secret of [...ann.ids, 'ann', 'Ann'])
      expect(JSON.stringify(logged)).not.toContain(secret);
  });

  it('is not undone by a backup that is put back', async () => {
    const [ann, bob] = [visitOf(ANN), visitOf(BOB)];
    const shared = visitOf({ email: 'ann@example.com' }, bob.visitor);
    await make(ann, bob, shared);
    const folder = temporaryFolder();
    const { db, deps } = home.home;
    await db.run(sql`vacuum into ${join(folder.path, 'waybill.db')}`);
    await erase({ email: ANN.email });
    const settings = { WAYBILL_DATA: folder.path, WAYBILL_SECRET: deps.secret };
    const restored = await openHome(readNodeSettings(settings));
    await expectStored(ann, true, await everything(restored.db));
    await mergeTombstones(restored.db, await allTombstones(db));
    const removed = await applyTombstones(restored.db, restored.deps.keyring);
    expect(removed).toMatchObject({ leads: 2, sessions: 2, contacts: 2, messages: 6 });
    const all = await everything(restored.db);
    await expectStored(ann, false, all);
    await expectStored(bob, true, all);
    for (const id of shared.ids.slice(1)) expect(all).not.toContain(id);
    await restored.close();
    folder.remove();
  });
});

describe('exporting a person', () => {
  it.each(['email', 'phone', 'visitor', 'lead'] as const)(
    'by %s gives all there is',
    async (by) => {
      const [ann, bob] = [visitOf(ANN), visitOf(BOB)];
      await make(ann, bob);
      const names = { ...ANN, visitor: ann.visitor, lead: ann.event.id };
      const answer = await ask('export', { [by]: names[by] });
      const text = await answer.text();
      const found = JSON.parse(text);
      expect(found.leads).toMatchObject([
        {
          id: ann.event.id,
          site: home.siteKey,
          status: 'accepted',
          contact: { ...ANN, company: null, message: null },
          submissions: [{ status: 'submitted' }, { status: 'accepted', by: 'kit' }],
          classifications: [{ source: 'google' }],
        },
      ]);
      expect(found.sessions).toMatchObject([
        {
          visitor: ann.visitor,
          number: 1,
          site: home.siteKey,
          // It came with the lead, and reads as it does there.
          consent: found.leads[0].consent,
        },
      ]);
      expect(found.page_views).toMatchObject([{ title: 'Prices' }]);
      expect(found.intents.map(({ action }: { action: string }) => action).sort()).toEqual([
        'call',
        'start',
      ]);
      expect(found.messages).toHaveLength(3);
      expect(found.left_out).toEqual([]);
      for (const id of ann.ids) expect(text).toContain(id);
      for (const id of [...bob.ids, 'Bob']) expect(text).not.toContain(id);
      expect(answer.headers.get('cache-control')).toBe('no-store');
    },
  );

  it('gives what waits, too', async () => {
    const ann = visitOf(ANN);
    home.home.deps.project = async () => {};
    await make(ann);
    const { leads } = await (await ask('export', { email: ANN.email })).json();
    expect(leads).toMatchObject([{ id: ann.event.id }]);
  });

  it('gives nothing of who is not there', async () => {
    await make(visitOf(BOB));
    expect(await (await ask('export', { email: 'nobody@example.com' })).json()).toEqual({
      leads: [],
      sessions: [],
      page_views: [],
      intents: [],
      messages: [],
      left_out: [],
    });
  });
});

describe('who asks', () => {
  it.each([
    ['a key that reads', 'read', 'export', 200],
    ['a key that reads', 'read', 'erase', 403],
    ['a key that collects', 'collect', 'export', 403],
    ['a key that writes', 'write', 'erase', 200],
  ] as const)('%s: %s may %s: %i', async (_name, access, what, status) => {
    const ann = visitOf(ANN);
    await make(ann);
    expect((await ask(what, { email: ANN.email }, await keyFor(access))).status).toBe(status);
    await expectStored(ann, what === 'export' || status !== 200);
  });

  it('sees and erases nothing of another account, nor of another site', async () => {
    const ann = visitOf(ANN);
    await make(ann);
    const theirs = { scope: { accountId: await addAccount(home.home, 'Theirs') } };
    await addSite(home.home, { ...theirs, memberId: undefined }, 'Theirs', []);
    const otherKey = await addSite(home.home, home.local, 'Other', [SHOP]);
    const names = [{ lead: ann.event.id }, { visitor: ann.visitor }, { email: ANN.email }];
    for (const name of names) {
      for (const [body, key] of [
        [name, await keyFor('admin', theirs.scope)],
        [{ ...name, site: otherKey }, await keyFor('admin')],
      ] as const) {
        const text = await (await ask('export', body, key)).text();
        for (const id of ann.ids.filter((id) => !Object.values(name).includes(id))) {
          expect(text).not.toContain(id);
        }
        const erased = await (await ask('erase', body, key)).json();
        expect(erased.removed).toMatchObject({ leads: 0, sessions: 0, messages: 0 });
      }
      const foreign = await ask(
        'erase',
        { ...name, site: home.siteKey },
        await keyFor('admin', theirs.scope),
      );
      expect(foreign.status).toBe(404);
    }
    await expectStored(ann, true);
    const stones = await home.home.db.select().from(tombstones);
    expect(stones.some(({ siteId }) => siteId === home.local.site.id)).toBe(false);
  });

  it.each([
    [{}, 'body: name the person by one of lead, visitor, email and phone'],
    [{ email: 'a@example.com', phone: '123456' }, 'name the person by one of'],
    [{ site: 'x' }, 'name the person by one of'],
    [{ email: 'ann' }, 'email: is an address like ann@example.com'],
    [{ phone: '12345' }, 'phone: has at least 6 digits'],
    [{ lead: 'x' }, 'lead: is an id of 25 letters and digits'],
    [{ visitor: 7 }, 'visitor: '],
    [{ mail: 'ann@example.com' }, 'mail'],
    [[], 'body: '],
  ])('is told what is wrong with %j', async (body, says) => {
    const answer = await ask('erase', body);
    expect(answer.status).toBe(400);
    expect((await answer.json()).error.message).toContain(says);
  });
});
