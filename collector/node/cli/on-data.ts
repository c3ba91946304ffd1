import { type NodeSettings, readNodeSettings } from '../../config.ts';
import { type Home, openHome } from '../home.ts';
import { type Local, setUp } from '../setup.ts';
import { UserError } from '../user-error.ts';

type Task = (home: Home, local: Local, url: () => string) => Promise<string> | string;

/** Where browsers reach the collector; only the embedded home may be told without being asked. */
function urlOf(settings: NodeSettings): string {
  if (settings.WAYBILL_PUBLIC_URL) return settings.WAYBILL_PUBLIC_URL;
  if (!settings.WAYBILL_DATABASE_URL) return `http://localhost:${settings.PORT}`;
  throw new UserError(
    'Set WAYBILL_PUBLIC_URL to where browsers reach the collector: https://collect.example.com',
  );
}

/** Runs a task on the data folder, beside a collector that may be running on it, and prints. */
export async function onData(task: Task) {
  const settings = readNodeSettings(process.env);
  const home = await openHome(settings);
  try {
    const local = await setUp(home);
    if (local.newKey) {
      process.stderr.write(`Made your account. Its API key, shown this once: ${local.newKey}\n`);
    }
    process.stdout.write(await task(home, local, () => urlOf(settings)));
  } finally {
    home.close();
  }
}
