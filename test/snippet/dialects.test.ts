import { describe, expect, it } from 'vitest';
import type { Settings } from '../../collector/domain/settings.ts';
import { DIALECTS } from '../../shared/parts.ts';
import { SHOP } from '../support/home.ts';
import { type OpenPage, Visitor } from '../support/visitor.ts';

const DAY_MS = 86_400_000;
const GOOGLE = 'https://www.google.com/';
const BLOG = `${SHOP}/blog/how-to-choose`;
const AD = `${SHOP}/ac-repair?utm_source=google&utm_medium=cpc&utm_campaign=spring+sale&utm_term=ac&utm_content=ad-1&utm_id=7&gclid=Abc-1_2`;
const ID = /^[0-9a-v]{25}$/;

type Dialect = (typeof DIALECTS)[number];
type Values = Record<string, unknown>;

/** A form with hidden inputs: their names, and what the author left in each. */
function formOf(inputs: Record<string, string>): string {
  const hidden = Object.entries(inputs).map(
    ([name, value]) => `<input type="hidden" name="${name}" value="${value}">`,
  );
  return `<form method="post" action="/contact">${hidden.join('')}
    <input name="email" type="email"><button>Send</button></form>`;
}

function emptyFormOf(names: readonly string[]): string {
  return formOf(Object.fromEntries(names.map((name) => [name, ''])));
}

/** Came by a search, and two days later by an ad; now on the contact page. */
function contactPage(dialects: Settings['dialects'], html: string): OpenPage {
  const visitor = new Visitor({ dialects });
  visitor.open(BLOG, { referrer: GOOGLE });
  visitor.open(AD, { referrer: GOOGLE, afterMs: 2 * DAY_MS });
  return visitor.open('/contact', { referrer: AD, html });
}

/** What each dialect's own names hold then. */
const HELD: Record<Exclude<Dialect, 'salesforce-labels'>, Values> = {
  attributer: {
    channel: 'Paid Search',
    channeldrilldown1: 'google',
    channeldrilldown2: 'spring sale',
    channeldrilldown3: 'ac',
    channeldrilldown4: 'ad-1',
    landingpage: AD,
    landingpagegroup: '/ac-repair',
    'attributer-channel': 'Paid Search',
  },
  handl: {
    handl_original_ref: GOOGLE,
    handl_landing_page: BLOG,
    handl_landing_page_base: BLOG,
    handl_ref: AD,
    handl_ref_domain: new URL(SHOP).host,
    handl_url: `${SHOP}/contact`,
    handl_url_base: `${SHOP}/contact`,
    handlID: expect.stringMatching(ID),
    organic_source: GOOGLE,
    organic_source_str: 'google',
    traffic_source: 'Paid',
    first_traffic_source: 'Organic',
    first_utm_source: '',
    user_agent: expect.stringContaining('Mozilla'),
    handl_ip: '',
  },
  gaconnector: {
    gaconnector_fc_source: 'google',
    gaconnector_fc_medium: 'organic',
    gaconnector_fc_channel: 'Organic Search',
    gaconnector_fc_landing: BLOG,
    gaconnector_fc_referrer: GOOGLE,
    gaconnector_fc_campaign: '',
    gaconnector_lc_medium: 'cpc',
    gaconnector_lc_campaign: 'spring sale',
    gaconnector_lc_term: 'ac',
    gaconnector_lc_content: 'ad-1',
    gaconnector_lc_landing: AD,
    gaconnector_all_traffic_sources: 'google/organic,google/cpc',
    gaconnector_page_visits: '2',
    gaconnector_pages_visited_list: '/ac-repair|/contact',
    gaconnector_gclid: 'Abc-1_2',
    gaconnector_First_Click_Source__c: 'google',
    gaconnector_Last_Click_Channel__c: 'Paid Search',
    gaconnector_Number_of_Website_Visits__c: '2',
    gaconnector_Pages_visited__c: '/ac-repair|/contact',
    gaconnector_ip_address: '',
    gaconnector_city: '',
    gaconnector_country: '',
    gaconnector_latitude: '',
  },
  woocommerce: {
    wc_order_attribution_source_type: 'utm',
    wc_order_attribution_referrer: GOOGLE,
    wc_order_attribution_utm_source: 'google',
    wc_order_attribution_utm_medium: 'cpc',
    wc_order_attribution_utm_campaign: 'spring sale',
    wc_order_attribution_utm_id: '7',
    wc_order_attribution_session_entry: AD,
    wc_order_attribution_session_start_time: expect.stringMatching(
      /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/,
    ),
    wc_order_attribution_session_pages: '2',
    wc_order_attribution_session_count: '2',
    wc_order_attribution_user_agent: expect.stringContaining('Mozilla'),
  },
  'utm-form': {
    USOURCE: 'google',
    UCAMPAIGN: 'spring sale',
    IUSOURCE: '',
    IREFERRER: GOOGLE,
    LREFERRER: GOOGLE,
    ILANDPAGE: BLOG,
    VISITS: '2',
  },
  'hubspot-properties': {
    hs_analytics_source: 'ORGANIC_SEARCH',
    hs_analytics_source_data_2: 'google',
    hs_latest_source: 'PAID_SEARCH',
    hs_latest_source_data_1: 'spring sale',
    hs_latest_source_data_2: 'ac',
    hs_latest_source_timestamp: expect.stringMatching(/^\d{13}$/),
    hs_analytics_first_url: BLOG,
    hs_analytics_first_referrer: GOOGLE,
    hs_analytics_last_url: `${SHOP}/contact`,
    hs_analytics_num_visits: '2',
    hs_analytics_last_touch_converting_campaign: 'spring sale',
    hs_google_click_id: 'Abc-1_2',
    // HubSpot's newer forms say whose property it is.
    '0-1/latest_source': 'PAID_SEARCH',
  },
  afl: {
    utm_source_1st: 'google',
    utm_campaign_1st: 'spring sale',
    utm_1st_url: AD,
    utm_url: AD,
    sess_landing: BLOG,
    sess_referer: GOOGLE,
    gclid_url: AD,
    fbclid_url: '',
  },
  clicktrail: {
    ct_ft_source: 'google',
    ct_ft_medium: 'organic',
    ct_lt_medium: 'cpc',
    ct_lt_campaign: 'spring sale',
    ct_gclid: 'Abc-1_2',
    ct_visitor_id: expect.stringMatching(ID),
    ct_session_id: expect.stringMatching(ID),
    ct_session_number: '2',
  },
  sourcetag: {
    st_fc_channel: 'Organic Search',
    st_fc_detail_1: 'google',
    st_fc_detail_2: GOOGLE,
    st_lc_channel: 'Paid Search',
    st_lc_detail_1: 'google',
    st_lc_detail_2: 'spring sale',
    st_lc_detail_3: 'ac',
    st_lc_detail_4: 'ad-1',
    st_fc_landing_page: BLOG,
    st_lc_landing_page: AD,
    st_fc_click_id: '',
    st_lc_click_id: 'Abc-1_2',
    st_visits: '2',
    st_days_to_convert: '2',
    st_device: 'desktop',
  },
  attributionhub: {
    ah_ft_source: 'google',
    ah_ft_medium: 'organic',
    ah_lt_medium: 'cpc',
    ah_lnd_campaign: 'spring sale',
    ah_lnd_channel: 'Paid Search',
    ah_visitor_id: expect.stringMatching(ID),
    ah_touch_count: '2',
  },
};

