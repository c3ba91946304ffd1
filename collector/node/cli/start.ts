import type { NodeSettings } from '../../config.ts';
import { serveDemo } from '../demo/server.ts';
import { openHome } from '../home.ts';
import { serveCollector } from '../server.ts';
import { allowOrigin, setUp, signInLink } from '../setup.ts';

function row(name: string, value: string): string {
  return `  ${name.padEnd(12)}${value}\n`;
}

/** Runs the collector, and the demo site where it is wanted, until it is told to stop. */
export async function runStart(settings: NodeSettings, withDemo: boolean): Promise<void> {
  const home = await openHome(settings);
  const demoUrl = `http://localhost:${settings.WAYBILL_DEMO_PORT}`;
  const local = await setUp(home, withDemo ? [demoUrl] : []);
  if (withDemo) await allowOrigin(home, local, demoUrl);

  const url = settings.WAYBILL_PUBLIC_URL ?? `http://localhost:${settings.PORT}`;
  const scriptUrl = `${url}/s/${local.site.key}.js`;
  const collector = await serveCollector(home, settings.PORT, settings.HOST);
  const demo = withDemo
    ? await serveDemo({ scriptUrl, leadsUrl: `${url}/leads/` }, settings).catch(async (error) => {
        await collector.stop();
        throw error;
      })
    : undefined;

  process.stdout.write(
    [
      `\nWaybill ${home.deps.snippet.version} is running. Stop it with Ctrl+C.\n\n`,
      row('Dashboard', await signInLink(home, local, url)),
      row('', 'signs you in once, within a day; another: npx waybill sign-in'),
      demo ? row('Demo site', demoUrl) : '',
      row('Script tag', `<script async src="${scriptUrl}"></script>`),
      row('', 'allow your own site first: npx waybill origins add https://www.example.com'),
      local.newKey
        ? row('API key', `${local.newKey}   (shown this once)`) +
          row('', `curl -H "Authorization: Bearer ${local.newKey}" ${url}/v1/leads`)
        : '',
      row('Data', home.place),
      '\n',
    ].join(''),
  );

  let stopping = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (stopping) process.exit(1);
      stopping = true;
      void Promise.all([demo?.stop(), collector.stop()]).then(() => process.exit(0));
    });
  }
}
