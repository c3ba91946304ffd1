import type { Page } from './page.ts';

type Decision = readonly [storage: boolean, ads: boolean];

/** A consent tool as its documentation describes it. */
interface Tool {
  /** What of it is on the page before its script has run. */
  stub(): void;
  /** Its script runs and fetches what it needs; then a decision of an earlier page is known. */
  run(): void;
  /** The visitor answers the banner, or changes his mind. */
  decide(...decision: Decision): void;
}

type Make = (page: Page, kept?: Decision) => Tool;

const yesNo = (granted: boolean) => (granted ? 'allow' : 'deny');

const cookiebot: Make = (page, kept) => {
  const consent = { necessary: true, preferences: false, statistics: false, marketing: false };
  const api = { consent, hasResponse: false, consented: false, declined: false };
  const answer = ([statistics, marketing]: Decision) => {
    const consented = statistics || marketing;
    Object.assign(consent, { statistics, marketing });
    Object.assign(api, { hasResponse: true, consented, declined: !consented });
  };
  return {
    stub: () => page.addScript('id="Cookiebot" src="https://consent.cookiebot.com/uc.js"'),
    run() {
      page.set({ Cookiebot: api });
      page.load();
      if (kept) answer(kept);
      if (kept) page.tellWindow('CookiebotOnConsentReady');
    },
    decide(...decision) {
      answer(decision);
      page.tellWindow(api.consented ? 'CookiebotOnAccept' : 'CookiebotOnDecline');
    },
  };
};

const onetrust: Make = (page, kept) => {
  let closed = false;
  const activate = ([storage, ads]: Decision) => {
    const groups = ['C0001', ...(storage ? ['C0002'] : []), ...(ads ? ['C0004'] : [])];
    page.set({ OnetrustActiveGroups: `,${groups},` });
    page.tellWindow('OneTrustGroupsUpdated', groups);
  };
  return {
    stub: () => page.addScript('src="https://cdn.cookielaw.org/scripttemplates/otSDKStub.js"'),
    run() {
      page.load();
      page.set({ OneTrust: { IsAlertBoxClosed: () => closed } });
      closed = !!kept;
      activate(kept ?? [false, false]);
    },
    decide(...decision) {
      activate(decision);
      // The box may be closed after the groups are told of.
      closed = true;
      page.tellWindow('OTConsentApplied');
    },
  };
};

const usercentrics2: Make = (page, kept) => {
  let required: boolean | null = null;
  const services = ['essential', 'functional', 'marketing', 'functional'].map((categorySlug) => ({
    categorySlug,
    consent: { status: categorySlug === 'essential', history: [] },
  }));
  const answer = ([functional, marketing]: Decision) => {
    for (const { categorySlug, consent } of services) {
      if (categorySlug === 'functional') consent.status = functional;
      if (categorySlug === 'marketing') consent.status = marketing;
    }
    required = false;
  };
  return {
    stub: () =>
      page.addScript(
        'id="usercentrics-cmp" src="https://app.usercentrics.eu/browser-ui/loader.js"',
      ),
    run() {
      const UC_UI = {
        isInitialized: () => required !== null,
        isConsentRequired: () => required,
        getServicesBaseInfo: () => services,
      };
      page.set({ UC_UI });
      page.load();
      required = true;
      if (kept) answer(kept);
      page.tellWindow('UC_UI_INITIALIZED');
      if (!kept)
        page.tellWindow('UC_UI_VIEW_CHANGED', { previousView: 'NONE', view: 'FIRST_LAYER' });
    },
    decide(...decision) {
      // What is pressed may be told of before it is done.
      page.tellWindow('UC_UI_CMP_EVENT', { source: 'FIRST_LAYER', type: 'SAVE' });
      answer(decision);
      page.tellWindow('UC_UI_VIEW_CHANGED', { previousView: 'FIRST_LAYER', view: 'NONE' });
    },
  };
};

const usercentrics3: Make = (page, kept) => {
  let required: boolean | undefined;
  const services: Record<string, { category: string; consent?: { given: boolean } }> = {
    a: { category: 'essential', consent: { given: true } },
    b: { category: 'functional', consent: { given: false } },
    c: { category: 'marketing', consent: { given: false } },
    d: { category: 'other' },
  };
  const answer = ([functional, marketing]: Decision) => {
    services.b = { category: 'functional', consent: { given: functional } };
    services.c = { category: 'marketing', consent: { given: marketing } };
    required = false;
  };
  return {
    stub: () => page.addScript('id="usercentrics-cmp" src="/proxied/loader.js"'),
    run() {
      const __ucCmp = {
        isInitialized: async () => required !== undefined,
        isConsentRequired: async () => required,
        getConsentDetails: async () => ({ services: { ...services } }),
      };
      page.set({ __ucCmp, UC_UI: { isInitialized: () => true } });
      page.load();
      required = true;
      if (kept) answer(kept);
      page.tellWindow('UC_UI_INITIALIZED');
    },
    decide(...decision) {
      answer(decision);
      page.tellWindow('UC_UI_CMP_EVENT', { source: '__ucCmp', type: 'SAVE' });
    },
  };
};

