import { scopeOfSiteId } from '../db/entry.ts';
import { leadById } from '../db/leads.ts';
import type { Deps } from '../deps.ts';
import type { WholeLead } from '../domain/lead-json.ts';
import { outcomeFrom } from '../domain/outcome-request.ts';
import type { Scope } from '../domain/scope.ts';
import type { Handoff } from '../domain/timeline-json.ts';
import { type Link, readLink } from '../secrets/link.ts';
import { readHandoff } from './read-handoff.ts';
import { type Recorded, recordEvents } from './record-events.ts';

/** What a link leads to. */
export interface OpenedLink {
  scope: Required<Scope>;
  link: Link;
  lead: WholeLead;
  handoff: Handoff;
  /** Whether the lead is still whose the link was made for. */
  isHis: boolean;
}

/** What a link leads to; undefined where it is none, too old, or its lead is gone. */
export async function openLink(deps: Deps, token: string): Promise<OpenedLink | undefined> {
  const link = await readLink(deps.secret, token, deps.now());
  const scope = link && (await scopeOfSiteId(deps.db, link.siteId));
  const lead = scope && (await leadById(scope, deps.db, link.leadId));
  if (!lead) return undefined;
  const handoff = await readHandoff(scope, deps, lead);
  const isHis = (handoff.assignment?.number ?? 0) === link.assignment;
  return { scope, link, lead, handoff, isHis };
}

/** Records what whoever has a link says by it; the same said twice counts once. */
export async function tellByLink(
  deps: Deps,
  { scope, link, handoff }: OpenedLink,
  said: { kind: string } & Record<string, string>,
): Promise<Recorded | undefined> {
  const told = outcomeFrom({
    ...said,
    lead: link.leadId,
    by: handoff.assignment?.ownerName ?? '',
    id: `link ${link.assignment} ${said.kind}`,
  });
  const [recorded] = await recordEvents(scope, deps, [told], { via: 'link' });
  return recorded;
}
