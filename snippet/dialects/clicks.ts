import type { Core } from '../core.ts';

/** A touch as other tools tell of it: one value each, '' where there is none. */
export type Click = Record<
  'source' | 'medium' | 'channel' | 'campaign' | 'term' | 'content' | 'landing_page' | 'referrer',
  string
>;

/**
 * What other tools call first click and last click: the first touch, and the one that the lead is
 * filed under. Source, medium and channel are the resolved ones, as theirs are.
 */
export function clicksOf(core: Core): [first: Click, last: Click] {
  const { first } = core.visit.touches;
  const values = core.values();
  const clickOf = (prefix: string, tags: Record<string, string>, touch: Partial<Click>) => {
    const click = {} as Click;
    for (const name of 'source medium channel campaign term content landing_page referrer'.split(
      ' ',
    ) as (keyof Click)[])
      click[name] = values[prefix + name] ?? tags[`utm_${name}`] ?? touch[name] ?? '';
    return click;
  };
  return [clickOf('waybill_first_', first.tags, first), clickOf('waybill_', values, values)];
}
