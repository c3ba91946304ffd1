import type { NodeSettings } from '../../config.ts';
import { scriptUrl } from '../../domain/snippet.ts';
import { listen, type Running } from '../server.ts';
import type { Local } from '../setup.ts';
import { demoApp } from './app.tsx';
import type { Receiver } from './receiver.ts';

/**
 * Serves the demo site on its own port: it is another origin than the collector's. It carries the
 * script of the site that `local` gives, once it is asked for.
 */
export function serveDemo(
  local: () => Promise<Local>,
  receiver: Receiver,
  settings: NodeSettings,
  url: string,
): Promise<Running> {
  let app: ReturnType<typeof demoApp> | undefined;
  return listen(
    async (request) => {
      app ??= demoApp({
        scriptUrl: scriptUrl(url, (await local()).site.key),
        leadsUrl: `${url}/leads/`,
        receiver,
      });
      return app.fetch(request);
    },
    settings.WAYBILL_DEMO_PORT,
    settings.HOST,
    'WAYBILL_DEMO_PORT',
  );
}
