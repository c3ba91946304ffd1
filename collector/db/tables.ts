import { sql } from 'drizzle-orm';
import journal from '../../migrations/meta/_journal.json';
import type { Database } from './database.ts';

/** The change of the tables that this version was built for, by its name. */
const NEWEST = journal.entries.reduce((newest, one) => (one.when > newest.when ? one : newest));

/** How the tables stand: which change was made last, and whether this version has others. */
export interface Tables {
  last: string;
  state: 'none' | 'behind' | 'current' | 'ahead';
  newest: string;
}

function isMissingTable(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause.message.includes('no such table')) return true;
  }
  return false;
}

/** Reads how far the tables were brought. */
export async function tablesOf(db: Database): Promise<Tables> {
  const newest = NEWEST.tag;
  try {
    const [row] = await db.all<{ at: number | null }>(
      sql`select max(created_at) as at from __drizzle_migrations`,
    );
    if (!row?.at) return { last: 'none', state: 'none', newest };
    const at = Number(row.at);
    const last = journal.entries.find(({ when }) => when === at)?.tag ?? 'of a newer version';
    const state = at === NEWEST.when ? 'current' : at < NEWEST.when ? 'behind' : 'ahead';
    return { last, state, newest };
  } catch (error) {
    if (!isMissingTable(error)) throw error;
    return { last: 'none', state: 'none', newest };
  }
}
