/** What an event is besides a person's: nothing is dropped for it, and reports leave it out. */
const LABELS = ['bot', 'spam', 'test'] as const;
/** '' is a person's. */
export type Label = '' | (typeof LABELS)[number];

/** Which leads a list shows: `people` also tests, which their makers look for. */
export const LEAD_FILTERS = ['people', 'spam', 'bot', 'test', 'all'] as const;
export type LeadFilter = (typeof LEAD_FILTERS)[number];

/** The labels that a filter lets through; nothing where it lets all. */
export function labelsOf(filter: LeadFilter): readonly Label[] | undefined {
  if (filter === 'all') return undefined;
  return filter === 'people' ? ['', 'test'] : [filter];
}
