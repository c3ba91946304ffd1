import { intentsOf } from '../db/people.ts';
import { removeIntents, removeLeads, removeMessages, removeSessions } from '../db/removal.ts';
import { listSites } from '../db/sites.ts';
import { putTombstones, type Tombstone } from '../db/tombstones.ts';
import type { Deps } from '../deps.ts';
import { OUT_OF_REACH, type Removed, removedInAll } from '../domain/erasure.ts';
import { type Named, type Spared, sparedOf } from '../domain/person.ts';
import type { Scope } from '../domain/scope.ts';
import { type Found, findPerson, idsOf, signOf } from './find-person.ts';
import { naming } from './naming.ts';
import { projectInbox } from './project.ts';

type Erasing = Pick<Deps, 'db' | 'keyring' | 'now' | 'log'>;

/** What an erasure did, and what it could not do. */
export interface Erasure {
  removed: Removed;
  /** Browsers that are not known to be the person's alone. */
  kept: Spared[];
  out_of_reach: readonly string[];
}

/** The tombstones of who is named, on every site: what is still on its way comes to nothing. */
async function stonesOfNamed({ db, keyring }: Erasing, scope: Scope, named: Named, at: number) {
  const kind = named.by === 'email' || named.by === 'phone' ? 'contact' : named.by;
  const sites = await listSites(scope, db);
  const stones = sites.map(async ({ id: siteId }): Promise<Tombstone[]> => {
    const hash = await signOf(keyring, siteId, named);
    return hash === null ? [] : [{ siteId, kind, hash, at }];
  });
  return (await Promise.all(stones)).flat();
}

/** The tombstones of all that was found of him. */
async function stonesOfFound({ keyring }: Erasing, found: readonly Found[], at: number) {
  const stones = found.flatMap(({ scope: { siteId }, leads, visitors }) => {
    const stone = async (kind: 'lead' | 'visitor', id: string): Promise<Tombstone> => {
      return { siteId, kind, hash: await keyring.hash(siteId, kind, id), at };
    };
    return [...leads.map((id) => stone('lead', id)), ...visitors.map((id) => stone('visitor', id))];
  });
  return Promise.all(stones);
}

async function removeVisits({ db }: Erasing, { scope, leads, sessions }: Found) {
  const intents = await intentsOf(scope, db, [], leads);
  const ids = intents.map(({ id }) => id);
  return removedInAll([
    await removeIntents(scope, db, ids),
    await removeSessions(scope, db, sessions),
  ]);
}

async function removeNaming({ db }: Erasing, scope: Scope, ids: readonly string[]) {
  const parts: Partial<Removed>[] = [];
  for await (const piece of naming(scope, db, ids)) {
    const seqs = piece.map(({ seq }) => seq);
    parts.push(await removeMessages(scope, db, seqs));
  }
  return removedInAll(parts);
}

/**
 * All there is of a person, once its tombstones stand and no turn of a projection that had not seen
 * them can be written any more: whatever waited then is behind the cursor, and such a turn is undone.
 */
async function buried(deps: Erasing, scope: Scope, named: Named, at: number) {
  const known = new Set<string>();
  const seen: Found[] = [];
  let stones = await stonesOfNamed(deps, scope, named, at);
  for (;;) {
    const found = await findPerson(deps, scope, named);
    seen.push(...found);
    stones.push(...(await stonesOfFound(deps, found, at)));
    stones = stones.filter(({ hash }) => !known.has(hash));
    if (!stones.length) return { found, ids: idsOf(named, seen) };
    for (const { hash } of stones) known.add(hash);
    await putTombstones(scope, deps.db, stones);
    await projectInbox(deps);
  }
}

/**
 * Erases a person from the sites of a scope. The tombstones come first, so that what is taken
 * meanwhile comes to nothing; then what waits is projected, so that nothing goes that is still to be
 * counted. Cut off anywhere, it is to be asked for again, and goes on.
 */
export async function erasePerson(deps: Erasing, scope: Scope, named: Named): Promise<Erasure> {
  const { found, ids } = await buried(deps, scope, named, deps.now());
  const parts: Partial<Removed>[] = [];
  for (const one of found) parts.push(await removeVisits(deps, one));
  parts.push(await removeNaming(deps, scope, ids));
  // Last, since the rest is found by them.
  for (const one of found) parts.push(await removeLeads(one.scope, deps.db, one.leads));
  const removed = removedInAll(parts);
  deps.log('info', 'person_erased', { by: named.by, ...removed });
  return { removed, kept: sparedOf(found), out_of_reach: OUT_OF_REACH };
}
