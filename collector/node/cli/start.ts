import type { NodeSettings } from '../../config.ts';
import { scriptTag, scriptUrl } from '../../domain/snippet.ts';
import { connectReceiver, disconnectReceiver } from '../demo/connect.ts';
import { Receiver } from '../demo/receiver.ts';
import { serveDemo } from '../demo/server.ts';
import { type Home, openHome } from '../home.ts';
import { type Running, serveCollector } from '../server.ts';
import { setUp, signInLink } from '../setup.ts';
import { row } from './table.ts';

/** Listens on both ports, or on none. */
async function serve(
  home: Home,
  settings: NodeSettings,
  demoOf: (() => Promise<Running>) | undefined,
) {
  const collector = await serveCollector(home, settings.PORT, settings.HOST).catch(
    async (error) => {
      await home.close();
      throw error;
    },
  );
  try {
    return { collector, demo: await demoOf?.() };
  } catch (error) {
    await collector.stop();
    throw error;
  }
}

function stopOnSignal(servers: (Running | undefined)[]): void {
  let stopping = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (stopping) process.exit(1);
      stopping = true;
      void Promise.all(servers.map((server) => server?.stop())).then(() => process.exit(0));
    });
  }
}

/** What nobody foresaw is logged as everything else is, without what persons wrote. */
function logCrash({ deps }: Home): void {
  process.on('uncaughtException', (error) => {
    deps.log('error', 'crashed', { error });
    process.exit(1);
  });
}

/** Runs the collector, and the demo site where it is wanted, until it is told to stop. */
export async function runStart(settings: NodeSettings, withDemo: boolean): Promise<void> {
  const demoUrl = `http://localhost:${settings.WAYBILL_DEMO_PORT}`;
  const url = settings.WAYBILL_PUBLIC_URL ?? `http://localhost:${settings.PORT}`;
  // A person at a terminal wants to read what is printed below.
  const level = settings.WAYBILL_LOG ?? (process.stderr.isTTY ? 'warn' : 'info');
  const home = await openHome(
    { ...settings, WAYBILL_LOG: level },
    {
      demoOrigins: withDemo ? [demoUrl] : [],
      isServing: true,
    },
  );
  // The key of a first start is shown once: it is made once, and nothing may fail before it shows.
  let made: ReturnType<typeof setUp> | undefined;
  const setUpOnce = () => {
    made ??= setUp(home);
    return made;
  };
  const receiver = new Receiver();
  const demoOf = withDemo ? () => serveDemo(setUpOnce, receiver, settings, url) : undefined;
  const { collector, demo } = await serve(home, settings, demoOf);
  const local = await setUpOnce();
  await disconnectReceiver(home, local);
  if (demo) await connectReceiver(home, local, demoUrl, receiver);
  const link = await signInLink(home, local, url).catch(() => `${url}/sign-in`);
  process.stdout.write(
    [
      `\nWaybill ${home.deps.snippet.version} is running. Stop it with Ctrl+C.\n\n`,
      row('Dashboard', link),
      row('', 'signs you in once, within a day; another: npx waybill sign-in'),
      demo ? row('Demo site', demoUrl) : '',
      demo ? row('', `what the business gets of it: ${demoUrl}/receiver`) : '',
      row('Script tag', scriptTag(scriptUrl(url, local.site.key))),
      row('', 'allow your own site first: npx waybill origins add https://www.example.com'),
      local.newKey
        ? row('API key', `${local.newKey}   (shown this once)`) +
          row('', `curl -H "Authorization: Bearer ${local.newKey}" ${url}/v1/leads`)
        : '',
      row('Data', home.place),
      '\n',
    ].join(''),
  );
  logCrash(home);
  stopOnSignal([demo, collector]);
}
