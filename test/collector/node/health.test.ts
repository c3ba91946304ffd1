import { rmSync } from 'node:fs';
import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SHOP, testHome } from '../../support/home.ts';
import { message, pageView } from '../../support/message.ts';

const TOKEN = 'a-token-of-the-tests';

let home: Awaited<ReturnType<typeof testHome>>;
beforeEach(async () => {
  home = await testHome({ WAYBILL_METRICS_TOKEN: TOKEN });
});
afterEach(() => home.close());

describe('/ready', () => {
  it('says that all is well', async () => {
    const answer = await home.request('/ready');
    expect([answer.status, await answer.json()]).toEqual([200, { ok: true }]);
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  it.each([
    [
      'the tables are behind',
      async () => {
        await home.home.db.run(
          sql`delete from __drizzle_migrations where created_at = (select max(created_at) from __drizzle_migrations)`,
        );
      },
      [/^The tables are at \w+, not at \w+\. Bring them up to date: waybill migrate$/],
    ],
    [
      'there are no tables',
      async () => {
        await home.home.db.run(sql`drop table __drizzle_migrations`);
      },
      [/^The tables are at none, not at \w+\./],
    ],
    ['the database is gone', () => home.home.close(), [/^The database does not answer within 2 s/]],
    [
      'the folder cannot be written to',
      async () => rmSync(home.folder, { recursive: true }),
      [/^The data folder cannot be written to \(ENOENT\)\.$/],
    ],
  ] as const)('says when %s, and /health does not mind', async (_name, breakIt, faults) => {
    await breakIt();
    const answer = await home.request('/ready');
    expect(answer.status).toBe(503);
    expect(answer.headers.get('waybill-reason')).toBe('not_ready');
    expect((await answer.json()).faults).toEqual(
      faults.map((fault) => expect.stringMatching(fault)),
    );
    const health = await home.request('/health');
    expect([health.status, await health.json()]).toEqual([200, { ok: true }]);
  });
});

describe('/metrics', () => {
  const read = (authorization?: string) =>
    home.request('/metrics', { headers: authorization ? { authorization } : {} });

  it.each([
    ['nothing', undefined, 'no_key'],
    ['another token', 'Bearer another-token-here', 'unknown_key'],
    ['the API key', 'key', 'unknown_key'],
  ])('is not shown for %s', async (_name, authorization, reason) => {
    const answer = await read(authorization === 'key' ? `Bearer ${home.apiKey}` : authorization);
    expect([answer.status, answer.headers.get('waybill-reason')]).toEqual([401, reason]);
    expect(await answer.text()).not.toContain('waybill_');
  });

  it('is not there without a token', async () => {
    const other = await testHome();
    const headers = { authorization: 'Bearer undefined' };
    const answer = await other.request('/metrics', { headers });
    expect(answer.status).toBe(404);
    expect((await answer.json()).error.message).toContain('WAYBILL_METRICS_TOKEN');
    await other.close();
  });

  it('counts requests, commits, turns of the projection and the ledger', async () => {
    const event = pageView();
    const body = JSON.stringify(message([event, event, { type: 'nonsense' }]));
    const headers = { 'content-type': 'text/plain', origin: SHOP, 'user-agent': 'Mozilla/5.0' };
    const path = `/v1/collect/${home.siteKey}`;
    expect((await home.request(path, { method: 'POST', headers, body })).status).toBe(202);
    expect((await home.request(path, { method: 'POST', headers, body: '{' })).status).toBe(400);
    const answer = await read(`Bearer ${TOKEN}`);
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    const text = await answer.text();
    const route = '/v1/collect/:siteKey';
    for (const line of [
      `waybill_requests_total{method="POST",route="${route}",status="202"} 1`,
      `waybill_requests_total{method="POST",route="${route}",status="400"} 1`,
      `waybill_request_seconds_count{route="${route}"} 2`,
      'waybill_ledger_total{unit="request",outcome="taken",reason=""} 1',
      'waybill_ledger_total{unit="event",outcome="in",reason=""} 3',
      'waybill_ledger_total{unit="event",outcome="refused",reason="invalid_event"} 1',
      'waybill_commit_messages_count 1',
      'waybill_commit_messages_sum 1',
      'waybill_commit_seconds_count 1',
      'waybill_projection_messages_sum 1',
      'waybill_projection_seconds_count 1',
      'waybill_queue_depth 0',
    ]) {
      expect(text.split('\n')).toContain(line);
    }
    expect(text).toMatch(/^process_resident_memory_bytes \d+/m);
    expect(text).toMatch(/^process_cpu_seconds_total \d/m);
    expect(text).not.toContain(home.siteKey);
  });

  it('is shown while the database is gone', async () => {
    await home.home.close();
    expect(await (await read(`Bearer ${TOKEN}`)).text()).toContain('waybill_queue_depth Nan');
  });
});
