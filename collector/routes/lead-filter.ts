import type { Context } from 'hono';
import type { Listed } from '../db/leads.ts';
import { listOwners } from '../db/owners.ts';
import type { Deps } from '../deps.ts';
import { Failure } from '../domain/failure.ts';
import { STAGES, type Stage } from '../domain/handoff.ts';
import { LEAD_FILTERS, type LeadFilter, labelsOf } from '../domain/label.ts';
import type { Scope } from '../domain/scope.ts';
import { narrowed } from './narrowed.ts';

const MAX_SOURCE_CHARS = 200;

/** Which leads are asked for, as the address says it; '' is all. */
export interface LeadQuery {
  show: LeadFilter;
  site: string;
  stage: Stage | '';
  source: string;
  /** The id of an owner, `me`, or `nobody`. */
  owner: string;
  late: boolean;
}

/** @throws {Failure} when there is no such list */
function filterOf(text: string): LeadFilter {
  const filter = LEAD_FILTERS.find((one) => one === (text || 'people'));
  if (!filter) throw new Failure('bad_query', `show is one of ${LEAD_FILTERS.join(', ')}.`);
  return filter;
}

function stageOf(text: string): Stage | '' {
  const stage = STAGES.find((one) => one === text);
  if (text && !stage) throw new Failure('bad_query', `stage is one of ${STAGES.join(', ')}.`);
  return stage ?? '';
}

/**
 * What the query of an address asks for.
 * @throws {Failure} when it asks for what there is not
 */
export function leadQueryOf(c: Context): LeadQuery {
  const said = (name: string) => c.req.query(name)?.trim() ?? '';
  return {
    show: filterOf(said('show')),
    site: said('site'),
    stage: stageOf(said('stage')),
    source: said('source').slice(0, MAX_SOURCE_CHARS),
    owner: said('owner'),
    late: ['1', 'true', 'yes'].includes(said('late')),
  };
}

/** The owners that are meant; nobody, where the list is empty. */
async function ownersMeant(
  scope: Scope,
  deps: Deps,
  owner: string,
  memberId: string | undefined,
): Promise<string[] | undefined> {
  if (!owner) return undefined;
  if (owner === 'nobody') return [];
  const known = await listOwners(scope, deps.db);
  if (owner === 'me') {
    if (memberId === undefined) {
      throw new Failure('bad_query', 'A key is nobody: name the owner by his id.');
    }
    const mine = known.filter((one) => one.memberId === memberId).map(({ id }) => id);
    // Who is no owner has no leads, which is not the same as leads of nobody.
    return mine.length ? mine : [memberId];
  }
  if (!known.some(({ id }) => id === owner)) {
    throw new Failure('bad_query', 'owner is the id of an owner of this account, me or nobody.');
  }
  return [owner];
}

/** The list that a query asks for: whose leads, and which of them. */
export async function listedBy(
  scope: Scope,
  deps: Deps,
  query: LeadQuery,
  memberId?: string,
): Promise<{ scope: Scope; listed: Omit<Listed, 'limit' | 'after'> }> {
  const { show, site, stage, source, owner, late } = query;
  return {
    scope: await narrowed(scope, deps.db, site || undefined),
    listed: {
      labels: labelsOf(show),
      source: source || undefined,
      stage: stage || undefined,
      owners: await ownersMeant(scope, deps, owner, memberId),
      lateAt: late ? deps.now() : undefined,
    },
  };
}

/** The address of a list, without what is not asked for. */
export function addressOf(query: LeadQuery, after = ''): string {
  const { show, late, ...rest } = query;
  const said = { ...rest, show: show === 'people' ? '' : show, late: late ? '1' : '', after };
  const search = new URLSearchParams(Object.entries(said).filter(([, value]) => value));
  return search.size ? `/leads?${search}` : '/leads';
}
