import { listDestinations, removeDestination } from '../../db/destinations.ts';
import { makeDestination } from '../../jobs/destinations.ts';
import type { Home } from '../home.ts';
import type { Local } from '../setup.ts';
import type { Receiver } from './receiver.ts';

/** What the demo's destinations are called, and known again by. */
const NAMES = { webhook: 'Demo receiver', slack: 'Demo receiver, card' };

/** Takes away what an earlier demo left: where that was, nobody listens any more. */
export async function disconnectReceiver({ deps }: Home, { scope }: Local): Promise<void> {
  const names: string[] = Object.values(NAMES);
  for (const { id, name } of await listDestinations(scope, deps.db)) {
    if (names.includes(name)) await removeDestination(scope, deps.db, id, deps.now());
  }
}

/** Sends leads to the demo's receiver, as a webhook and as a card, until the next start. */
export async function connectReceiver(
  home: Home,
  { scope }: Local,
  demoUrl: string,
  receiver: Receiver,
): Promise<void> {
  const common = { settings: {}, secrets: {}, accepts_tests: true };
  const { signingSecret } = await makeDestination(scope, home.deps, {
    ...common,
    ...{ kind: 'webhook', name: NAMES.webhook, settings: { url: `${demoUrl}/receiver/webhook` } },
  });
  receiver.secret = signingSecret ?? '';
  await makeDestination(scope, home.deps, {
    ...common,
    ...{ kind: 'slack', name: NAMES.slack, secrets: { url: `${demoUrl}/receiver/card` } },
  });
}
