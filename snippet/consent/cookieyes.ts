import { toolAdapter } from './adapter.ts';

declare global {
  interface Window {
    getCkyConsent(): {
      categories: { analytics: boolean; advertisement: boolean };
      isUserActionCompleted: boolean;
    };
  }
}

/**
 * CookieYes:
 * https://www.cookieyes.com/documentation/retrieving-consent-data-using-api-getckyconsent/
 * https://www.cookieyes.com/documentation/events-on-cookie-banner-load/
 */
WAYBILL_PARTS.push({
  consent: toolAdapter(
    'cookieyes',
    () => window.getCkyConsent,
    'cookieyes',
    'cookieyes_banner_load cookieyes_consent_update',
    () => [
      window.getCkyConsent().categories.analytics,
      window.getCkyConsent().categories.advertisement,
      window.getCkyConsent().isUserActionCompleted,
    ],
  ),
});
