import { parts } from '../core.ts';
import { type Click, clicksOf } from './clicks.ts';

/** HubSpot's categories, with our channels that belong to each, and what its drill-downs are. */
const CATEGORIES: Record<string, [channels: string, ...drilldowns: (keyof Click)[]]> = {
  ORGANIC_SEARCH: ['Organic Se', 'term', 'source'],
  PAID_SEARCH: ['Paid S[eh]|Cross', 'campaign', 'term'],
  PAID_SOCIAL: ['Paid [SV]', 'source', 'campaign'],
  SOCIAL_MEDIA: ['Organic', 'source', 'campaign'],
  EMAIL_MARKETING: ['Em', 'campaign'],
  AI_REFERRALS: ['AI', 'source', 'referrer'],
  DIRECT_TRAFFIC: ['Direct$', 'landing_page'],
  REFERRALS: ['Re|Lo|Dir', 'source', 'referrer'],
  OTHER_CAMPAIGNS: ['.', 'campaign', 'source'],
};

/**
 * Copies of HubSpot's own properties, which it lets nobody write: by their names with and without
 * `hs_`. Sources are in its own words, with the drill-downs that it has for each:
 * https://knowledge.hubspot.com/properties/understand-source-properties
 */
parts.push({
  dialect(core) {
    const values = core.values();
    const named: Record<string, unknown> = {
      latest_source_timestamp: core.visit.touches.last.at,
      analytics_last_url: core.page.url,
      analytics_num_visits: values.waybill_visits,
      google_click_id: values.gclid,
      facebook_click_id: values.fbclid,
    };
    clicksOf(core).forEach((click, isLast) => {
      const touch = `analytics_${isLast ? 'last' : 'first'}_`;
      const source = isLast ? 'latest_source' : 'analytics_source';
      for (const category in CATEGORIES) {
        const [channels, one, two] = CATEGORIES[category] as [string, keyof Click, keyof Click];
        if (named[source] || !RegExp(`^(${channels})`).test(click.channel)) continue;
        named[source] = category;
        named[`${source}_data_1`] = click[one];
        named[`${source}_data_2`] = click[two];
      }
      named[`${touch}url`] ??= click.landing_page;
      named[`${touch}referrer`] = click.referrer;
      named[`${touch}touch_converting_campaign`] = click.campaign;
    });
    const all: Record<string, string> = {};
    for (const name in named) all[name] = all[`hs_${name}`] = `${named[name] ?? ''}`;
    return all;
  },
});
