import { allCookies } from '../browser/cookie.ts';
import { parts } from '../core.ts';
import { clicksOf } from './clicks.ts';

/**
 * GA Connector, and what its fields are called in Salesforce (`…__c`, which the matching leaves
 * out). Sources are those of all touches that were not direct; pages and time are those of this
 * visit. What it makes of the visitor's network address and browser is not written.
 */
parts.push({
  dialect(core) {
    const { path, session, touches } = core.visit;
    const { gclid, pages_viewed = '' } = core.values();
    const values: Record<string, string> = {};
    const set = (value: unknown, ...names: string[]) => {
      for (const name of names) values[`gaconnector_${name}`] = `${value || ''}`;
    };
    set(gclid, 'gclid');
    set(session.number, 'page_visits', 'number_of_website_visits');
    set(pages_viewed.replaceAll(' > ', '|'), 'pages_visited_list', 'pages_visited');
    let time = 0;
    for (const page of path) time += page.engaged_ms ?? 0;
    set(time, 'time_passed', 'time_spent_on_website');
    set(
      core.isFull() && /_ga=GA1\.\d\.([\d.]+)|$/.exec(allCookies())?.[1],
      'ga_client_id',
      'google_analytics_client_id',
    );
    set(
      touches.list?.map((touch) => core.identityOf(touch)?.replace(/\W+(.*?)","(.*?)".*/, '$1/$2')),
      'all_traffic_sources',
    );
    clicksOf(core).forEach((click, isLast) => {
      for (const [name, value] of Object.entries(click))
        set(
          value,
          `${isLast ? 'l' : 'f'}c_${name.replace('_page', '')}`,
          `${isLast ? 'last' : 'first'}_click_${name}`,
        );
    });
    return values;
  },
});
