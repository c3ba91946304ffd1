import {
  leadsBeside,
  leadsById,
  leadsOfContact,
  leadsOfVisitor,
  sessionsOf,
  sitesOfUnseen,
  sitesOfVisitor,
} from '../db/people.ts';
import { listSites } from '../db/sites.ts';
import type { Deps } from '../deps.ts';
import { type Extent, extentOf, type LeadOf, type Named } from '../domain/person.ts';
import type { Scope } from '../domain/scope.ts';
import type { Keyring } from '../secrets/keyring.ts';

type Reading = Pick<Deps, 'db' | 'keyring'>;

/** What there is of a person on a site. */
export interface Found extends Extent {
  scope: Required<Scope>;
  siteKey: string;
}

/** What a tombstone knows somebody by on a site; null where an address or a number is none. */
export function signOf(
  keyring: Keyring,
  siteId: string,
  { by, value }: Named,
): Promise<string | null> {
  const isContact = by === 'email' || by === 'phone';
  return isContact ? keyring.contactHash(siteId, by, value) : keyring.hash(siteId, by, value);
}

async function leadsNamed(
  { db, keyring }: Reading,
  scope: Scope,
  siteIds: readonly string[],
  named: Named,
): Promise<LeadOf[]> {
  const { by, value } = named;
  if (by === 'lead') return leadsById(scope, db, value);
  if (by === 'visitor') return leadsOfVisitor(scope, db, value);
  const signs = await Promise.all(siteIds.map((siteId) => signOf(keyring, siteId, named)));
  const hashes = signs.filter((sign) => sign !== null);
  return leadsOfContact(scope, db, by, hashes);
}

/** The sites that know of who is named though no lead of his is there. */
async function otherSites({ db }: Reading, scope: Scope, named: Named): Promise<string[]> {
  if (named.by === 'visitor') return sitesOfVisitor(scope, db, named.value);
  return named.by === 'lead' ? sitesOfUnseen(scope, db, named.value) : [];
}

async function extentOn(
  { db }: Reading,
  scope: Required<Scope>,
  { by, value }: Named,
  leads: readonly LeadOf[],
): Promise<Extent> {
  const visitors = leads.flatMap(({ visitorId }) => visitorId ?? []);
  const sessionIds = leads.map(({ sessionId }) => sessionId);
  // Who is named by his browser is all that it did.
  const isAll = by === 'visitor';
  const beside = isAll ? leads : await leadsBeside(scope, db, visitors, sessionIds);
  const extent = extentOf(leads, beside);
  if (isAll) extent.visitors = [value];
  if (by === 'lead') extent.leads = [value];
  const sessions = await sessionsOf(scope, db, extent.visitors, extent.sessions);
  return { ...extent, sessions: sessions.map(({ id }) => id) };
}

/** What there is of a person on the sites of a scope. */
export async function findPerson(deps: Reading, scope: Scope, named: Named): Promise<Found[]> {
  const sites = await listSites(scope, deps.db);
  const leads = await leadsNamed(
    deps,
    scope,
    sites.map(({ id }) => id),
    named,
  );
  const onSites = new Set(leads.map(({ siteId }) => siteId));
  if (!onSites.size || named.by === 'visitor') {
    for (const siteId of await otherSites(deps, scope, named)) onSites.add(siteId);
  }
  const found: Found[] = [];
  for (const { id: siteId, accountId, key: siteKey } of sites) {
    if (!onSites.has(siteId)) continue;
    const own = leads.filter((lead) => lead.siteId === siteId);
    const ofSite = { accountId, siteId };
    found.push({ ...(await extentOn(deps, ofSite, named, own)), scope: ofSite, siteKey });
  }
  return found;
}

/** Every id that a message of the person may hold. */
export function idsOf({ by, value }: Named, found: readonly Found[]): string[] {
  const own = found.flatMap(({ leads, visitors, sessions }) => [
    ...leads,
    ...visitors,
    ...sessions,
  ]);
  return [...new Set(by === 'lead' || by === 'visitor' ? [value, ...own] : own)];
}
