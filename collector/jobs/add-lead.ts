import { listSites } from '../db/sites.ts';
import type { Deps } from '../deps.ts';
import { batchOf, type LeadRequest, type Minted } from '../domain/api-lead.ts';
import { DAY_MS } from '../domain/duration.ts';
import { Failure } from '../domain/failure.ts';
import type { Scope } from '../domain/scope.ts';
import { sessionNamed } from './known-session.ts';

type Adding = Pick<Deps, 'db' | 'keyring' | 'now' | 'newId' | 'take'>;

/** What was taken, and what of it is not kept. */
export interface Added {
  id: string;
  /** The site's key. */
  site: string;
  status: 'submitted' | 'accepted';
  /** Whether what it says of a person is kept: the site's setting says so. */
  contact: 'kept' | 'dropped' | null;
}

/** Clocks of others may be ahead by so much. */
const MAX_AHEAD_MS = 300_000;
/** What is older comes as an import, not as a message. */
const MAX_AGE_MS = 7 * DAY_MS;
const ID_CHARS = 25;

async function siteOf(scope: Scope, { db }: Adding) {
  const [site, another] = await listSites(scope, db);
  if (site && !another) return site;
  throw new Failure(
    'bad_request',
    'site: is missing; the account has more than one. Name its key.',
  );
}

function timeOf({ at }: LeadRequest, now: number): number {
  if (at === undefined) return now;
  if (at > now + MAX_AHEAD_MS) throw new Failure('bad_request', 'at: is still to come.');
  if (at < now - MAX_AGE_MS) throw new Failure('bad_request', 'at: is more than 7 days ago.');
  return Math.min(at, now);
}

/** The ids of a request: the same for the same key, so that it may come twice. */
async function mintedFor(
  siteId: string,
  request: LeadRequest,
  { keyring, now: clock, newId }: Adding,
  key: string | undefined,
): Promise<Minted> {
  const now = clock();
  const given = 'waybill_id' in request ? request.waybill_id : request.id;
  const derived = async (kind: string, text: string) =>
    (await keyring.hash(siteId, kind, text)).slice(0, ID_CHARS);
  const id = given ?? (key === undefined ? newId() : await derived('lead key', key));
  return { id, sessionId: await derived('session of', id), at: timeOf(request, now), now };
}

/**
 * Takes a lead that came without a form, or that one was accepted, as durably as a message of a
 * browser.
 *
 * @param scope of it the one site that the lead is of
 * @throws {Failure} where the site is not said, or no page showed the code
 */
export async function addLead(
  scope: Scope,
  deps: Adding,
  request: LeadRequest,
  key?: string,
): Promise<Added> {
  const { id: siteId, key: site, settings } = await siteOf(scope, deps);
  const minted = await mintedFor(siteId, request, deps, key);
  const isNew = !('waybill_id' in request);
  const reference = isNew ? request.reference : undefined;
  const ofSite = { accountId: scope.accountId, siteId };
  const known = reference === undefined ? undefined : await sessionNamed(ofSite, deps, reference);
  if (reference !== undefined && !known) {
    throw new Failure('not_found', 'No page of this site showed this code.');
  }
  const said = Object.entries((isNew && request.contact) || {}).filter(([, value]) => value);
  const isKept = settings.contact !== null && said.length > 0;
  const contacts = { [minted.id]: Object.fromEntries(said) };
  const isTest = isNew && request.test;
  await deps.take({
    siteId,
    receivedAt: minted.now,
    body: batchOf(request, minted, known),
    contacts: isKept ? await deps.keyring.seal(JSON.stringify(contacts)) : null,
    ...(isTest && { label: 'test' as const, labelBy: request.by }),
  });
  return {
    id: minted.id,
    site,
    status: isNew ? request.status : 'accepted',
    contact: isKept ? 'kept' : said.length ? 'dropped' : null,
  };
}
