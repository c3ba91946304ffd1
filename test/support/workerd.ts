import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Miniflare, type ModuleDefinition } from 'miniflare';
import { temporaryFolder } from './home.ts';

/** The modules that `wrangler deploy` would upload, the entry first. */
export function bundleWorker(): ModuleDefinition[] {
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

/** What `wrangler.toml` says of the queue, sooner: a test does not wait as people do. */
export const QUEUE = {
  queueProducers: { INBOX: { queueName: 'waybill-inbox' } },
  queueConsumers: {
    'waybill-inbox': { maxBatchSize: 100, maxBatchTimeout: 0.05, maxRetries: 100 },
  },
};

/** The Worker in the platform's own runtime. */
export function startWorkerd(
  modules: ModuleDefinition[],
  bindings: Record<string, string>,
  more: object = {},
): Miniflare {
  return new Miniflare({
    cf: false,
    compatibilityDate:
      /compatibility_date = "(.+)"/.exec(readFileSync('wrangler.toml', 'utf8'))?.[1] ?? '',
    modules,
    bindings,
    ...more,
  });
}