const cookieyes: Make = (page, kept) => {
  const categories = { necessary: true, functional: false, analytics: false, advertisement: false };
  let isUserActionCompleted = false;
  const getCkyConsent = () => ({ activeLaw: 'gdpr', categories, isUserActionCompleted });
  const answer = ([analytics, advertisement]: Decision) => {
    Object.assign(categories, { analytics, advertisement });
    isUserActionCompleted = true;
  };
  return {
    stub: () =>
      page.addScript('id="cookieyes" src="https://cdn-cookieyes.com/client_data/x/script.js"'),
    run() {
      page.set({ getCkyConsent });
      page.load();
      if (kept) answer(kept);
      // It tells of the defaults, too.
      else page.tellDocument('cookieyes_consent_update', { accepted: ['necessary'] });
      page.tellDocument('cookieyes_banner_load', getCkyConsent());
    },
    decide(...decision) {
      answer(decision);
      page.tellDocument('cookieyes_consent_update', { accepted: [], rejected: [] });
    },
  };
};

const complianz: Make = (page, kept) => {
  const cookies: Record<string, string> = {};
  const answer = ([statistics, marketing]: Decision) =>
    Object.assign(cookies, { statistics: yesNo(statistics), marketing: yesNo(marketing) });
  return {
    stub: () => page.addScript('id="cmplz-cookiebanner-js" src="/complianz-gdpr/complianz.min.js"'),
    run() {
      if (kept) answer(kept);
      page.set({
        cmplz_get_cookie: (name: string) => cookies[name] ?? '',
        // Until the region is known, it is that of no banner.
        cmplz_has_consent: (name: string) =>
          page.get('wp_consent_type') ? cookies[name] === 'allow' : true,
      });
      page.load();
      page.set({ wp_consent_type: 'optin' });
      page.tellDocument('wp_consent_type_defined');
      page.tellDocument('cmplz_fire_categories', { categories: [] });
    },
    decide(...decision) {
      answer(decision);
      page.tellDocument('cmplz_status_change', { category: 'statistics' });
    },
  };
};

const wpConsentApi: Make = (page, kept) => {
  const { document } = page.window;
  const set = (category: string, value: string) => {
    if (document.cookie.includes(`wp_consent_${category}=${value}`)) return;
    document.cookie = `wp_consent_${category}=${value}`;
    page.tellDocument('wp_listen_for_consent_change', { [category]: value });
  };
  const answer = ([statistics, marketing]: Decision) => {
    set('preferences', 'deny');
    set('statistics', yesNo(statistics));
    set('marketing', yesNo(marketing));
  };
  return {
    stub: () => page.addScript('src="/wp-content/plugins/wp-consent-api/wp-consent-api.min.js"'),
    run() {
      if (kept) answer(kept);
      const wp_has_consent = (category: string) =>
        document.cookie.includes(`wp_consent_${category}=allow`);
      page.set({ wp_has_consent, wp_fallback_consent_type: 'optin', waitfor_consent_hook: '' });
      page.load();
    },
    decide: (...decision) => answer(decision),
  };
};

const klaro: Make = (page, kept) => {
  const watchers = new Set<{ update(manager: object, event: string): void }>();
  const manager = {
    config: {
      services: [
        { name: 'matomo', purposes: ['analytics'] },
        { name: 'hotjar', purposes: ['performance', 'security'] },
        { name: 'pixel', purposes: ['marketing'] },
        { name: 'chat', purposes: ['livechat'] },
      ],
    },
    confirmed: !!kept,
    consents: {} as Record<string, boolean>,
    watch: (watcher: { update(): void }) => watchers.add(watcher),
  };
  const notify = (event: string) => {
    for (const watcher of watchers) watcher.update(manager, event);
  };
  const turn = ([storage, ads]: Decision) => {
    for (const [name, value] of Object.entries({ matomo: storage, hotjar: storage, pixel: ads })) {
      manager.consents[name] = value;
      notify('consents');
    }
  };
  if (kept) turn(kept);
  return {
    stub: () => page.addScript('defer src="https://cdn.kiprotect.com/klaro/v0.7/klaro.js"'),
    run() {
      page.set({ klaro: { getManager: () => manager, addEventListener() {} } });
      page.load();
    },
    decide(...decision) {
      turn(decision);
      manager.confirmed = true;
      notify('saveConsents');
      notify('applyConsents');
    },
  };
};

