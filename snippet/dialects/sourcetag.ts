import { decisive } from '../../shared/source.ts';
import { parts } from '../core.ts';
import { clicksOf } from './clicks.ts';

/**
 * SourceTag: `st_fc_` is the first contact, `st_lc_` the last one. What the details hold depends on
 * the channel: https://sourcetag.io/docs/smart-fields
 */
parts.push({
  dialect(core) {
    const { touches } = core.visit;
    const { waybill_visits = '', waybill_days = '' } = core.values();
    const named: Record<string, string> = {
      visits: waybill_visits,
      days_to_convert: waybill_days,
      device: /Mobi/.test(navigator.userAgent) ? 'mobile' : 'desktop',
    };
    clicksOf(core).forEach((click, isLast) => {
      const { channel, source, campaign, term, content, referrer } = click;
      const which = isLast ? 'lc_' : 'fc_';
      const isFound = /^(Organic Se|Ref)/.test(channel);
      const { click_ids } = isLast ? decisive(touches) : touches.first;
      [source, isFound ? referrer : campaign, term, content].forEach((detail, i) => {
        named[`${which}detail_${i + 1}`] = detail;
      });
      named[`${which}channel`] = channel.replace('Unassigned', 'Other Campaigns');
      named[`${which}landing_page`] = click.landing_page;
      named[`${which}click_id`] = Object.values(click_ids)[0] ?? '';
    });
    return Object.fromEntries(Object.entries(named).map(([name, value]) => [`st_${name}`, value]));
  },
});
