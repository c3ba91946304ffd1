import { eq, type SQL, sql } from 'drizzle-orm';
import type { TombstoneKind } from '../domain/erasure.ts';
import type { Scope } from '../domain/scope.ts';
import { among } from './among.ts';
import type { Database } from './database.ts';
import { chunksOf } from './rows.ts';
import { sites, tombstones } from './schema.ts';
import { ofScope, within } from './within.ts';

export type Tombstone = typeof tombstones.$inferSelect;

/** What a tombstone is known by. */
export interface TombstoneKey {
  siteId: string;
  kind: TombstoneKind;
  hash: string;
}

const ROWS_PER_STATEMENT = 2_000;

/** Adds those that meet a condition; of one that is there the newer time holds. */
async function put(db: Database, rows: readonly Tombstone[], condition: SQL): Promise<void> {
  for (const some of chunksOf(rows, ROWS_PER_STATEMENT)) {
    const json = JSON.stringify(some.map(({ siteId, kind, hash, at }) => [siteId, kind, hash, at]));
    await db.run(sql`insert into ${tombstones} (site_id, kind, hash, at)
      select value ->> 0, value ->> 1, value ->> 2, value ->> 3 from json_each(${json})
      where ${condition}
      on conflict do update set at = max(at, excluded.at)`);
  }
}

/** Leaves in the place of what is erased what knows it again. */
export async function putTombstones(
  scope: Scope,
  db: Database,
  rows: readonly Tombstone[],
): Promise<void> {
  await put(db, rows, ofScope(scope, db, sql`value ->> 0`));
}

/** Those of a site. */
export async function tombstonesOf(scope: Required<Scope>, db: Database): Promise<Tombstone[]> {
  const rows = await db
    .select({ row: tombstones })
    .from(tombstones)
    .innerJoin(sites, eq(sites.id, tombstones.siteId))
    .where(within(scope));
  return rows.map(({ row }) => row);
}

/*
 * What follows runs for the collector itself, over all sites.
 */

/** All there are, to be brought into a backup that is put back. */
export async function allTombstones(db: Database): Promise<Tombstone[]> {
  return db.select().from(tombstones);
}

/** Brings the tombstones of one database into another. */
export async function mergeTombstones(db: Database, rows: readonly Tombstone[]): Promise<void> {
  await put(db, rows, sql`true`);
}

/** The sites, of these, of which anything was erased. */
export async function sitesWithTombstones(
  db: Database,
  siteIds: readonly string[],
): Promise<Set<string>> {
  const rows = await db
    .selectDistinct({ siteId: tombstones.siteId })
    .from(tombstones)
    .where(among(tombstones.siteId, siteIds));
  return new Set(rows.map(({ siteId }) => siteId));
}

/** The tombstones of these keys. */
export async function tombstonesAt(
  db: Database,
  keys: readonly TombstoneKey[],
): Promise<Tombstone[]> {
  const json = JSON.stringify(keys.map(({ siteId, kind, hash }) => [siteId, kind, hash]));
  const { siteId, kind, hash } = tombstones;
  return db
    .select()
    .from(tombstones)
    .where(
      sql`(${siteId}, ${kind}, ${hash}) in (select value ->> 0, value ->> 1, value ->> 2 from json_each(${json}))`,
    );
}
