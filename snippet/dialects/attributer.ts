import { pathOf } from '../../shared/url.ts';
import { parts } from '../core.ts';
import { clicksOf } from './clicks.ts';

/**
 * Attributer: fields of these names, or with them in brackets as their default value. What the
 * drilldowns hold depends on the channel: engine, its domain and the word for a search; domain and
 * address of a site that links here; else the tags from the coarse one to the fine one:
 * https://help.attributer.io/articles/channel-drilldown-fields-explained/
 */
parts.push({
  dialect(core) {
    const [, { source, campaign, term, content, channel, landing_page, referrer }] = clicksOf(core);
    const values: Record<string, string> = {};
    const drilldowns =
      channel === 'Organic Search'
        ? [source, referrer.split('/')[2] ?? '', term]
        : channel === 'Referral'
          ? [source, referrer]
          : [source, campaign, term, content];
    [channel, ...drilldowns].forEach((value, i) => {
      values[`channel${i ? `drilldown${i}` : ''}`] = value;
    });
    values.landingpage = landing_page;
    values.landingpagegroup = landing_page && pathOf(landing_page).replace(/(.)\/.*/, '$1');
    for (const name in values) values[`attributer-${name}`] = values[name] as string;
    return values;
  },
});
