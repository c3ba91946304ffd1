import { adf } from './adf.ts';
import type { DestinationKind } from './destination.ts';
import { mail } from './mail.ts';
import { slack } from './slack.ts';
import { teams } from './teams.ts';
import { webhook } from './webhook.ts';

/** Every kind of destination there is. */
export const DESTINATION_KINDS: readonly DestinationKind[] = [webhook, slack, teams, mail, adf];

/** The kind of a name; undefined where another version has made it. */
export function kindNamed(name: string): DestinationKind | undefined {
  return DESTINATION_KINDS.find((kind) => kind.name === name);
}
