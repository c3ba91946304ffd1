import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Miniflare, type ModuleDefinition } from 'miniflare';
import { expect, it } from 'vitest';
import { readNodeSettings } from '../../collector/config.ts';
import { openHome } from '../../collector/node/home.ts';
import { addKey, changeSetting, setUp } from '../../collector/node/setup.ts';
import { SHOP, temporaryFolder } from '../support/home.ts';
import { startSqld } from '../support/sqld.ts';
import { PUBLIC_URL, runtimeSuite } from './suite.ts';

const SECRET = 'a-secret-of-the-tests-that-signs-cookies';

/** The modules that `wrangler deploy` would upload, the entry first. */
function bundleWorker(): ModuleDefinition[] {
  const folder = temporaryFolder();
  execFileSync('npx', ['wrangler', 'deploy', '--dry-run', '--outdir', folder.path], {
    stdio: 'pipe',
    env: {
      ...process.env,
      CI: '1',
      WRANGLER_SEND_METRICS: 'false',
      CLOUDFLARE_CF_FETCH_ENABLED: 'false',
    },
  });
  const modules = readdirSync(folder.path)
    .filter((name) => /\.(js|txt)$/.test(name))
    .sort((a, b) => Number(b === 'worker.js') - Number(a === 'worker.js'))
    .map((path): ModuleDefinition => {
      const contents = readFileSync(join(folder.path, path), 'utf8');
      return { type: path.endsWith('.js') ? 'ESModule' : 'Text', path, contents };
    });
  folder.remove();
  return modules;
}

function startWorkerd(modules: ModuleDefinition[], bindings: Record<string, string>): Miniflare {
  return new Miniflare({
    cf: false,
    compatibilityDate:
      /compatibility_date = "(.+)"/.exec(readFileSync('wrangler.toml', 'utf8'))?.[1] ?? '',
    modules,
    bindings,
  });
}

runtimeSuite('Workers (workerd) with a libSQL server', async () => {
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
  const apiKey = await addKey(home, local);
  await changeSetting(home, local, 'contact', {});
  home.close();
  const worker = startWorkerd(bundleWorker(), {
    WAYBILL_DATABASE_URL: sqld.url,
    WAYBILL_DATABASE_TOKEN: sqld.token,
    WAYBILL_SECRET: SECRET,
    WAYBILL_PUBLIC_URL: PUBLIC_URL,
  });
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
