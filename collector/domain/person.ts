import * as z from 'zod';

const Id = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[0-9a-v]{25}$/, 'is an id of 25 letters and digits');

/** What a person may be named by: a lead of his, his browser, or what he wrote of himself. */
const NAMES = {
  lead: Id,
  visitor: Id,
  email: z.string().trim().max(255).includes('@', { error: 'is an address like ann@example.com' }),
  phone: z
    .string()
    .trim()
    .max(255)
    .regex(/^(?:\D*\d){6}/, 'has at least 6 digits'),
};

/** How a person is named. */
export interface Named {
  by: keyof typeof NAMES;
  value: string;
}

/** Who is asked for, and by its key the site where this is one alone. */
export const Asked = z
  .strictObject({ ...NAMES, site: z.string() })
  .partial()
  .transform(({ site, ...names }, context): { named: Named; site: string | undefined } => {
    const [named, second] = Object.entries(names).map(([by, value]) => ({
      by: by as Named['by'],
      value: value ?? '',
    }));
    if (named && !second) return { named, site };
    context.addIssue('name the person by one of lead, visitor, email and phone');
    return z.NEVER;
  });

/** A lead as far as it says whose else there is. */
export interface LeadOf {
  siteId: string;
  id: string;
  visitorId: string | null;
  sessionId: string;
}

/** What there is of a person on one site, by its ids. */
export interface Extent {
  leads: string[];
  /** Whose every lead is this person's. */
  visitors: string[];
  sessions: string[];
  /** Who also sent leads that are not known to be this person's: their other sessions are not his. */
  shared: string[];
}

function unique(ids: readonly (string | null)[]): string[] {
  return [...new Set(ids.filter((id) => id !== null))];
}

/**
 * What there is of the person who sent some leads, who may share a browser with others.
 * @param beside all leads of the same visitors and sessions, these among them
 */
export function extentOf(leads: readonly LeadOf[], beside: readonly LeadOf[]): Extent {
  const own = new Set(leads.map(({ id }) => id));
  const others = beside.filter(({ id }) => !own.has(id));
  const shared = unique(others.map(({ visitorId }) => visitorId));
  const foreign = unique(others.map(({ sessionId }) => sessionId));
  const visitors = unique(leads.map(({ visitorId }) => visitorId));
  return {
    leads: [...own],
    visitors: visitors.filter((id) => !shared.includes(id)),
    sessions: unique(leads.map(({ sessionId }) => sessionId)).filter((id) => !foreign.includes(id)),
    shared: visitors.filter((id) => shared.includes(id)),
  };
}

/** A browser from which others sent leads, too: of it only the sessions of his own leads are his. */
export interface Spared {
  /** The site's key. */
  site: string;
  visitor: string;
  why: string;
}

export function sparedOf(
  found: readonly (Pick<Extent, 'shared'> & { siteKey: string })[],
): Spared[] {
  return found.flatMap(({ siteKey: site, shared }) =>
    shared.map((visitor) => ({
      site,
      visitor,
      why: 'This browser also sent leads that are not known to be of this person. If they are, ask for the visitor by this id.',
    })),
  );
}
