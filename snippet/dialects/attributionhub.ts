import { parts } from '../core.ts';
import { clicksOf } from './clicks.ts';

/**
 * AttributionHub: `ah_ft_` is the first touch that was not direct, `ah_lt_` the last one, direct or not, `ah_lnd_` the
 * last one that was not direct: https://attributionhub.com/docs/how-it-works
 */
parts.push({
  dialect(core) {
    const { visitor, touches } = core.visit;
    const [first, lastNonDirect] = clicksOf(core);
    const { last, last_non_direct: known = last, list = [] } = touches;
    const direct = { channel: 'Direct', landing_page: last.landing_page, referrer: last.referrer };
    const named: Record<string, string> = {
      visitor_id: core.isFull() ? visitor : '',
      touch_count: `${list.length}`,
    };
    for (const [which, click] of [
      ['ft_', first.channel !== 'Direct' ? first : list[0]?.at === known.at ? lastNonDirect : {}],
      ['lt_', last.at === known.at ? lastNonDirect : direct],
      ['lnd_', touches.last_non_direct ? lastNonDirect : {}],
    ] as const)
      for (const [name, value] of Object.entries(click)) {
        named[which + name] = value;
        if (name === 'channel') named[`${which}channel_group`] = value;
      }
    return Object.fromEntries(Object.entries(named).map(([name, value]) => [`ah_${name}`, value]));
  },
});
