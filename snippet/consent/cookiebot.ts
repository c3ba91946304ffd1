import { toolAdapter } from './adapter.ts';

declare global {
  interface Window {
    Cookiebot: { hasResponse: boolean; consent: { statistics: boolean; marketing: boolean } };
  }
}

/** Cookiebot: https://www.cookiebot.com/en/developer/ */
WAYBILL_PARTS.push({
  consent: toolAdapter(
    'cookiebot',
    () => window.Cookiebot,
    'cookiebot',
    'CookiebotOnConsentReady CookiebotOnAccept CookiebotOnDecline',
    () => [
      window.Cookiebot.consent.statistics,
      window.Cookiebot.consent.marketing,
      window.Cookiebot.hasResponse,
    ],
  ),
});
