import { decisive } from '../../shared/source.ts';
import { parts } from '../core.ts';
import { clicksOf } from './clicks.ts';

/**
 * ClickTrail: `ct_ft_` is the first touch, `ct_lt_` the last one, `ct_` before a click id that of
 * the last one: https://github.com/vizuh/click-trail-handler
 */
parts.push({
  dialect(core) {
    const { visitor, session, touches } = core.visit;
    const isFull = core.isFull();
    const named: Record<string, string> = {
      ...decisive(touches).click_ids,
      visitor_id: isFull ? visitor : '',
      session_id: isFull ? session.id : '',
      session_number: `${session.number}`,
    };
    clicksOf(core).forEach((click, isLast) => {
      for (const [name, value] of Object.entries(click))
        named[`${isLast ? 'l' : 'f'}t_${name}`] = value;
    });
    return Object.fromEntries(Object.entries(named).map(([name, value]) => [`ct_${name}`, value]));
  },
});
