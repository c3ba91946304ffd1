import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApp } from '../../collector/app.ts';
import { readNodeSettings } from '../../collector/config.ts';
import { Background } from '../../collector/node/background.ts';
import { openHome } from '../../collector/node/home.ts';
import { addKey, setUp, signInLink } from '../../collector/node/setup.ts';

export const SHOP = 'https://www.shop.example';

/** A folder that is gone after the test file. */
export function temporaryFolder(): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'waybill-test-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** The whole app over a real database file, asked through `request`. */
export async function testHome() {
  const folder = temporaryFolder();
  const home = await openHome(readNodeSettings({ WAYBILL_DATA: folder.path }));
  const local = await setUp(home, [SHOP]);
  const apiKey = await addKey(home, local);
  const app = createApp(home.deps);
  const background = new Background((error) => {
    throw error;
  });
  return {
    home,
    local,
    apiKey,
    siteKey: local.site.key,
    /** Resolves once the answer is there and all that follows it is done. */
    async request(path: string, init?: RequestInit): Promise<Response> {
      const answer = await app.request(path, init, {}, background);
      await background.settle();
      return answer;
    },
    signInLink: () => signInLink(home, local, ''),
    close() {
      home.close();
      folder.remove();
    },
  };
}
