import type { Database } from '../db/database.ts';
import { removeLeads, removeSessions } from '../db/removal.ts';
import {
  leadsBefore,
  removeOldContacts,
  removeOldMessages,
  removeSpentSignIns,
  sessionsBehind,
} from '../db/retention.ts';
import { sitesWithSettings } from '../db/sites.ts';
import type { Deps } from '../deps.ts';
import { type Removed, removedInAll } from '../domain/erasure.ts';
import { type Limits, limitsOf } from '../domain/retention.ts';
import type { Scope } from '../domain/scope.ts';
import { settingsFrom } from '../domain/settings.ts';

/** A site, and until when its data is kept. */
interface Kept {
  scope: Required<Scope>;
  limits: Limits;
}

async function retainMessages(db: Database, sites: readonly Kept[], otherwise: number) {
  const before = Object.fromEntries(
    sites.map(({ scope, limits }) => [scope.siteId, limits.messages]),
  );
  const newest = Math.max(otherwise, ...Object.values(before));
  let messages = 0;
  let after = 0;
  for (;;) {
    const piece = await removeOldMessages(db, before, otherwise, after);
    if (!piece) return { messages };
    messages += piece.removed;
    if (piece.oldest >= newest) return { messages };
    after = piece.last;
  }
}

async function retainSessions(db: Database, sites: readonly Kept[]) {
  const newest = Math.max(...sites.map(({ limits }) => limits.sessions));
  const parts: Partial<Removed>[] = [];
  let after = 0;
  for (;;) {
    const piece = await sessionsBehind(db, after);
    if (!piece.some(({ lastAt }) => lastAt < newest)) return removedInAll(parts);
    for (const { scope, limits } of sites) {
      const ended = piece.filter(
        ({ siteId, lastAt }) => siteId === scope.siteId && lastAt < limits.sessions,
      );
      const ids = ended.map(({ id }) => id);
      parts.push(await removeSessions(scope, db, ids, limits.sessions));
    }
    after = piece.at(-1)?.rowid ?? after;
  }
}

async function retainLeads(db: Database, { scope, limits }: Kept) {
  const parts: Partial<Removed>[] = [];
  if (limits.leads !== null) {
    let ids = await leadsBefore(scope, db, limits.leads);
    while (ids.length) {
      parts.push(await removeLeads(scope, db, ids));
      ids = await leadsBefore(scope, db, limits.leads);
    }
  }
  if (limits.contacts !== null) {
    parts.push({ contacts: await removeOldContacts(scope, db, limits.contacts) });
  }
  return removedInAll(parts);
}

/**
 * Removes what has outlived the time that its site keeps it, a piece at a time, so that nobody waits
 * for it. Cut off anywhere, the next run goes on from there. What is counted stays: it names nobody.
 */
export async function retain(db: Database, now: () => number, log: Deps['log']): Promise<void> {
  const at = now();
  const found = await sitesWithSettings(db);
  const sites = found.map(({ scope, settings }) => ({ scope, limits: limitsOf(settings, at) }));
  const otherwise = limitsOf(settingsFrom({}), at).messages;
  const parts: Partial<Removed>[] = [
    await retainMessages(db, sites, otherwise),
    await retainSessions(db, sites),
  ];
  for (const site of sites) parts.push(await retainLeads(db, site));
  const removed = { ...removedInAll(parts), sign_ins: await removeSpentSignIns(db, at) };
  if (Object.values(removed).some(Boolean)) log('info', 'retention', removed);
}
