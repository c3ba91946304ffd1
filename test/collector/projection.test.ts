import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { inbox, sessions } from '../../collector/db/schema.ts';
import type { Batch } from '../../shared/wire.ts';
import { testHome } from '../support/home.ts';
import { lead, message, newId, pageView, touch } from '../support/message.ts';

let home: Awaited<ReturnType<typeof testHome>>;
beforeEach(async () => {
  home = await testHome();
});
afterEach(() => home.close());

const take = (body: object) =>
  home.home.db.insert(inbox).values({
    id: newId(),
    siteId: home.local.site.id,
    receivedAt: 1,
    body: body as Batch,
  });

const statusOf = async (id: string) =>
  (await home.request(`/v1/leads/${id}`, { headers: { authorization: `Bearer ${home.apiKey}` } }))
    .status;

describe('the projection', () => {
  it('sets a message aside that cannot be projected, and goes on with the others', async () => {
    const [before, after] = [lead(), lead()];
    await take(message([before]));
    // What no contract lets in, but a fault of ours might write.
    await take(message([{ ...lead(), touches: null }]));
    await take(message([{ ...lead(), page: { not: 'text' } }]));
    await take(message([after]));
    await home.home.deps.project();
    expect([await statusOf(before.id), await statusOf(after.id)]).toEqual([200, 200]);
    const kept = await home.home.db.select().from(inbox);
    expect(kept.filter(({ failure }) => failure)).toHaveLength(2);
    expect(kept.filter(({ projectedAt }) => projectedAt)).toHaveLength(2);
  });

  it('files a session under the touch of its first page, whatever comes later', async () => {
    const at = 1_790_000_000_000;
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
