import type { IdRow, Kind, Seen, Source, SourceTable } from '../../shared/source.ts';

/** The host of an address as it stands there, in small letters. */
function hostIn(url: string): string {
  return /^[^:]+:\/\/([^/:?#]+)/.exec(url)?.[1]?.toLowerCase() ?? '';
}

/** The first of these ids that a touch carries; of a person's id perhaps no more than its name. */
function nameIn(seen: Seen, [, , ...names]: IdRow): string | undefined {
  return names.find((name) => name in seen.click_ids);
}

/** The name of a rule of how sources are found, S1 to S4.9. */
export function ruleOf(seen: Seen, { rule, medium, known }: Source): string {
  const names = { 1: 'S1', 2: 'S2', 3: 'S2p', 5: 'S4.0', 6: 'S4.1' } as const;
  if (rule === 4) return medium === 'email' ? 'S3e' : medium === 'referral' ? 'S3w' : 'S3';
  if (rule !== 7) return names[rule];
  if (seen.referrer.startsWith('android-app:')) return 'S4.2';
  const kinds: Partial<Record<Kind | '', string>> = {
    'AI Assistant': 'S4.3',
    'Local Listings': 'S4.4',
    Email: 'S4.5',
    Ads: 'S4.7',
    Search: 'S4.8',
  };
  return kinds[known?.kind ?? ''] ?? 'S4.9';
}

/** The name of the id that stands for a source in a touch, and the medium that it says. */
function idFor(source: string | undefined, seen: Seen, table: SourceTable) {
  for (const ids of table.ids) {
    const name = ids[0] === source && nameIn(seen, ids);
    if (name) return { name, medium: ids[1] };
  }
  return undefined;
}

/**
 * What decided on a source, in a few words that a program may read, too: `gclid`,
 * `utm_source=google`, `referrer www.google.com`; '' where nothing was there. Ids by name alone.
 */
export function decidedOn(seen: Seen, found: Source, table: SourceTable): string {
  const { utm_source, utm_medium, utm_campaign } = seen.tags;
  const referrer = `referrer ${hostIn(seen.referrer)}`;
  switch (found.rule) {
    case 1:
    case 4:
      return idFor(found.source, seen, table)?.name ?? '';
    case 2: {
      // Where no medium was tagged, the source's own click id says it.
      const id = utm_medium ? undefined : idFor(found.known?.platform, seen, table);
      return `utm_source=${utm_source}${id?.medium === found.medium ? `, ${id.name}` : ''}`;
    }
    case 3: {
      const tag = utm_medium ? `utm_medium=${utm_medium}` : `utm_campaign=${utm_campaign}`;
      if (found.source === '(not set)') return tag;
      return `${tag}, ${idFor(found.source, seen, table)?.name ?? referrer}`;
    }
    case 5:
      return '';
    default:
      return referrer;
  }
}
