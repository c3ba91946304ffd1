import { decisive } from '../../shared/source.ts';
import type { Visit } from './session.ts';
import { sourceOf } from './touch.ts';

const DAY_MS = 86_400_000;

/**
 * The values of the hidden fields by their names, exact or empty.
 *
 * @param id the lead's; `url` is its page in the dashboard
 */
export function fieldsFrom(
  visit: Visit,
  now: number,
  id: string,
  url: string,
): Record<string, string> {
  const { touches, session } = visit;
  const touch = decisive(touches);
  const fields: Record<string, string> = {
    ...touch.tags,
    ...touch.click_ids,
    landing_page: touch.landing_page,
    referrer: touch.referrer,
    waybill_visits: `${session.number}`,
    waybill_days: `${((now - touches.first.at) / DAY_MS) | 0}`,
    waybill_first_campaign: touches.first.tags.utm_campaign ?? '',
    waybill_id: id,
    waybill_url: url,
  };
  for (const [prefix, { source, medium, channel, rule }] of [
    ['waybill_', sourceOf(touch)],
    ['waybill_first_', sourceOf(touches.first)],
  ] as const) {
    // GA4's `(direct)`, `(none)` and `(not set)` say that nothing is known: that is the empty text.
    fields[`${prefix}source`] = source.replace(/^\(.*/, '');
    fields[`${prefix}medium`] = medium.replace(/^\(.*/, '');
    // Who comes from the site itself came from elsewhere before, unseen: nobody guesses whence.
    fields[`${prefix}channel`] = rule === 6 ? '' : channel;
  }
  return fields;
}
