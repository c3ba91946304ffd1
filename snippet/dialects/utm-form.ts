import { parts } from '../core.ts';

/**
 * utm_form: the literal tags of the last touch and, with an `I` before, of the first one; first and
 * last referrer, first landing page, visits: https://github.com/medius/utm_form
 */
parts.push({
  dialect(core) {
    const { first } = core.visit.touches;
    const values = core.values();
    const named: Record<string, string> = {
      IREFERRER: first.referrer,
      LREFERRER: values.referrer ?? '',
      ILANDPAGE: first.landing_page,
      VISITS: values.waybill_visits ?? '',
    };
    for (const tag of ['source', 'medium', 'campaign', 'content', 'term']) {
      const name = `U${tag.toUpperCase()}`;
      named[name] = values[`utm_${tag}`] ?? '';
      named[`I${name}`] = first.tags[`utm_${tag}`] ?? '';
    }
    return named;
  },
});
