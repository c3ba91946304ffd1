import { leadById } from '../db/leads.ts';
import type { DestinationKind } from '../delivery/destination.ts';
import { type Outcome, outcomeOf } from '../delivery/outcome.ts';
import type { Deps } from '../deps.ts';
import type { ContactValues, ShownContact } from '../domain/contact.ts';
import { hidden, loggedAnswer, loggedRequest } from '../domain/delivery-log.ts';
import { DAY_MS } from '../domain/duration.ts';
import { leadJson, type WholeLead } from '../domain/lead-json.ts';
import type { IncomingAnswer, OutgoingRequest } from '../domain/outgoing.ts';
import { secondsAsked } from '../domain/retry.ts';
import type { Scope } from '../domain/scope.ts';
import type { Handoff } from '../domain/timeline-json.ts';
import {
  LINK_ACTS,
  type Links,
  NO_LINKS,
  storyOf,
  type ToldLead,
  typeOf,
} from '../domain/told-lead.ts';
import { signLink } from '../secrets/link.ts';
import { signedHeaders } from '../secrets/sign.ts';
import { type DestinationSecrets, signingSecrets } from './destination-secrets.ts';
import { openContact } from './open-contact.ts';
import { readHandoff } from './read-handoff.ts';

/** What leads are told with. */
export type Telling = Pick<
  Deps,
  'db' | 'keyring' | 'secret' | 'publicUrl' | 'now' | 'newId' | 'send' | 'log'
>;

/** So long the links of a message work. */
const LINKS_VALID_MS = 30 * DAY_MS;

const iso = (ms: number) => new Date(ms).toISOString();

/** What is told of a lead, and since when there is that to tell. */
interface News {
  messageId: string;
  leadId: string;
  what: string;
  at: number;
}

/** The same for every try, so that a provider who knows the message knows it again. */
async function linksOf(
  { secret, publicUrl }: Telling,
  scope: Required<Scope>,
  { leadId, at }: News,
  assignment: number,
): Promise<Links> {
  if (!publicUrl) return NO_LINKS;
  const { siteId } = scope;
  const expiresAt = at + LINKS_VALID_MS;
  const token = await signLink(secret, { siteId, leadId, assignment, expiresAt });
  // One page, and where on it the answer is.
  const [accept = null, reject = null, contacted = null] = LINK_ACTS.map(
    (act) => `${publicUrl}/h/${token}#${act}`,
  );
  return { lead: `${publicUrl}/leads/${leadId}`, accept, reject, contacted };
}

/** What is read of a lead to tell of it. */
interface Read {
  whole: WholeLead;
  handoff: Handoff;
  shown: ShownContact;
}

async function read(deps: Telling, within: Scope, leadId: string): Promise<Read | undefined> {
  const whole = await leadById(within, deps.db, leadId);
  if (!whole) return undefined;
  const scope = { accountId: within.accountId, siteId: whole.lead.siteId };
  const [handoff, shown] = await Promise.all([
    readHandoff(scope, deps, whole),
    openContact(deps, whole.contact),
  ]);
  return { whole, handoff, shown };
}

/** A lead that goes to many destinations at once is read once; so long it counts as the same. */
const SAME_MS = 1_000;
const MAX_READ = 1_000;

/** Leads that were read just now, by their sites and ids. */
export type JustRead = Map<string, { at: number; lead: Promise<Read | undefined> }>;

function readOnce(
  deps: Telling,
  within: Scope,
  { leadId, what }: News,
  justRead: JustRead,
): Promise<Read | undefined> {
  // What is told of was written with what tells of it: whatever is told of later is read anew.
  const key = `${within.siteId} ${leadId} ${what}`;
  const now = deps.now();
  const known = justRead.get(key);
  if (known && now - known.at < SAME_MS) return known.lead;
  if (justRead.size >= MAX_READ) justRead.clear();
  const lead = read(deps, within, leadId);
  justRead.set(key, { at: now, lead });
  return lead;
}

/** A lead as destinations are told of it, with its contact; undefined where it is no more. */
export async function toldLead(
  deps: Telling,
  within: Scope,
  news: News,
  justRead: JustRead = new Map(),
): Promise<ToldLead | undefined> {
  const { messageId, leadId, what, at } = news;
  const found = await readOnce(deps, within, news, justRead);
  if (!found) return undefined;
  const { whole, handoff, shown } = found;
  const scope = { accountId: within.accountId, siteId: whole.lead.siteId };
  const { contact, contact_fault: _fault, ...lead } = leadJson(whole, shown, iso);
  return {
    ...{ messageId, type: typeOf(what), at, leadId, lead, contact, handoff },
    isTest: whole.lead.label === 'test',
    site: { key: whole.siteKey, name: whole.siteName },
    story: storyOf(whole),
    links: await linksOf(deps, scope, news, handoff.assignment?.number ?? 0),
  };
}

/** A destination, ready to be told. */
export interface Ready {
  kind: DestinationKind;
  settings: object;
  secrets: DestinationSecrets;
}

const HIDDEN_LINKS: Links = { lead: '…', accept: '…', reject: '…', contacted: '…' };

/** What is sent of a lead to a destination, unsigned. */
function requestOf({ kind, settings, secrets }: Ready, told: ToldLead): OutgoingRequest {
  const contact = kind.takesContact(settings) ? told.contact : null;
  return kind.request({ ...told, contact }, settings, secrets.given, iso);
}

/** What may be shown of that: without keys and links, and without the contact where it is kept. */
export function shownRequest(
  { kind, settings, secrets }: Ready,
  told: ToldLead,
  contact: ContactValues | null,
): OutgoingRequest {
  const links = told.links.lead === null ? NO_LINKS : HIDDEN_LINKS;
  const shown = kind.takesContact(settings) ? contact : null;
  return kind.request({ ...told, contact: shown, links }, settings, hidden(secrets.given), iso);
}

/** What became of a try, as it is kept. */
export interface Told extends Outcome {
  status: number | null;
  ms: number;
  /** What the receiver asked to be waited; null where nothing. */
  askedMs: number | null;
  request: string;
  answer: string;
}

function askedMs({ retryAfter }: IncomingAnswer, now: number): number | null {
  const seconds = secondsAsked(retryAfter);
  if (seconds !== undefined) return seconds;
  const date = Date.parse(retryAfter);
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}

/** Tells a destination of a lead, once, signed where its kind is. */
export async function tell(deps: Telling, ready: Ready, told: ToldLead): Promise<Told> {
  const { kind, settings, secrets } = ready;
  const request = requestOf(ready, told);
  const now = deps.now();
  const signed = kind.isSigned
    ? await signedHeaders(
        told.messageId,
        Math.floor(now / 1000),
        request.body,
        signingSecrets(secrets, now),
      )
    : {};
  const began = performance.now();
  const answer = await deps.send({ ...request, headers: { ...request.headers, ...signed } });
  const keys = [...Object.values(secrets.given), ...signingSecrets(secrets, now)].map(String);
  return {
    ...outcomeOf(kind.vendor(settings), answer),
    status: answer.status,
    ms: Math.round(performance.now() - began),
    askedMs: askedMs(answer, now),
    request: loggedRequest(shownRequest(ready, told, null)),
    answer: loggedAnswer(answer.body, told.contact, keys),
  };
}