/** Names that share words with those of a dialect, and mean something else. */
const LOOK_ALIKES: Record<keyof typeof HELD, string[]> = {
  attributer: ['channel_partner', 'mychannel', 'channeldrilldown'],
  handl: ['handle', 'handl_url_old', 'traffic_source_note'],
  gaconnector: ['gaconnector_lc', 'lc_source', 'fc_source_x'],
  woocommerce: ['source_type', 'session_entry', 'order_attribution_referrer'],
  'utm-form': ['SOURCE', 'VISITS_PLANNED', 'REFERRED_BY'],
  'hubspot-properties': ['hs_context', 'hs_analytics', 'source_data_1'],
  afl: ['url', 'landing', 'utm_2nd_url'],
  clicktrail: ['ct_name', 'ct_lt', 'session_number'],
  sourcetag: ['st_address', 'visits', 'device'],
  attributionhub: ['ah_ft', 'touch_count', 'ah_name'],
};

/** Those that the core knows by names of its own, whatever else is switched on. */
const OF_THE_CORE = /^landingpage$/;

describe.each(Object.entries(HELD))('%s', (name, held) => {
  const dialect = name as keyof typeof HELD;

  it('fills its own names with their own meaning', () => {
    const page = contactPage([dialect], emptyFormOf(Object.keys(held)));
    expect(page.posted()).toMatchObject(held);
  });

  it('leaves them alone while it is off', () => {
    const names = Object.keys(held).filter((one) => !OF_THE_CORE.test(one));
    const others = DIALECTS.filter((other) => other !== dialect);
    for (const dialects of [[], others]) {
      const posted = contactPage(dialects, emptyFormOf(names)).posted();
      expect(names.map((one) => [one, posted[one]])).toEqual(names.map((one) => [one, '']));
    }
  });

  it('leaves names alone that only look like its own, and values that are not ours', () => {
    const names = LOOK_ALIKES[dialect];
    const [first = ''] = Object.keys(held);
    const posted = contactPage(
      [dialect],
      formOf({ ...Object.fromEntries(names.map((one) => [one, ''])), [first]: 'by hand' }),
    ).posted();
    expect(names.map((one) => posted[one])).toEqual(names.map(() => ''));
    expect(posted[first]).toBe('by hand');
  });

  it('has nothing to say of who came directly, and never a word for nothing', () => {
    const page = new Visitor({ dialects: [dialect] }).open('/contact', {
      html: emptyFormOf(Object.keys(held)),
    });
    for (const [name, value] of Object.entries(page.posted())) {
      if (!/user_agent/.test(name)) expect(value).not.toMatch(/\(|null|undefined|NaN/);
    }
  });

  it('creates nothing', async () => {
    const page = contactPage([dialect], emptyFormOf([]));
    const posted = await page.submit();
    expect(Object.keys(posted).filter((one) => one in held && one !== 'landingpage')).toEqual([]);
  });
});

describe('Attributer', () => {
  it('is also known by its words in brackets, whatever the input is called', () => {
    const page = contactPage(
      ['attributer'],
      formOf({ input_7: '[channel]', '00N8d00000ABCDE': '[channeldrilldown2]' }),
    );
    expect(page.posted()).toMatchObject({
      input_7: 'Paid Search',
      '00N8d00000ABCDE': 'spring sale',
    });
  });

  it('tells of a search engine its name and domain, of a site that links here its page', () => {
    const names = ['channel', 'channeldrilldown1', 'channeldrilldown2', 'channeldrilldown3'];
    const drilldowns = (referrer: string) =>
      names.map((name) => {
        const visitor = new Visitor({ dialects: ['attributer'] });
        return visitor.open('/contact', { referrer, html: emptyFormOf(names) }).posted()[name];
      });
    expect(drilldowns(GOOGLE)).toEqual(['Organic Search', 'google', 'www.google.com', '']);
    expect(drilldowns('https://news.example/story')).toEqual([
      'Referral',
      'news.example',
      'https://news.example/story',
      '',
    ]);
  });
});

describe('WooCommerce', () => {
  it.each([
    ['typein', '/contact', ''],
    ['organic', '/contact', GOOGLE],
    ['referral', '/contact', 'https://news.example/story'],
    ['utm', '/contact?utm_source=letter', ''],
    ['utm', '/contact?gclid=Abc-1', GOOGLE],
  ])('calls it %s: %s from "%s"', (type, url, referrer) => {
    const html = emptyFormOf(['wc_order_attribution_source_type']);
    const page = new Visitor({ dialects: ['woocommerce'] }).open(url, { referrer, html });
    expect(page.posted().wc_order_attribution_source_type).toBe(type);
  });
});

describe('HubSpot', () => {
  it.each([
    ['DIRECT_TRAFFIC', '/contact', ''],
    ['REFERRALS', '/contact', 'https://news.example/story'],
    ['SOCIAL_MEDIA', '/contact', 'https://www.facebook.com/'],
    ['PAID_SOCIAL', '/contact?utm_source=facebook&utm_medium=paid', ''],
    ['EMAIL_MARKETING', '/contact?utm_source=letter&utm_medium=email', ''],
    ['AI_REFERRALS', '/contact', 'https://chatgpt.com/'],
    ['OTHER_CAMPAIGNS', '/contact?utm_source=radio&utm_medium=spot', ''],
  ])('calls it %s: %s from "%s"', (source, url, referrer) => {
    const html = emptyFormOf(['hs_latest_source']);
    const page = new Visitor({ dialects: ['hubspot-properties'] }).open(url, { referrer, html });
    expect(page.posted().hs_latest_source).toBe(source);
  });
});

describe('labels of Salesforce', () => {
  const LABELLED = `<form method="post" action="/contact">
    <label for="00N5g00000ABCDE">UTM Source:</label>
    <input type="hidden" id="00N5g00000ABCDE" name="00N5g00000ABCDE">
    <label>UTM Campaign <input type="hidden" name="00N5g00000ABCDF"></label>
    <input type="hidden" name="00N5g00000ABCDGAAA" aria-label="GCLID">
    <input type="hidden" name="00N5g00000ABCDH" title="Landing Page *">
    Medium: <input type="hidden" name="00N5g00000ABCDI">
    <label for="budget">UTM Medium</label><input type="hidden" id="budget" name="budget">
    <input name="email"><button>Send</button></form>`;

  it('says by its label what an input is for that has but an id', () => {
    expect(contactPage(['salesforce-labels'], LABELLED).posted()).toMatchObject({
      '00N5g00000ABCDE': 'google',
      '00N5g00000ABCDF': 'spring sale',
      '00N5g00000ABCDGAAA': 'Abc-1_2',
      '00N5g00000ABCDH': AD,
      // Text that stands before it is no label; other inputs have names.
      '00N5g00000ABCDI': '',
      budget: '',
    });
  });

  it('is not asked while it is off', () => {
    expect(contactPage([], LABELLED).posted()).toMatchObject({
      '00N5g00000ABCDE': '',
      '00N5g00000ABCDF': '',
      '00N5g00000ABCDGAAA': '',
    });
  });
});
