import { expect, it } from 'vitest';
import { Page } from './page.ts';

it.each([
  [',C0001,C0002,C00041,', [true, undefined]],
  [',C0001,C0004,', [undefined, true]],
])('OneTrust: of groups active before any answer, as in %s, nothing is refused', async (...of) => {
  const [OnetrustActiveGroups, report] = of;
  const page = new Page('onetrust');
  page.set({ OneTrust: { IsAlertBoxClosed: () => false }, OnetrustActiveGroups });
  page.watch();
  expect(await page.said()).toEqual(report);
});

it('CookieYes: what a law lets be granted before any answer is granted', async () => {
  const page = new Page('cookieyes');
  const categories = { analytics: true, advertisement: true };
  page.set({ getCkyConsent: () => ({ categories, isUserActionCompleted: false }) });
  page.watch();
  expect(await page.said()).toEqual([true, true]);
  categories.advertisement = false;
  page.tellDocument('cookieyes_consent_update', { accepted: ['analytics'], rejected: [] });
  expect(await page.said()).toEqual([true, undefined]);
});

it('WP Consent API: waits for the type of consent where that is to come', async () => {
  const page = new Page('wp-consent-api');
  // Without a type everything is said to be granted.
  const wp_has_consent = () => page.get('wp_consent_type') !== 'optin';
  page.set({ wp_has_consent, waitfor_consent_hook: '1' });
  expect(page.watch()).toBe(true);
  expect(await page.said()).toBeUndefined();
  page.set({ wp_consent_type: 'optin' });
  page.tellDocument('wp_consent_type_defined');
  expect(await page.said()).toBeUndefined();
  page.set({ wp_consent_type: 'optout' });
  page.tellDocument('wp_consent_type_defined');
  expect(await page.said()).toEqual([true, true]);
});

it('WP Consent API: a category that is not yet answered is not yet refused', async () => {
  const page = new Page('wp-consent-api');
  page.window.document.cookie = 'wp_consent_statistics=deny';
  page.set({ wp_has_consent: () => false, wp_consent_type: 'optin' });
  page.watch();
  expect(await page.said()).toEqual([false, undefined]);
});

it('Complianz: where no banner is needed everything is granted, once the region is known', async () => {
  const page = new Page('complianz');
  page.set({ cmplz_has_consent: () => true, cmplz_get_cookie: () => '' });
  expect(page.watch()).toBe(true);
  expect(await page.said()).toBeUndefined();
  page.set({ wp_consent_type: 'optout' });
  page.tellDocument('cmplz_fire_categories', {});
  expect(await page.said()).toEqual([true, true]);
});

it.each([
  ['of no banner', true, true, '', [true, true]],
  ['where the sale of data was refused', true, false, 'yes', [true, false]],
  ['of a banner that is open', false, true, '', undefined],
])('Shopify: in a region %s', async (_where, allowed, saleOfData, analytics, report) => {
  const page = new Page('shopify');
  const customerPrivacy = {
    analyticsProcessingAllowed: () => allowed,
    marketingAllowed: () => allowed,
    saleOfDataAllowed: () => saleOfData,
    currentVisitorConsent: () => ({ analytics, sale_of_data: '' }),
  };
  page.set({ Shopify: { customerPrivacy } });
  expect(page.watch()).toBe(true);
  expect(await page.said()).toEqual(report);
});

it('Shopify: a feature that does not load is not asked for without end', async () => {
  const page = new Page('shopify');
  let asked = 0;
  const loadFeatures = (_features: object[], done: (error: Error) => void) => {
    asked += 1;
    done(new Error('Not found.'));
  };
  page.set({ Shopify: { loadFeatures } });
  expect(page.watch()).toBe(true);
  expect(await page.said()).toBeUndefined();
  // Now, and once the page has loaded.
  expect(asked).toBeLessThanOrEqual(2);
});

it.each([
  ['that is decided', false, [false, undefined]],
  ['that has not begun', null, undefined],
])('Usercentrics: a category is granted where each service is, %s', async (_how, ...state) => {
  const [required, report] = state;
  const page = new Page('usercentrics');
  const of = (categorySlug: string, status: boolean) => ({ categorySlug, consent: { status } });
  const services = [of('functional', true), of('functional', false), of('functional', true)];
  page.set({ UC_UI: { isConsentRequired: () => required, getServicesBaseInfo: () => services } });
  page.watch();
  expect(await page.said()).toEqual(report);
});

/** Klaro with these services, of which all are consented to but `refused`. */
function klaroWith(services: { name: string; purposes?: string[] }[]) {
  const config = { services };
  const consents = Object.fromEntries(services.map(({ name }) => [name, name !== 'refused']));
  const watchers: { update(manager: object, event: string): void }[] = [];
  const manager = {
    config,
    consents,
    confirmed: true,
    watch(watcher: (typeof watchers)[number]) {
      if (!watchers.includes(watcher)) watchers.push(watcher);
    },
  };
  return { config, manager, watchers };
}

it('Klaro: a purpose that no service has is not spoken of', async () => {
  const page = new Page('klaro');
  const { manager } = klaroWith([{ name: 'ads', purposes: ['advertising'] }, { name: 'map' }]);
  page.set({ klaro: { getManager: () => manager } });
  page.watch();
  expect(await page.said()).toEqual([undefined, true]);
});

it('Klaro: a purpose is granted where each service of it is', async () => {
  const page = new Page('klaro');
  const { manager } = klaroWith(
    ['matomo', 'refused', 'hotjar'].map((name) => ({ name, purposes: ['analytics', 'security'] })),
  );
  page.set({ klaro: { getManager: () => manager } });
  page.watch();
  expect(await page.said()).toEqual([false, undefined]);
});

it('Klaro: a switch that is turned is no decision before it is saved', async () => {
  const page = new Page('klaro');
  const { manager, watchers } = klaroWith([{ name: 'matomo', purposes: ['statistics'] }]);
  page.set({ klaro: { getManager: () => manager } });
  page.watch();
  manager.consents.matomo = false;
  for (const { update } of watchers) update(manager, 'consents');
  expect(await page.said()).toEqual([true, undefined]);
  for (const { update } of watchers) update(manager, 'saveConsents');
  expect(await page.said()).toEqual([false, undefined]);
});

it('Klaro: a configuration may come by network', async () => {
  const page = new Page('klaro');
  const { config, manager, watchers } = klaroWith([{ name: 'ga', purposes: ['analytics'] }]);
  const handlers: ((config: object) => void)[] = [];
  const klaro = {
    getManager(given?: { services: object[] }) {
      if (!given?.services) throw new TypeError('No configuration.');
      return manager;
    },
    addEventListener: (_event: string, handler: (config: object) => void) => handlers.push(handler),
  };
  page.set({ klaro });
  expect(page.watch()).toBe(true);
  expect(await page.said()).toBeUndefined();
  for (const handler of [...handlers, ...handlers]) handler(config);
  expect(await page.said()).toEqual([true, undefined]);
  expect(watchers).toHaveLength(1);
});
