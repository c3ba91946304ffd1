import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  CLICK_IDS,
  DETOURS,
  MAILBOXES,
  NAMES,
  type Names,
} from '../../collector/domain/source-names.ts';
import { FULL_TABLE } from '../../collector/domain/source-table.ts';
import type { Kind, Known } from '../../shared/source.ts';

const find = (word: string) => FULL_TABLE.find(word);
/** As it is listed, whatever GA4 calls it besides. */
const kindOf = (word: string) => find(word)?.kind.replace('+Social', '');
const wordsOf = (text = '') => text.split(/\s+/).filter(Boolean);

/** A group's names without their marks: of a brand with any national ending a few of these. */
function namesOf({ platforms, brands, hosts }: Names): string[] {
  const heads = wordsOf(platforms).filter((name) => !name.endsWith(':'));
  return [...heads, ...wordsOf(brands), ...wordsOf(hosts)]
    .map((name) => name.replace('=', '').replace(/^.+:/, ''))
    .flatMap((name) =>
      name.endsWith('.*')
        ? ['com', 'de', 'co.uk', 'com.br'].map((ending) => name.replace('*', ending))
        : [name],
    );
}

const all = NAMES.flatMap((group) => namesOf(group).map((name) => ({ name, kind: group.kind })));
const allHosts = all.filter(({ name }) => name.includes('.'));
const withoutFirst = (host: string) => host.slice(host.indexOf('.') + 1);

describe('every name of the table', () => {
  it('is listed once', () => {
    const listed = NAMES.flatMap((group) => [...new Set(namesOf(group))]);
    expect(listed.filter((name, index) => listed.indexOf(name) !== index)).toEqual([]);
  });

  it('is lower-case and has no space', () => {
    expect(all.filter(({ name }) => !/^[a-z0-9._+-]+$/.test(name))).toEqual([]);
  });

  it('is found as itself', () => {
    expect(all.filter(({ name, kind }) => kindOf(name) !== kind)).toEqual([]);
  });

  it('is found below its mobile host, unless only a mailbox is', () => {
    const lost = allHosts.filter(({ name, kind }) => kindOf(`m.${name}`) !== kind);
    expect(lost.filter(({ name }) => find(`mail.${name}`)?.kind !== 'Email')).toEqual([]);
  });

  it('is nothing to a host that only begins with it', () => {
    // The label of a detour may stand right below anybody's domain, of which there is one more here.
    const trapped = allHosts.filter(({ name }) => find(`x.${name}.evil.example`));
    expect(trapped).toEqual([]);
  });

  it('is nothing to a name that only ends in it', () => {
    const trapped = all.filter(({ name }) => {
      const found = find(`not${name}`);
      return found && (!name.includes('.') || found !== find(withoutFirst(name)));
    });
    expect(trapped).toEqual([]);
  });
});

it.each<[Kind, number]>([
  ['Search', 60],
  ['Social', 80],
  ['Video', 25],
  ['Shopping', 40],
  ['AI Assistant', 45],
  ['Local Listings', 13],
  ['Directories', 132],
  ['Email', 60],
  ['Ads', 30],
  ['Excluded', 70],
])('knows hosts enough of the kind %s', (kind, least) => {
  const hosts = NAMES.filter((group) => group.kind === kind).flatMap((group) =>
    [...wordsOf(group.platforms), ...wordsOf(group.brands), ...wordsOf(group.hosts)].filter(
      (name) => name.includes('.') && !/^(com|org|net)\./.test(name),
    ),
  );
  expect(hosts.length).toBeGreaterThanOrEqual(least);
});

const search = (engine: string, platform?: string): Known => ({
  kind: 'Search',
  engine,
  ...(platform && { platform }),
});
const is = (kind: Kind, platform?: string): Known => ({ kind, ...(platform && { platform }) });
const ad = (kind: Kind, platform: string): Known => ({ kind, platform, paid: true });
const profile = is('Local Listings', 'google-business-profile');

