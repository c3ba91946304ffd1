import { expect, it } from 'vitest';
import type { Settings } from '../../collector/domain/settings.ts';
import { HEAD_TABLE } from '../../shared/head-table.ts';
import { classify } from '../../shared/source.ts';
import type { Touch, WireEvent } from '../../shared/wire.ts';
import { SHOP } from '../support/home.ts';
import { builtScript, type OpenPage, type PageOptions, Visitor } from '../support/visitor.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const AD = '/?utm_source=google&utm_medium=cpc&utm_campaign=spring&gclid=Abc';
const NEWS = '/?utm_source=newsletter&utm_medium=email&utm_campaign=june';
const GOOGLE = 'https://www.google.com/';
const STRIPE = 'https://checkout.stripe.com/';
const DIRECT = '(direct) / (none)';
/** An arrival that was none: from the site itself, or from where it had sent the visitor. */
const UNSEEN = 'unseen';

/** One step of a visitor, from the page that he is on; the page that he is on then. */
type Step = (visitor: Visitor, page: OpenPage) => OpenPage;

/** He comes from elsewhere, a day later where nothing is said. */
function land(to: string, referrer = '', afterMs = DAY, options: PageOptions = {}): Step {
  return (visitor) => visitor.open(to, { referrer, afterMs, ...options });
}

/** He follows a link of the page. Another origin is told of this one's alone. */
function link(to: string, afterMs = MINUTE): Step {
  return (visitor, page) => {
    const { href, origin } = page.window.location;
    const url = page.link(to);
    const referrer = new URL(url).origin === origin ? href : `${origin}/`;
    return visitor.open(url, { referrer, afterMs });
  };
}

/** He comes back to the page as it was. */
function again(by: 'reload' | 'back', afterMs = MINUTE): Step {
  return (visitor, page) => {
    const { location, document } = page.window;
    return visitor.open(location.href, { referrer: document.referrer, afterMs, by });
  };
}

/** Something happens on the page. */
function on(act: (page: OpenPage) => void, afterMs = 0): Step {
  return (visitor, page) => {
    visitor.now += afterMs;
    act(page);
    return page;
  };
}

const decide = (storage: boolean) => on(({ window }) => window.eval(`waybill.consent(${storage})`));
const scroll = (afterMs: number) => on((page) => page.use(), afterMs);
const forget = (what: 'cookie' | 'storage'): Step => {
  return (visitor, page) => {
    visitor.close();
    if (what === 'storage') visitor.storage = null;
    else visitor.cookie = 'waybill=;path=/;max-age=-1;domain=shop.example';
    return page;
  };
};

interface Expected {
  /** As `source / medium / campaign`. */
  first: string;
  /** The same as the first where it is not said, and so the last non-direct one as the last. */
  last?: string;
  lastNonDirect?: string | undefined;
  sessions?: number;
  /** Touches that were not direct; the cookie, by which hosts share a visit, has no list of them. */
  touches?: number;
  fields?: Record<string, string>;
}

type Sequence = [name: string, steps: Step[], expected: Expected, settings?: Partial<Settings>];

const SPRING = 'google / cpc / spring';
const JUNE = 'newsletter / email / june';
const ORGANIC = 'google / organic';

