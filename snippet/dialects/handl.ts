import { parts } from '../core.ts';
import { clicksOf } from './clicks.ts';

/** Its words for how somebody came, by our channels. */
function kindOf(channel: string): string {
  const [, word = ''] = /^(Direct$|Referral|Paid|Organic(?= Se))|$/.exec(channel) ?? [];
  return word || (channel && (/^Organic/.test(channel) ? 'Social' : 'Other'));
}

/**
 * HandL UTM Grabber 3. `handl_original_ref` and `handl_landing_page` are of the first touch,
 * `handl_url` is this page and `handl_ref` the one before it. The visitor's network address is not
 * written:
 * https://docs.utmgrabber.com/books/102-getting-started-for-handl-utm-grabber-v3/page/what-is-the-difference-between-all-the-handl-params
 * https://docs.utmgrabber.com/books/102-getting-started-for-handl-utm-grabber-v3/page/auto-populate-sourcemedium-documentation
 */
parts.push({
  dialect(core) {
    const { visit, page, touch } = core;
    const [first, last] = clicksOf(core);
    const before = visit.path.at(-2)?.url ?? touch.referrer;
    const base = (url: string) => url.replace(/[?#].*/, '');
    const values: Record<string, string> = {
      handl_original_ref: first.referrer,
      handl_landing_page: first.landing_page,
      handl_landing_page_base: base(first.landing_page),
      handl_ref: before,
      handl_ref_domain: before.split('/')[2] ?? '',
      handl_url: page.url,
      handl_url_base: base(page.url),
      handlID: core.isFull() ? visit.visitor : '',
      organic_source: last.referrer,
      organic_source_str: last.source,
      traffic_source: kindOf(last.channel),
      first_traffic_source: kindOf(first.channel),
      user_agent: navigator.userAgent,
    };
    for (const tag of 'source medium campaign term content'.split(' '))
      values[`first_utm_${tag}`] = visit.touches.first.tags[`utm_${tag}`] ?? '';
    return values;
  },
});
