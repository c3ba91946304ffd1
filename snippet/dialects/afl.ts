import { parts } from '../core.ts';

/**
 * AFL UTM Tracker, and what attributor has in common with it (`utm_source_1st`): the literal tags of
 * the first touch that had any, the addresses of the first and the last one with tags or with a
 * click id, and where the visitor was seen first:
 * https://www.appfromlab.com/docs/afl-utm-tracker-documentation/developer/cookies-list/
 */
parts.push({
  dialect(core) {
    const { first, last, list = [] } = core.visit.touches;
    const all = [first, ...list, last];
    const tagged = all.filter(({ tags }) => Object.keys(tags)[0]);
    const values: Record<string, string> = {
      sess_landing: first.landing_page,
      sess_referer: first.referrer,
      utm_1st_url: tagged[0]?.landing_page ?? '',
      utm_url: tagged.at(-1)?.landing_page ?? '',
    };
    for (const tag of ['source', 'medium', 'campaign', 'term', 'content'])
      values[`utm_${tag}_1st`] = tagged[0]?.tags[`utm_${tag}`] ?? '';
    for (const id of ['gclid', 'fbclid', 'msclkid'])
      values[`${id}_url`] = all.filter(({ click_ids }) => click_ids[id]).at(-1)?.landing_page ?? '';
    return values;
  },
});
