import { describe, expect, it } from 'vitest';
import { readNodeSettings } from '../../collector/config.ts';
import { openHome } from '../../collector/node/home.ts';
import { changeSetting, setUp } from '../../collector/node/setup.ts';
import { addKey, SHOP } from '../support/home.ts';
import { startSqld } from '../support/sqld.ts';
import { bundleWorker, QUEUE, startWorkerd } from '../support/workerd.ts';
import { PUBLIC_URL, runtimeSuite } from './suite.ts';

const SECRET = 'a-secret-of-the-tests-that-signs-cookies';

describe.each([
  ['Workers (workerd) with a queue and a libSQL server', QUEUE],
  ['Workers (workerd) with a libSQL server alone', {}],
])('', (name, more) => {
  runtimeSuite(name, async () => {
    const sqld = await startSqld();
    // Migrations and the first account come from the command line, as in a deployment.
    const home = await openHome(
      readNodeSettings({
        WAYBILL_DATABASE_URL: sqld.url,
        WAYBILL_DATABASE_TOKEN: sqld.token,
        WAYBILL_SECRET: SECRET,
      }),
    );
    const local = await setUp(home, [SHOP]);
    const apiKey = await addKey(home, local, 'write');
    await changeSetting(home, local, 'contact', {});
    await home.close();
    const bindings = {
      WAYBILL_DATABASE_URL: sqld.url,
      WAYBILL_DATABASE_TOKEN: sqld.token,
      WAYBILL_SECRET: SECRET,
      WAYBILL_PUBLIC_URL: PUBLIC_URL,
      WAYBILL_LOG: 'error',
    };
    const worker = startWorkerd(bundleWorker(), bindings, more);
    const url = (await worker.ready).origin;
    return {
      url,
      siteKey: local.site.key,
      apiKey,
      async stop() {
        await worker.dispose();
        sqld.stop();
      },
    };
  });
});

it('names every missing setting of a Worker', async () => {
  const worker = startWorkerd(bundleWorker(), { WAYBILL_SECRET: 'short' });
  const answer = await worker.dispatchFetch('http://collector.example/health');
  expect(answer.status).toBe(503);
  expect(answer.headers.get('waybill-reason')).toBe('not_configured');
  const { error } = (await answer.json()) as { error: { reason: string; message: string } };
  expect(error.reason).toBe('not_configured');
  expect(error.message).toMatch(/WAYBILL_DATABASE_URL is missing/);
  expect(error.message).toMatch(/WAYBILL_DATABASE_TOKEN is missing/);
  expect(error.message).toMatch(/WAYBILL_SECRET must have at least 32 characters/);
  await worker.dispose();
});

describe('a Worker', () => {
  const ADDRESS = { 'cf-connecting-ip': '192.0.2.1' };

  it('keeps to the rates that the platform counts', async () => {
    const sqld = await startSqld();
    const worker = startWorkerd(
      bundleWorker(),
      {
        WAYBILL_DATABASE_URL: sqld.url,
        WAYBILL_DATABASE_TOKEN: sqld.token,
        WAYBILL_SECRET: SECRET,
        WAYBILL_LOG: 'error',
      },
      { ratelimits: { RATE_PER_ADDRESS: { simple: { limit: 2, period: 60 } } } },
    );
    const ask = (headers: Record<string, string>) =>
      worker.dispatchFetch('http://collector.example/v1/leads', { headers });
    for (let asked = 0; asked < 2; asked++) expect((await ask(ADDRESS)).status).toBe(401);
    const refused = await ask({ ...ADDRESS, 'x-forwarded-for': '192.0.2.2' });
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '60']);
    expect((await ask({ 'cf-connecting-ip': '192.0.2.3' })).status).toBe(401);
    // The tables were never made, and then there is no database.
    const ready = async () => {
      const answer = await worker.dispatchFetch('http://collector.example/ready');
      return [answer.status, ((await answer.json()) as { faults: string[] }).faults];
    };
    expect(await ready()).toEqual([503, [expect.stringMatching(/^The tables are at none, .*mig/)]]);
    sqld.stop();
    expect(await ready()).toEqual([503, [expect.stringMatching(/^The database does not answer/)]]);
    const health = await worker.dispatchFetch('http://collector.example/health');
    expect(health.status).toBe(200);
    const metrics = await worker.dispatchFetch('http://collector.example/metrics');
    expect(metrics.status).toBe(404);
    await worker.dispose();
  });
});
