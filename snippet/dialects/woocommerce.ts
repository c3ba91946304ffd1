import { decisive } from '../../shared/source.ts';
import { parts } from '../core.ts';
import { clicksOf } from './clicks.ts';

/**
 * WooCommerce's order attribution, which is sourcebuster's last touch by other names. Its types:
 * `utm` for tags and ad clicks, `organic` for a search, `referral`, and `typein` for direct:
 * https://woocommerce.com/document/order-attribution-tracking/
 */
parts.push({
  dialect(core) {
    const { path, session, touches } = core.visit;
    const touch = decisive(touches);
    const [, { landing_page, referrer, channel, ...tags }] = clicksOf(core);
    const { source, medium } = tags;
    const isTagged = medium === 'cpc' || Object.keys(touch.tags)[0];
    const isSearch = medium === 'organic';
    const named: Record<string, string> = {
      source_type: isTagged
        ? 'utm'
        : channel === 'Direct'
          ? 'typein'
          : isSearch
            ? medium
            : source && 'referral',
      referrer,
      utm_id: touch.tags.utm_id ?? '',
      session_entry: landing_page,
      // That of the touch, in UTC.
      session_start_time: new Date(touch.at).toISOString().replace('T', ' ').slice(0, 19),
      session_pages: `${path.length}`,
      session_count: `${session.number}`,
      user_agent: navigator.userAgent,
    };
    for (const [name, value] of Object.entries(tags)) named[`utm_${name}`] = value;
    return Object.fromEntries(
      Object.entries(named).map(([name, value]) => [`wc_order_attribution_${name}`, value]),
    );
  },
});