describe('a host', () => {
  it.each<[string, Known | undefined]>([
    // Result pages, whatever the country, and what is not one.
    ['google.com', search('google', 'google')],
    ['google.co.uk', search('google', 'google')],
    ['google.com.br', search('google', 'google')],
    ['google.cat', search('google', 'google')],
    ['m.google.de', search('google', 'google')],
    ['images.google.com', search('google', 'google')],
    ['ipv6.google.com', search('google', 'google')],
    ['docs.google.com', undefined],
    ['fi.google.com', undefined],
    ['images.docs.google.com', undefined],
    ['news.google.com', is('Search', 'google')],
    ['lens.google.com', is('Search', 'google')],
    ['play.google.com', is('Search', 'google')],
    ['search.google.com', is('Search', 'google')],
    ['bing.com', search('bing', 'bing')],
    ['cn.bing.com', search('bing', 'bing')],
    ['ntp.msn.com', search('msn', 'bing')],
    ['search.yahoo.com', search('yahoo', 'yahoo')],
    ['uk.search.yahoo.com', search('yahoo', 'yahoo')],
    ['r.search.yahoo.com', search('yahoo', 'yahoo')],
    ['search.yahoo.co.jp', search('yahoo', 'yahoo')],
    ['finance.yahoo.com', undefined],
    ['duckduckgo.com', search('duckduckgo', 'duckduckgo')],
    ['html.duckduckgo.com', search('duckduckgo', 'duckduckgo')],
    ['yandex.ru', search('yandex', 'yandex')],
    ['yandex.com.tr', search('yandex', 'yandex')],
    ['disk.yandex.ru', undefined],
    ['m.search.naver.com', search('naver', 'naver')],
    ['search.seznam.cz', search('seznam', 'seznam')],
    ['qwant.com', search('qwant', 'qwant')],
    ['ecosia.org', search('', 'ecosia')],
    ['search.brave.com', search('', 'brave')],
    ['startpage.com', search('', 'startpage')],
    ['kagi.com', search('', 'kagi')],
    ['so.com', search('')],
    // The longest name wins.
    ['gemini.google.com', is('AI Assistant', 'gemini')],
    ['maps.google.com', profile],
    ['maps.google.co.uk', profile],
    ['mail.google.com', is('Email', 'gmail')],
    ['accounts.google.com', is('Excluded')],
    ['accounts.google.co.uk', is('Excluded')],
    ['groups.google.com', is('Social')],
    ['shopping.google.com', is('Shopping', 'google')],
    ['edgeservices.bing.com', is('AI Assistant', 'copilot')],
    ['mail.yandex.ru', is('Email', 'yandex')],
    ['go.mail.ru', search('')],
    ['my.mail.ru', is('Social')],
    // Look-alikes.
    ['google.com.evil.example', undefined],
    ['notgoogle.com', undefined],
    ['google.blog.example', undefined],
    ['google.jobs', undefined],
    ['t.company.example', undefined],
    ['x.com.example', undefined],
    ['amazon.blog.example', undefined],
    ['amazon.jobs', undefined],
    ['com', undefined],
    ['.', undefined],
    ['.google.com', undefined],
    ['google.com.', undefined],
    ['203.0.113.9', undefined],
    ['en.wikipedia.org', undefined],
    ['partner-blog.example', undefined],
    // One platform, many hosts.
    ['l.facebook.com', is('Social', 'facebook')],
    ['lm.facebook.com', is('Social', 'facebook')],
    ['fb.me', is('Social', 'facebook')],
    ['l.instagram.com', is('Social', 'instagram')],
    ['l.threads.com', is('Social', 'threads')],
    ['t.co', is('Social', 'twitter')],
    ['x.com', is('Social', 'twitter')],
    ['lnkd.in', is('Social', 'linkedin')],
    ['out.reddit.com', is('Social', 'reddit')],
    ['pinterest.co.uk', is('Social', 'pinterest')],
    ['nextdoor.com', is('Social', 'nextdoor')],
    ['news.ycombinator.com', is('Social', 'hackernews')],
    ['bsky.app', is('Social', 'bluesky')],
    ['mstdn.example', is('Social', 'mastodon')],
    ['m.youtube.com', is('Video', 'youtube')],
    ['amazon.de', is('Shopping', 'amazon')],
    ['ebay.ie', is('Shopping', 'ebay')],
    ['m.yelp.com', is('Directories+Social', 'yelp')],
    ['doctor.webmd.com', is('Directories', 'webmd')],
    ['cars.com', is('Directories')],
    ['chatgpt.com', is('AI Assistant', 'chatgpt')],
    ['perplexity.ai', is('AI Assistant', 'perplexity')],
    ['copilot.microsoft.com', is('AI Assistant', 'copilot')],
    ['meta.ai', is('AI Assistant', 'meta-ai')],
    ['x.ai', is('AI Assistant', 'grok')],
    // Mailboxes and rewritten links.
    ['mail.yahoo.com', is('Email', 'yahoo')],
    ['mail.yahoo.co.jp', is('Email', 'yahoo')],
    ['nam02.safelinks.protection.outlook.com', is('Email')],
    ['urldefense.proofpoint.com', is('Email')],
    ['icloud.com', is('Email', 'icloud')],
    ['mail.icloud.com', is('Email', 'icloud')],
    ['developer.icloud.com', undefined],
    ['web.de', is('Email', 'web.de')],
    ['produkte.web.de', undefined],
    ['mail.partner.example', is('Email')],
    ['webmail2.partner.example', is('Email')],
    ['mail.example', undefined],
    ['mail.co.uk', undefined],
    ['mailing.partner.example', undefined],
    // Detours.
    ['paypal.com', is('Excluded')],
    ['stripe.com', is('Excluded')],
    ['checkout.stripe.com', is('Excluded')],
    ['shop.app', is('Excluded')],
    ['pay.amazon.com', is('Excluded')],
    ['login.microsoftonline.com', is('Excluded')],
    ['challenges.cloudflare.com', is('Excluded')],
    ['localhost', is('Excluded')],
    ['127.0.0.1', is('Excluded')],
    ['login.partner.example', is('Excluded')],
    ['3ds2.bank.example', is('Excluded')],
    ['checkout.partner.co.uk', is('Excluded')],
    ['checkout.stripe.com.evil.example', undefined],
    ['pay.partner.co.uk', undefined],
    ['login.yelp.com', is('Excluded')],
    ['pay.example', undefined],
    ['payroll.partner.example', undefined],
    // Ads.
    ['googleads.g.doubleclick.net', { kind: 'Ads', paid: true }],
    ['syndicatedsearch.goog', { kind: 'Ads', paid: true }],
  ])('%s', (host, known) => expect(find(host)).toEqual(known));
});

