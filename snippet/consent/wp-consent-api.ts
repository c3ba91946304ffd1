import { toolAdapter } from './adapter.ts';

declare global {
  interface Window {
    wp_has_consent(category: string): boolean;
    /** Set by the site's consent tool. */
    wp_consent_type?: string;
    /** Whether that is yet to come: until then every category is said to be granted. */
    waitfor_consent_hook?: string;
  }
}

/** WP Consent API: https://github.com/Really-Simple-Plugins/wp-consent-level-api */
WAYBILL_PARTS.push({
  consent: toolAdapter(
    'wp-consent-api',
    () => window.wp_has_consent,
    'wp-consent-api',
    'wp_listen_for_consent_change wp_consent_type_defined',
    () =>
      !window.wp_consent_type && window.waitfor_consent_hook
        ? []
        : [
            window.wp_has_consent('statistics'),
            window.wp_has_consent('marketing'),
            document.cookie.includes('wp_consent_statistics='),
            document.cookie.includes('wp_consent_marketing='),
          ],
  ),
});