const SEQUENCES: Sequence[] = [
  // What comes after an ad.
  [
    'ad, direct, newsletter',
    [land(AD, GOOGLE), land('/'), land(NEWS)],
    {
      first: SPRING,
      last: JUNE,
      sessions: 3,
      touches: 2,
      fields: {
        utm_source: 'newsletter',
        landing_page: `${SHOP}${NEWS}`,
        waybill_first_campaign: 'spring',
        waybill_first_channel: 'Paid Search',
        waybill_channel: 'Email',
        waybill_days: '2',
      },
    },
  ],
  [
    'ad, direct',
    [land(AD, GOOGLE), land('/contact')],
    {
      first: SPRING,
      last: DIRECT,
      lastNonDirect: SPRING,
      sessions: 2,
      fields: { gclid: 'Abc', referrer: GOOGLE, pages_viewed: '/contact' },
    },
  ],
  [
    'ad, direct within the session',
    [land(AD, GOOGLE), land('/contact', '', MINUTE)],
    { first: SPRING, fields: { pages_viewed: '/ > /contact' } },
  ],
  [
    'ad, organic search for the name',
    [land(AD, GOOGLE), land('/', GOOGLE)],
    { first: SPRING, last: ORGANIC, sessions: 2, touches: 2, fields: { waybill_visits: '2' } },
  ],
  [
    'ad, own pages',
    [land(AD, GOOGLE), link('/repair'), link('/contact')],
    { first: SPRING, fields: { pages_viewed: '/ > /repair > /contact', gclid: 'Abc' } },
  ],
  [
    'newsletter five minutes after the ad',
    [land(AD, GOOGLE), land(NEWS, '', 5 * MINUTE)],
    { first: SPRING, last: JUNE, touches: 2 },
  ],
  [
    'direct, ad',
    [land('/'), land(AD, GOOGLE)],
    {
      first: DIRECT,
      last: SPRING,
      sessions: 2,
      touches: 1,
      fields: { waybill_first_channel: 'Direct', waybill_first_campaign: '' },
    },
  ],
  [
    'direct, direct',
    [land('/'), land('/')],
    { first: DIRECT, lastNonDirect: undefined, sessions: 2, touches: 0 },
  ],

  // The same again.
  [
    'the same campaign twice',
    [land(NEWS), land(NEWS)],
    { first: JUNE, sessions: 2, touches: 1, fields: { waybill_days: '1' } },
  ],
  [
    'organic search three times, direct',
    [land('/', GOOGLE), land('/a', GOOGLE), land('/b', GOOGLE), land('/c')],
    {
      first: ORGANIC,
      last: DIRECT,
      lastNonDirect: ORGANIC,
      sessions: 4,
      touches: 1,
      fields: { landing_page: `${SHOP}/b` },
    },
  ],
  [
    'another click on the same campaign',
    [land(AD, GOOGLE), land(AD.replace('Abc', 'Def'), GOOGLE)],
    { first: SPRING, last: SPRING, sessions: 2, touches: 2, fields: { gclid: 'Def' } },
  ],
  [
    'another click on the same campaign within the session',
    [land(AD, GOOGLE), land(AD.replace('Abc', 'Def'), GOOGLE, MINUTE)],
    { first: SPRING, touches: 2, fields: { gclid: 'Def' } },
  ],
  [
    'ad, newsletter, ad within a session',
    [land(AD, GOOGLE), land(NEWS, '', MINUTE), land(AD, GOOGLE, MINUTE)],
    { first: SPRING, touches: 3 },
  ],
  [
    'direct, then within the session the newsletter that came before',
    [land(NEWS), land('/'), land(NEWS, '', MINUTE)],
    { first: JUNE, sessions: 2, touches: 1 },
  ],
  [
    'the same source in capitals',
    [land(NEWS), land(NEWS.replace('newsletter', 'NEWSLETTER'), '', MINUTE)],
    { first: JUNE, touches: 1 },
  ],

  // No arrivals.
  [
    'ad, reload',
    [land(AD, GOOGLE), again('reload')],
    { first: SPRING, touches: 1, fields: { pages_viewed: '/' } },
  ],
  [
    'ad, reload on the day after',
    [land(AD, GOOGLE), again('reload', DAY)],
    { first: SPRING, sessions: 2, touches: 1 },
  ],
  [
    'ad, direct, the ad by the back button',
    [land(AD, GOOGLE), land('/'), land(AD, GOOGLE, MINUTE, { by: 'back' })],
    { first: SPRING, last: DIRECT, lastNonDirect: SPRING, sessions: 2, touches: 1 },
  ],
  [
    'ad, newsletter, the ad by the back button',
    [land(AD, GOOGLE), land(NEWS, '', MINUTE), land(AD, GOOGLE, MINUTE, { by: 'back' })],
    { first: SPRING, last: JUNE, touches: 2 },
  ],
  [
    'ad, a page that comes back from memory',
    [land(AD, GOOGLE), on((page) => page.hide(), MINUTE), on((page) => page.restore(), MINUTE)],
    { first: SPRING, touches: 1 },
  ],
  [
    'the tag twice',
    [
      land(AD, GOOGLE),
      on(({ window, messages }) => {
        window.eval(builtScript());
        expect(messages).toHaveLength(1);
      }),
    ],
    { first: SPRING, touches: 1, fields: { pages_viewed: '/' } },
  ],

  // Detours.
  [
    'ad, Stripe, back',
    [land(AD, GOOGLE), link('/cart'), land('/thanks', STRIPE, 5 * MINUTE)],
    {
      first: SPRING,
      touches: 1,
      fields: { pages_viewed: '/ > /cart > /thanks', referrer: GOOGLE },
    },
  ],
  [
    'ad, Stripe, back after an hour',
    [land(AD, GOOGLE), link('/cart'), land('/thanks', STRIPE, HOUR)],
    { first: SPRING, sessions: 2, touches: 1, fields: { utm_campaign: 'spring' } },
  ],
  [
    'organic search, own pages, PayPal, back',
    [land('/', GOOGLE), link('/cart'), land('/thanks', 'https://www.paypal.com/', MINUTE)],
    { first: ORGANIC, touches: 1 },
  ],
  [
    'ad, direct, Stripe, back',
    [land(AD, GOOGLE), land('/cart'), land('/thanks', STRIPE, MINUTE)],
    { first: SPRING, last: DIRECT, lastNonDirect: SPRING, sessions: 2 },
  ],
  [
    'ad, sign-in by Google',
    [land(AD, GOOGLE), link('/login'), land('/account', 'https://accounts.google.com/', MINUTE)],
    { first: SPRING, touches: 1 },
  ],
  [
    'newsletter, sign-in by Microsoft',
    [land(NEWS), land('/account', 'https://login.microsoftonline.com/', MINUTE)],
    { first: JUNE, touches: 1 },
  ],
  [
    'ad, challenge',
    [land(AD, GOOGLE), land('/', 'https://challenges.cloudflare.com/', MINUTE)],
    { first: SPRING, touches: 1 },
  ],
  [
    'an unknown bank that was told to come back so',
    [land(AD, GOOGLE), land('/thanks?a=1&utm_nooverride=1', 'https://bank.example.net/', MINUTE)],
    { first: SPRING, touches: 1 },
  ],
  [
    'an unknown bank that was not',
    [land(AD, GOOGLE), land('/thanks', 'https://bank.example.net/', MINUTE)],
    { first: SPRING, last: 'bank.example.net / referral', touches: 2 },
  ],
  [
    'a tool of the site',
    [land(AD, GOOGLE), land('/booked', 'https://calendly.com/', MINUTE)],
    { first: SPRING, touches: 1 },
    { excluded: ['calendly.com'] },
  ],
  [
    'a host below a tool of the site, on the day after',
    [land(AD, GOOGLE), land('/booked', 'https://acme.portal.example.net/')],
    { first: SPRING, sessions: 2, touches: 1 },
    { excluded: ['calendly.com', 'portal.example.net'] },
  ],
  [
    'the same tool where it is not the site’s',
    [land(AD, GOOGLE), land('/booked', 'https://calendly.com/', MINUTE)],
    { first: SPRING, last: 'calendly.com / referral', touches: 2 },
  ],
  [
    'a tagged link in a receipt, by Stripe',
    [land(AD, GOOGLE), land('/?utm_source=receipt&utm_medium=email', STRIPE)],
    { first: SPRING, last: 'receipt / email', sessions: 2, touches: 2 },
  ],
  [
    'Stripe first, organic search later',
    [land('/thanks', STRIPE), land('/', GOOGLE)],
    {
      first: UNSEEN,
      last: ORGANIC,
      sessions: 2,
      touches: 1,
      fields: { waybill_first_channel: '' },
    },
  ],

  // Time.
  [
    'ad, direct after 90 days',
    [land(AD, GOOGLE), land('/', '', 90 * DAY)],
    { first: SPRING, last: DIRECT, lastNonDirect: SPRING, sessions: 2 },
  ],
  [
    'ad, direct after 91 days',
    [land(AD, GOOGLE), land('/', '', 91 * DAY)],
    {
      first: SPRING,
      last: DIRECT,
      lastNonDirect: undefined,
      sessions: 2,
      fields: { waybill_channel: 'Direct', waybill_first_campaign: 'spring', waybill_days: '91' },
    },
  ],
  [
    'ad, direct every month',
    [land(AD, GOOGLE), ...[1, 2, 3, 4].map(() => land('/', '', 30 * DAY))],
    { first: SPRING, last: DIRECT, lastNonDirect: undefined, sessions: 5 },
  ],
  [
    'newsletter, the same 60 days later, direct 60 days later',
    [land(NEWS), land(NEWS, '', 60 * DAY), land('/', '', 60 * DAY)],
    { first: JUNE, last: DIRECT, lastNonDirect: JUNE, sessions: 3, touches: 1 },
  ],
  [
    'ad, direct after a look-back of 30 days',
    [land(AD, GOOGLE), land('/', '', 31 * DAY)],
    { first: SPRING, last: DIRECT, lastNonDirect: undefined, sessions: 2 },
    { lookback_days: 30 },
  ],
  [
    'half an hour of silence',
    [land(AD, GOOGLE), link('/contact', 30 * MINUTE)],
    { first: SPRING, sessions: 2, touches: 1, fields: { pages_viewed: '/contact' } },
  ],
  [
    'a second less than half an hour',
    [land(AD, GOOGLE), link('/contact', 30 * MINUTE - 1_000)],
    { first: SPRING, fields: { pages_viewed: '/ > /contact' } },
  ],
  [
    'an hour of reading',
    [land(AD, GOOGLE), ...[1, 2, 3, 4].map(() => scroll(15 * MINUTE)), link('/contact')],
    { first: SPRING, fields: { pages_viewed: '/ > /contact' } },
  ],
  [
    'an hour of silence on a page',
    [land(AD, GOOGLE), scroll(HOUR), link('/contact')],
    { first: SPRING, sessions: 2, touches: 1 },
  ],
  [
    'midnight',
    [
      land(AD, GOOGLE),
      (visitor) => visitor.open('/a', { afterMs: DAY - (visitor.now % DAY) - 5 * MINUTE }),
      link('/contact', 10 * MINUTE),
    ],
    {
      first: SPRING,
      last: DIRECT,
      lastNonDirect: SPRING,
      sessions: 2,
      fields: { pages_viewed: '/a > /contact' },
    },
  ],

  // Sources.
  [
    'fbclid, gclid',
    [land('/?fbclid=F1', 'https://l.facebook.com/'), land('/?gclid=G1')],
    {
      first: 'l.facebook.com / referral',
      last: 'google / cpc',
      sessions: 2,
      touches: 2,
      fields: { gclid: 'G1', fbclid: '' },
    },
  ],
  [
    'gclid, fbclid without a referrer',
    [land('/?gclid=G1'), land('/?fbclid=F1')],
    {
      first: 'google / cpc',
      last: 'facebook / referral',
      sessions: 2,
      touches: 2,
      fields: { fbclid: 'F1', gclid: '', waybill_channel: 'Organic Social' },
    },
  ],
  [
    'an ad of Microsoft, direct',
    [land('/?msclkid=M1', 'https://www.bing.com/'), land('/')],
    { first: 'bing / cpc', last: DIRECT, lastNonDirect: 'bing / cpc', sessions: 2 },
  ],
  [
    'AI assistant, direct',
    [land('/', 'https://chatgpt.com/'), land('/')],
    {
      first: 'chatgpt.com / ai-assistant',
      last: DIRECT,
      lastNonDirect: 'chatgpt.com / ai-assistant',
      sessions: 2,
      fields: { waybill_channel: 'AI Assistant' },
    },
  ],
  [
    'webmail, own page',
    [land('/', 'https://mail.google.com/'), link('/contact')],
    { first: 'mail.google.com / email', fields: { waybill_channel: 'Email' } },
  ],
  [
    'QR, organic search, direct',
    [land('/?utm_source=flyer&utm_medium=qr&utm_campaign=fair'), land('/', GOOGLE), land('/')],
    {
      first: 'flyer / qr / fair',
      last: DIRECT,
      lastNonDirect: ORGANIC,
      sessions: 3,
      touches: 2,
      fields: { waybill_first_channel: 'Offline' },
    },
  ],
  [
    'a link with Matomo’s tags',
    [
      land('/', GOOGLE),
      land('/?mtm_source=letter&mtm_medium=email&mtm_campaign=M%C3%A4rz&mtm_kwd=k'),
    ],
    {
      first: ORGANIC,
      last: 'letter / email / März',
      sessions: 2,
      touches: 2,
      fields: { utm_campaign: 'März', utm_term: 'k' },
    },
  ],
  [
    'Matomo’s old campaign alone',
    [land('/?pk_campaign=old', GOOGLE)],
    { first: 'google / organic / old' },
  ],
  [
    'a campaign that a mail sender numbered',
    [land('/?mc_cid=c1&mc_eid=p1')],
    { first: 'mailchimp / email', fields: { landing_page: `${SHOP}/?mc_cid=c1&mc_eid=` } },
  ],
  [
    'a link in a post, a partner’s page',
    [land('/', 'https://t.co/'), land('/', 'https://blog.partner.example/')],
    { first: 't.co / referral', last: 'blog.partner.example / referral', sessions: 2, touches: 2 },
  ],
  [
    'an app',
    [land('/', 'android-app://com.linkedin.android'), land('/')],
    {
      first: 'com.linkedin.android / referral',
      last: DIRECT,
      lastNonDirect: 'com.linkedin.android / referral',
      sessions: 2,
    },
  ],

  // Hosts.
  [
    'ad, another subdomain of the site',
    [land(`https://blog.acme.co.uk${AD}`, GOOGLE), link('https://shop.acme.co.uk/')],
    { first: SPRING },
  ],
  [
    'ad, another subdomain of the site, back',
    [
      land(`https://www.acme.co.uk${AD}`, GOOGLE),
      link('https://shop.acme.co.uk/'),
      link('https://www.acme.co.uk/contact'),
    ],
    { first: SPRING, touches: 1, fields: { pages_viewed: '/ > /contact' } },
  ],
  [
    'direct to another subdomain on the day after',
    [land(`https://www.acme.co.uk${AD}`, GOOGLE), land('https://shop.acme.co.uk/')],
    { first: SPRING, last: DIRECT, lastNonDirect: SPRING, sessions: 2 },
  ],
  [
    'newsletter to another subdomain, and back',
    [
      land(`https://www.acme.co.uk${AD}`, GOOGLE),
      land(`https://shop.acme.co.uk${NEWS}`),
      link('https://www.acme.co.uk/contact'),
    ],
    { first: SPRING, last: JUNE, sessions: 2 },
  ],
  [
    'another site under the same public suffix',
    [land('https://ann.github.io/', 'https://bob.github.io/')],
    { first: 'bob.github.io / referral' },
  ],
  [
    'a tagged link of the site itself',
    [land('/', GOOGLE), link('/sale?utm_source=banner&utm_medium=internal')],
    { first: ORGANIC, last: 'banner / internal', touches: 2 },
  ],
  [
    'the site itself, unseen before',
    [land('/b', `${SHOP}/a`), land('/', GOOGLE)],
    { first: UNSEEN, last: ORGANIC, sessions: 2, touches: 1 },
  ],
  [
    'ad on one domain, a link to the other',
    [
      land(`https://www.acme.example${AD}`, GOOGLE),
      link('/contact'),
      link('https://www.acme-shop.example/'),
    ],
    {
      first: SPRING,
      fields: { gclid: 'Abc', landing_page: `https://www.acme.example${AD}` },
    },
    { domains: ['acme.example', 'acme-shop.example'] },
  ],
  [
    'organic search on one domain, an ad on the other, a link to the first',
    [
      land('https://acme.example/', GOOGLE),
      land(`https://acme-shop.example${AD}`, GOOGLE),
      link('https://acme.example/'),
    ],
    { first: ORGANIC, last: SPRING },
    { domains: ['acme.example', 'acme-shop.example'] },
  ],
  [
    'a redirect from one domain to the other',
    [
      land(`https://acme.example${AD}`, GOOGLE),
      land('https://acme-shop.example/', 'https://acme.example/', MINUTE),
    ],
    { first: UNSEEN, lastNonDirect: undefined, touches: 0 },
    { domains: ['acme.example', 'acme-shop.example'] },
  ],

  // What is lost and what may not be kept.
  [
    'lost cookies',
    [land(AD, GOOGLE), forget('cookie'), land('/')],
    { first: SPRING, last: DIRECT, lastNonDirect: SPRING, sessions: 2 },
  ],
  ['lost storage', [land(AD, GOOGLE), forget('storage'), link('/contact')], { first: SPRING }],
  [
    'all lost',
    [land(AD, GOOGLE), forget('cookie'), forget('storage'), land('/')],
    { first: DIRECT, lastNonDirect: undefined },
  ],
  [
    'consent on the landing page',
    [land(AD, GOOGLE), decide(true), link('/contact'), decide(true)],
    { first: SPRING, fields: { pages_viewed: '/ > /contact' } },
    { consent: 'required' },
  ],
  [
    'no consent: each page for itself',
    [land(AD, GOOGLE), decide(false), link('/contact')],
    { first: UNSEEN, lastNonDirect: undefined, fields: { pages_viewed: '/contact' } },
    { consent: 'required' },
  ],
  [
    'no consent on the landing page itself',
    [land(AD, GOOGLE), decide(false)],
    { first: SPRING, fields: { gclid: 'Abc' } },
    { consent: 'required' },
  ],
  [
    'consent a page too late',
    [land(AD, GOOGLE), link('/a'), decide(true), link('/contact'), decide(true)],
    {
      first: UNSEEN,
      lastNonDirect: undefined,
      fields: { waybill_channel: '', pages_viewed: '/a > /contact' },
    },
    { consent: 'required' },
  ],
  [
    'consent on another subdomain',
    [land('https://www.acme.co.uk/', GOOGLE), link('https://shop.acme.co.uk/'), decide(true)],
    { first: UNSEEN, lastNonDirect: undefined },
    { consent: 'required' },
  ],
  [
    'a tool that was told no before',
    [
      land(AD, GOOGLE, DAY, {
        before:
          'Cookiebot = { hasResponse: true, declined: true, consent: { statistics: false, marketing: false } }',
      }),
    ],
    { first: 'google / cpc / spring', fields: { utm_source: 'google', waybill_visits: '1' } },
  ],
  [
    'a tool that was told yes before',
    [
      land(AD, GOOGLE),
      land('/contact', '', DAY, {
        before:
          'Cookiebot = { hasResponse: true, consented: true, consent: { statistics: true, marketing: true } }',
      }),
    ],
    {
      first: 'google / cpc / spring',
      last: DIRECT,
      lastNonDirect: 'google / cpc / spring',
      sessions: 2,
    },
  ],
  [
    'a long time until the yes',
    [
      land('/'),
      land(AD, GOOGLE, DAY, { before: 'Cookiebot = { consent: {} }' }),
      ...[20, 20, 20].map((minutes) => scroll(minutes * MINUTE)),
      on(({ window }) =>
        window.eval(`Object.assign(Cookiebot, { hasResponse: true, consented: true });
          Object.assign(Cookiebot.consent, { statistics: true, marketing: true });
          dispatchEvent(new Event('CookiebotOnAccept'))`),
      ),
      link('/contact'),
    ],
    {
      first: DIRECT,
      last: 'google / cpc / spring',
      sessions: 2,
      fields: { pages_viewed: '/ > /contact' },
    },
  ],
  [
    'consent withdrawn',
    [land(AD, GOOGLE), land('/'), decide(false)],
    { first: DIRECT, lastNonDirect: undefined },
  ],
];

