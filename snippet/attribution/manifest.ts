import { decisive } from '../../shared/source.ts';
import type { Touch } from '../../shared/wire.ts';
import { pagesViewed } from './journey.ts';
import type { Visit } from './session.ts';
import { sourceOf, TAG_NAMES } from './touch.ts';

const DAY_MS = 86_400_000;

function addSource(fields: Record<string, string>, prefix: string, touch: Touch) {
  const { source, medium, channel, campaign } = sourceOf(touch);
  // GA4's `(direct)`, `(none)` and `(not set)` say that nothing is known: that is the empty text.
  fields[`${prefix}source`] = source.replace(/^\(.*/, '');
  fields[`${prefix}medium`] = medium.replace(/^\(.*/, '');
  fields[`${prefix}channel`] = channel;
  return campaign;
}

/**
 * The values of the hidden fields by their names, exact or empty.
 *
 * @param id the lead's; `url` is its page in the dashboard
 */
export function fieldsFrom(
  visit: Visit,
  now: number,
  id = '',
  topic = '',
  url = '',
): Record<string, string> {
  const { touches, path, session } = visit;
  const touch = decisive(touches);
  const fields: Record<string, string> = {};
  for (const name of TAG_NAMES) fields[name] = touch.tags[name] ?? '';
  Object.assign(fields, touch.click_ids);
  addSource(fields, 'waybill_', touch);
  fields.waybill_first_campaign = addSource(fields, 'waybill_first_', touches.first);
  return {
    ...fields,
    landing_page: touch.landing_page,
    referrer: touch.referrer,
    pages_viewed: pagesViewed(path),
    waybill_visits: `${session.number}`,
    waybill_days: `${((now - touches.first.at) / DAY_MS) | 0}`,
    waybill_intent: topic,
    waybill_id: id,
    waybill_url: url,
  };
}