const shopify: Make = (page, kept) => {
  let consent = { analytics: '', marketing: '', preferences: '', sale_of_data: '' };
  const answer = ([storage, ads]: Decision) => {
    const marketing = ads ? 'yes' : 'no';
    const analytics = storage ? 'yes' : 'no';
    consent = { ...consent, analytics, marketing, sale_of_data: marketing };
  };
  if (kept) answer(kept);
  const customerPrivacy = {
    currentVisitorConsent: () => consent,
    analyticsProcessingAllowed: () => consent.analytics === 'yes',
    marketingAllowed: () => consent.marketing === 'yes',
    saleOfDataAllowed: () => consent.sale_of_data === 'yes',
  };
  const Shopify: Record<string, unknown> = { shop: 'example.myshopify.com' };
  return {
    stub: () => page.set({ Shopify }),
    run() {
      Shopify.loadFeatures = ([feature]: { name: string }[], done: (error?: Error) => void) => {
        if (feature?.name !== 'consent-tracking-api') return done(new Error('Not found.'));
        Shopify.customerPrivacy = customerPrivacy;
        return done();
      };
      page.load();
    },
    decide(...decision) {
      answer(decision);
      page.tellDocument('visitorConsentCollected', {});
    },
  };
};

const tcf: Make = (page, kept) => {
  type Callback = (data: object, success: boolean) => void;
  const queue: [string, number, Callback][] = [];
  const listeners: Callback[] = [];
  let consents: Record<string, boolean> = {};
  const answer = ([storage, ads]: Decision) => {
    consents = { 1: storage || ads, 7: ads, 8: storage };
  };
  const dataOf = (eventStatus?: string) => ({
    gdprApplies: true,
    eventStatus,
    purpose: { consents },
  });
  const tell = (eventStatus: string) => {
    for (const listener of listeners) listener(dataOf(eventStatus), true);
  };
  return {
    stub: () => page.set({ __tcfapi: (...call: [string, number, Callback]) => queue.push(call) }),
    run() {
      const __tcfapi = (command: string, version: number, callback: Callback) => {
        if (command !== 'addEventListener' || version !== 2) return;
        listeners.push(callback);
        callback(dataOf(kept ? 'tcloaded' : 'cmpuishown'), true);
      };
      if (kept) answer(kept);
      page.set({ __tcfapi });
      for (const call of queue) __tcfapi(...call);
    },
    decide(...decision) {
      tell('cmpuishown');
      answer(decision);
      tell('useractioncomplete');
    },
  };
};

const googleConsentMode: Make = (page, kept) => {
  const gtag = (...command: unknown[]) => (page.get('dataLayer') as unknown[]).push(command);
  const valuesOf = (storage: boolean, ads: boolean) => {
    const of = (granted: boolean) => (granted ? 'granted' : 'denied');
    return { analytics_storage: of(storage), ad_storage: of(ads), ad_user_data: of(ads) };
  };
  return {
    stub() {
      page.set({ dataLayer: [{ 'gtm.start': 1 }, null] });
      gtag('consent', 'default', valuesOf(false, false));
    },
    run() {
      if (kept) gtag('consent', 'update', valuesOf(...kept));
    },
    decide: (...decision) => gtag('consent', 'update', valuesOf(...decision)),
  };
};

/** By name: the adapter, the tool, and the globals that it has. */
export const TOOLS: [name: string, adapter: string, make: Make, globals: string[]][] = [
  ['Google Consent Mode', 'google-consent-mode', googleConsentMode, []],
  ['TCF', 'tcf', tcf, ['__tcfapi']],
  ['WP Consent API', 'wp-consent-api', wpConsentApi, ['wp_has_consent']],
  ['Cookiebot', 'cookiebot', cookiebot, ['Cookiebot']],
  ['OneTrust', 'onetrust', onetrust, ['OneTrust', 'OnetrustActiveGroups']],
  ['Usercentrics 2', 'usercentrics', usercentrics2, ['UC_UI']],
  ['Usercentrics 3', 'usercentrics', usercentrics3, ['__ucCmp', 'UC_UI']],
  ['CookieYes', 'cookieyes', cookieyes, ['getCkyConsent']],
  ['Complianz', 'complianz', complianz, ['cmplz_has_consent', 'cmplz_get_cookie']],
  ['Klaro', 'klaro', klaro, ['klaro']],
  ['Shopify', 'shopify', shopify, ['Shopify']],
];