function told(touch: Touch | undefined): string | undefined {
  if (!touch) return undefined;
  const { source, medium, rule } = classify(touch, HEAD_TABLE);
  const { utm_campaign } = touch.tags;
  return rule === 6
    ? UNSEEN
    : [source, medium, ...(utm_campaign ? [utm_campaign] : [])].join(' / ');
}

/** What a hidden field says of a source: what is not known is left out. */
function inField(text = ''): { source: string; medium: string } {
  const [source = '', medium = ''] = text.split(' / ').map((word) => word.replace(/^\(.*/, ''));
  return { source: source === UNSEEN ? '' : source, medium };
}

it.each(SEQUENCES)('%s', async (_name, steps, expected, settings = {}) => {
  const visitor = new Visitor(settings);
  let page = undefined as never as OpenPage;
  const events = new Set<WireEvent>();
  for (const step of steps) {
    page = step(visitor, page);
    for (const event of page.events) events.add(event);
  }
  const posted = await page.submit();
  const { first, last = first, sessions = 1 } = expected;
  const lastNonDirect = 'lastNonDirect' in expected ? expected.lastNonDirect : last;
  const { touches } = page.leads[0] ?? {};
  expect({
    first: told(touches?.first),
    last: told(touches?.last),
    lastNonDirect: told(touches?.last_non_direct),
    sessions: page.messages.at(-1)?.session.number,
    touches: touches?.list?.length ?? 0,
  }).toEqual({
    first,
    last,
    lastNonDirect,
    sessions,
    touches: expected.touches ?? touches?.list?.length ?? 0,
  });
  // A first touch is one that was, as it was: nothing of it is from another.
  const arrivals = [...events].flatMap(
    (event) => (event.type === 'page_view' && event.touch) || [],
  );
  if (arrivals[0]) expect(arrivals).toContainEqual(touches?.first);
  const filed = inField(lastNonDirect ?? last);
  expect(posted).toMatchObject({ waybill_visits: `${sessions}` });
  expect({
    source: posted.waybill_source ?? '',
    medium: posted.waybill_medium ?? '',
    first: { source: posted.waybill_first_source ?? '', medium: posted.waybill_first_medium ?? '' },
  }).toEqual({ ...filed, first: inField(first) });
  for (const [name, value] of Object.entries(expected.fields ?? {})) {
    expect(`${name}=${posted[name] ?? ''}`).toBe(`${name}=${value}`);
  }
});

it('leaves nothing behind once a tool says no', async () => {
  const visitor = new Visitor();
  visitor.open(AD, { referrer: GOOGLE });
  expect(visitor.cookies).toContain('waybill=');
  const page = visitor.open('/contact', {
    afterMs: DAY,
    before:
      'Cookiebot = { hasResponse: true, declined: true, consent: { statistics: false, marketing: false } }',
  });
  expect(await page.submit()).toMatchObject({ utm_source: '', waybill_visits: '1' });
  expect([visitor.cookies, visitor.storage]).toEqual(['', null]);
  expect(page.messages).toMatchObject([
    { visitor: null, consent: { storage: { level: 'page', by: 'cookiebot' } } },
  ]);
});
