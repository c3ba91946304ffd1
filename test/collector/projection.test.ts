import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { inbox, sessions } from '../../collector/db/schema.ts';
import { projectInbox } from '../../collector/jobs/project.ts';
import type { Batch } from '../../shared/wire.ts';
import { testHome } from '../support/home.ts';
import { AT, lead, message, pageView, touch } from '../support/message.ts';

let home: Awaited<ReturnType<typeof testHome>>;
beforeEach(async () => {
  home = await testHome();
  // The log of what is set aside, which these tests look up in the inbox.
  vi.spyOn(console, 'error').mockReturnValue();
});
afterEach(() => {
  vi.restoreAllMocks();
  home.close();
});

const take = (body: object) =>
  home.home.db.insert(inbox).values({
    siteId: home.local.site.id,
    receivedAt: Date.now(),
    body: body as Batch,
  });

const statusOf = async (id: string) =>
  (await home.request(`/v1/leads/${id}`, { headers: { authorization: `Bearer ${home.apiKey}` } }))
    .status;

describe('the projection', () => {
  // What no contract lets in, but a fault of ours might write.
  const unreadable = () => message([{ ...lead(), touches: null }]);
  const unstorable = () => message([{ ...lead(), at: 'noon' }]);

  it.each([
    ['a message among others', 1],
    ['more of them than are taken at once, before all others', 120],
  ])('sets aside what cannot be projected: %s', async (_name, count) => {
    for (let i = 0; i < count; i++) await take(i % 2 ? unstorable() : unreadable());
    const after = lead();
    await take(unstorable());
    await take(message([after]));
    await home.home.deps.project();
    expect(await statusOf(after.id)).toBe(200);
    const kept = await home.home.db.select().from(inbox);
    const failures = kept.flatMap(({ failure }) => failure ?? []);
    expect(failures).toHaveLength(count + 1);
    // It says why, and not what somebody sent.
    for (const failure of failures) expect(failure).not.toContain('shop.example');
  });

  it('keeps the ids that other tools know a visitor by', async () => {
    const cookies = { _ga: 'GA1.1.1.2', hubspotutk: 'abc' };
    const known = lead({ cookies });
    await take(message([known]));
    await home.home.deps.project();
    const headers = { authorization: `Bearer ${home.apiKey}` };
    const answer = await home.request(`/v1/leads/${known.id}`, { headers });
    expect(await answer.json()).toMatchObject({ cookies });
  });

  it('sets nothing aside for what is the fault of the database', async () => {
    const events = [lead(), lead(), lead()];
    for (const event of events) await take(message([event]));
    const { db } = home.home;
    const batch = vi.spyOn(db, 'batch');
    for (let i = 0; i < 2; i++) batch.mockRejectedValueOnce(new Error('connect ETIMEDOUT'));
    await expect(home.home.deps.project()).rejects.toThrow('ETIMEDOUT');
    await expect(home.home.deps.project()).rejects.toThrow('ETIMEDOUT');
    await home.home.deps.project();
    for (const event of events) expect(await statusOf(event.id)).toBe(200);
  });

  it('leaves nothing where another was first with a part of it', async () => {
    const { db, deps } = home.home;
    const spy = vi.spyOn(db, 'batch');
    const [one, two] = [lead(), lead()];
    /** The first has read what there was, and writes once the second has read more. */
    let first = Promise.resolve();
    await take(message([one]));
    await new Promise<void>((hasRead) => {
      const written = new Promise<void>((write) => {
        spy.mockImplementationOnce(async (statements) => {
          hasRead();
          spy.mockImplementationOnce(async (later) => {
            write();
            await first;
            return db.batch(later);
          });
          await written;
          return db.batch(statements);
        });
      });
      first = projectInbox(deps);
    });
    await take(message([two]));
    await projectInbox(deps);
    for (const { id } of [one, two]) expect(await statusOf(id)).toBe(200);
  });

  it('files a session under the touch of its first page, whatever comes later', async () => {
    const at = AT;
    const [first, later] = [touch(), touch({ tags: { utm_source: 'news' }, at: at + 1 })];
    const one = message([pageView({ at, touch: first })]);
    const two = { ...one, events: [pageView({ at: at + 1, touch: later })] };
    await take(two);
    await take(one);
    await home.home.deps.project();
    const [session] = await home.home.db.select().from(sessions);
    expect(session).toMatchObject({ touch: first, startedAt: at, lastAt: at + 1 });
  });
});
