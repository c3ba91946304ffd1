import { join } from 'node:path';
import { createClient } from '@libsql/client';
import { describe, expect, it } from 'vitest';
import { expectAllThere, newCollector } from '../support/account.ts';
import { temporaryFolder } from '../support/home.ts';

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

/** Locks a data folder's database against all who would write, from this process. */
async function lock(folder: string): Promise<() => Promise<void>> {
  const client = createClient({ url: `file:${join(folder, 'waybill.db')}`, timeout: 10_000 });
  const held = await client.transaction('write');
  return async () => {
    await held.rollback();
    client.close();
  };
}

describe.concurrent('a database that another process locks', () => {
  it.each([
    ['3 s', 3_000, 1],
    // Whoever waits for a lock gives up after 5 s.
    ['5.5 s, again and again', 5_500, process.env.WAYBILL_LONG ? 6 : 2],
  ])('for %s loses and doubles nothing', async (name, ms, times) => {
    const folder = temporaryFolder();
    const { settings, start, newTraffic, served } = await newCollector(folder.path);
    const server = await start();
    const traffic = newTraffic();
    for (let locked = 0; locked < times; locked++) {
      await traffic.more(100);
      const release = await lock(folder.path);
      const until = Date.now() + ms;
      expect(await served()).toEqual([200, 200]);
      // Longer than what is known of a site is fresh, and what was acknowledged is on its way.
      await pause(1_200);
      const before = traffic.acknowledged;
      expect(await served()).toEqual([200, 200]);
      // That did not wait for the lock, which is held until it is released below.
      await pause(until - Date.now());
      expect(traffic.acknowledged).toBe(before);
      await release();
    }
    await traffic.more(500);
    await traffic.stop();
    await expectAllThere(`Locked for ${name}`, settings, traffic);
    expect(traffic.answersLike(/^(202|503 busy \d+)$/)).toBe(traffic.answersLike(/./));
    expect(await server.stop()).toBe(0);
    folder.remove();
  });

  it('while the collector starts keeps it from nothing afterwards', async () => {
    const folder = temporaryFolder();
    const { settings, start, newTraffic } = await newCollector(folder.path);
    const release = await lock(folder.path);
    const server = await start();
    const traffic = newTraffic();
    await pause(1_000);
    expect(traffic.acknowledged).toBe(0);
    await release();
    await traffic.more(100);
    await traffic.stop();
    await expectAllThere('Started under a lock', settings, traffic);
    expect(await server.stop()).toBe(0);
    folder.remove();
  });
});