describe('an Android package', () => {
  it.each<[string, Known | undefined]>([
    ['com.google.android.googlequicksearchbox', search('google', 'google')],
    ['com.google.android.apps.searchlite', search('google', 'google')],
    ['com.facebook.katana', is('Social', 'facebook')],
    ['com.linkedin.android', is('Social', 'linkedin')],
    ['com.slack', is('Social', 'slack')],
    ['com.google.android.gm', is('Email', 'gmail')],
    ['com.openai.chatgpt', is('AI Assistant', 'chatgpt')],
    ['com.google.android.apps.maps', profile],
    ['com.google.android.youtube', is('Video', 'youtube')],
    ['com.example.app', undefined],
  ])('%s', (name, known) => expect(find(name)).toEqual(known));
});

describe('a word of utm_source', () => {
  it.each<[string, Known | undefined]>([
    ['google', search('google', 'google')],
    ['googel', is('Search', 'google')],
    ['microsoft', is('Search', 'bing')],
    ['msn', search('msn', 'bing')],
    ['ddg', is('Search', 'duckduckgo')],
    ['fb', is('Social', 'facebook')],
    ['meta', is('Social', 'facebook')],
    ['an', is('Social', 'facebook')],
    ['x', is('Social', 'twitter')],
    ['threads', is('Social', 'threads')],
    ['tik.tok', is('Social', 'tiktok')],
    ['social', is('Social')],
    ['wistia', is('Video', 'wistia')],
    ['amazon', is('Shopping', 'amazon')],
    ['yelp', is('Directories+Social', 'yelp')],
    ['g2', is('Directories', 'g2')],
    ['angieslist', is('Directories', 'angi')],
    ['chatgpt', is('AI Assistant', 'chatgpt')],
    ['gmb', profile],
    ['gbp', profile],
    ['google my business', profile],
    ['google_my_business', profile],
    ['google - business', profile],
    ['mailchimp', { kind: '', platform: 'mailchimp' }],
    // A platform's word with one for ads.
    ['adwords', ad('Search', 'google')],
    ['gads', ad('Search', 'google')],
    ['google_ads', ad('Search', 'google')],
    ['google adwords', ad('Search', 'google')],
    ['google-pmax', ad('Search', 'google')],
    ['bingads', ad('Search', 'bing')],
    ['microsoft ads', ad('Search', 'bing')],
    ['fb-ads', ad('Social', 'facebook')],
    ['fbads', ad('Social', 'facebook')],
    ['fb_ad', ad('Social', 'facebook')],
    ['metaads', ad('Social', 'facebook')],
    ['linkedin ads', ad('Social', 'linkedin')],
    ['x-ads', ad('Social', 'twitter')],
    ['yt_ads', ad('Video', 'youtube')],
    ['amazon-ads', ad('Shopping', 'amazon')],
    ['chatgpt-ads', ad('AI Assistant', 'chatgpt')],
    ['taboola', is('Ads', 'taboola')],
    ['spotify ads', { kind: '', platform: 'spotify', paid: true }],
  ])('%s', (word, known) => expect(find(word)).toEqual(known));

  it.each([
    ...['', ' ', '-', 'ads', 'ad', 'leads', 'xads', 'email-ads', 'newsletter', 'email', 'sms'],
    ...['firebase', 'kxyz', 'kanzlei', 'partner-blog', 'stripe', 'shop', 'care', 'you', 'zoom'],
    ...['constructor', '__proto__', 'ニュース'],
  ])('%j that means nothing', (word) => expect(find(word)).toBeUndefined());
});

