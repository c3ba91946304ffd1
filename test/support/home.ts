import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApp } from '../../collector/app.ts';
import { readNodeSettings } from '../../collector/config.ts';
import type { Access } from '../../collector/domain/access.ts';
import type { Scope } from '../../collector/domain/scope.ts';
import { makeKey } from '../../collector/jobs/grant.ts';
import { Background } from '../../collector/node/background.ts';
import { type Home, openHome } from '../../collector/node/home.ts';
import { setUp, signInLink } from '../../collector/node/setup.ts';

export const SHOP = 'https://www.shop.example';

/** What a person's browser says of itself. */
export const USER_AGENT =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36';

/** A folder that is gone after the test file. */
export function temporaryFolder(): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'waybill-test-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** A new secret key for an account, which may read unless it is said what it may. */
export async function addKey(
  { deps }: Home,
  { scope }: { scope: Scope },
  access: Access = 'read',
): Promise<string> {
  return (await makeKey(scope, deps, { access, name: '' })).secret;
}

/** The whole app over a real database file, asked through `request`. */
export async function testHome(settings: Record<string, string> = {}) {
  const folder = temporaryFolder();
  const home = await openHome(
    readNodeSettings({
      WAYBILL_DATA: folder.path,
      WAYBILL_LOG: 'error',
      // All that a test sends is for one site, and may be a lot.
      WAYBILL_RATE_PER_SITE: '0',
      ...settings,
    }),
  );
  const local = await setUp(home, [SHOP]);
  const apiKey = await addKey(home, local);
  const app = createApp(home.deps);
  const background = new Background((error) => {
    throw error;
  });
  return {
    home,
    folder: folder.path,
    local,
    apiKey,
    siteKey: local.site.key,
    /** Resolves once the answer is there and all that follows it is done. */
    async request(path: string, init: RequestInit = {}): Promise<Response> {
      const headers = new Headers(init.headers);
      if (!headers.has('user-agent')) headers.set('user-agent', USER_AGENT);
      const answer = await app.request(path, { ...init, headers }, {}, background);
      await background.settle();
      return answer;
    },
    signInLink: () => signInLink(home, local, ''),
    async close() {
      await home.close();
      folder.remove();
    },
  };
}
