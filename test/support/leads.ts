import * as schema from '../../collector/db/schema.ts';
import type { LeadEvent } from '../../shared/wire.ts';
import { SHOP, type testHome } from './home.ts';
import { lead, message } from './message.ts';

type Home = Awaited<ReturnType<typeof testHome>>;

/** What a lead is sent with. */
export interface Sent {
  event?: Partial<LeadEvent>;
  /** Who sent it, where that is known. */
  personId?: string;
  headers?: Record<string, string>;
}

/** Sends a lead as a page does. Returns its id; it waits to be routed. */
export async function sendLead(
  { home, local, siteKey, request }: Home,
  { event, personId, headers }: Sent = {},
): Promise<string> {
  const sent = lead(event);
  const answer = await request(`/v1/collect/${siteKey}`, {
    method: 'POST',
    headers: { 'content-type': 'text/plain', origin: SHOP, ...headers },
    body: JSON.stringify(message([sent])),
  });
  if (answer.status !== 202) throw new Error(await answer.text());
  const row = { siteId: local.site.id, leadId: sent.id };
  const { leadPersons } = schema;
  if (personId) await home.db.insert(leadPersons).values({ ...row, personId });
  return sent.id;
}