const KIND_OF_CHANNEL: Record<string, Kind | undefined> = {
  Direct: 'Excluded',
  'Organic Search': 'Search',
  'Organic Social': 'Social',
  'Organic Video': 'Video',
  'Organic Shopping': 'Shopping',
  'AI Assistant': 'AI Assistant',
  'Local Listings': 'Local Listings',
  Directories: 'Directories',
  Email: 'Email',
  'Paid Other': 'Ads',
};

interface Case {
  referrer: string;
  rule: string;
  expect: { source: string; medium: string; channel: string };
  platform?: string;
}

describe('the referrer of a case', () => {
  const file = new URL('../fixtures/referrer-cases.json', import.meta.url);
  const { cases }: { cases: Case[] } = JSON.parse(readFileSync(file, 'utf8'));
  // Those that the host alone decides: not the own site, no path, no click id.
  const byHost = cases.filter(
    ({ rule, referrer }) => /^S4\.(1excl|[2-9])/.test(rule) && !referrer.includes('/maps/'),
  );

  it.each(byHost)('$referrer', ({ referrer, expect: { source, medium, channel }, platform }) => {
    const { hostname } = new URL(referrer);
    const known = find(hostname.replace(/^www\./, ''));
    expect(known?.kind.replace('+Social', '')).toBe(KIND_OF_CHANNEL[channel]);
    if (medium === 'organic') expect(known?.engine).toBe(source.includes('.') ? '' : source);
    else expect(known?.engine).toBeUndefined();
    if (platform) expect(known?.platform).toBe(platform);
  });
});

describe('the click ids', () => {
  const names = CLICK_IDS.flatMap(([, , ...names]) => names);

  it('are each of one source; fbclid is of all of Meta, and proves nothing', () => {
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([
      'fbclid',
      'fbclid',
    ]);
  });

  it('are read from the surest to the weakest', () => {
    const order = ['gclid', 'msclkid', 'ttclid', 'irclickid', 'ysclid', 'mc_cid', 'fbclid'];
    expect([...order].sort((a, b) => names.indexOf(a) - names.indexOf(b))).toEqual(order);
  });

  it('have the mediums of GA4', () => {
    const mediums = new Set(CLICK_IDS.map(([, medium]) => medium));
    expect([...mediums]).toEqual(
      'cpc cpm affiliate organic email sms referral'.split(' ').filter((m) => mediums.has(m)),
    );
  });
});

it('no label is both a mailbox and a detour', () => {
  expect(wordsOf(MAILBOXES).filter((label) => wordsOf(DETOURS).includes(label))).toEqual([]);
});
