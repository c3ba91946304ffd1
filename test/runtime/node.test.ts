import { readNodeSettings } from '../../collector/config.ts';
import { openHome } from '../../collector/node/home.ts';
import { serveCollector } from '../../collector/node/server.ts';
import { changeSetting, setUp } from '../../collector/node/setup.ts';
import { addKey, SHOP, temporaryFolder } from '../support/home.ts';
import { PUBLIC_URL, runtimeSuite } from './suite.ts';

runtimeSuite('Node with the embedded database', async () => {
  const folder = temporaryFolder();
  const home = await openHome(
    readNodeSettings({
      WAYBILL_DATA: folder.path,
      WAYBILL_PUBLIC_URL: PUBLIC_URL,
      WAYBILL_RATE_PER_ADDRESS: '0',
    }),
    { isServing: true },
  );
  const local = await setUp(home, [SHOP]);
  const apiKey = await addKey(home, local, 'write');
  await changeSetting(home, local, 'contact', {});
  const server = await serveCollector(home, 0, '127.0.0.1');
  return {
    url: `http://127.0.0.1:${server.port}`,
    siteKey: local.site.key,
    apiKey,
    async stop() {
      await server.stop();
      folder.remove();
    },
  };
});
