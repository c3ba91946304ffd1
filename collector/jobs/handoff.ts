import { deliverDue } from './deliver.ts';
import { markLate } from './due.ts';
import { routeWaiting } from './route.ts';
import type { Telling } from './tell.ts';

/**
 * Moves leads on: to an owner, to whoever is next where he is late, and to where they are sent.
 * Resolves once what was to be decided is; what is sent goes on behind it, since a receiver may be
 * long in answering.
 * @param busy the destinations that an earlier call still sends to
 */
export async function runHandoff(
  deps: Telling,
  goOn: (work: Promise<void>) => void,
  busy?: Set<string>,
): Promise<void> {
  await routeWaiting(deps);
  await markLate(deps);
  goOn(deliverDue(deps, busy));
}
