import { toolAdapter } from './adapter.ts';

declare global {
  interface Window {
    cmplz_has_consent(category: string): boolean;
    /** 'allow', 'deny' or ''. */
    cmplz_get_cookie(category: string): string;
    wp_consent_type?: string;
  }
}

/**
 * Complianz. It sets `wp_consent_type` once it knows the visitor's region; what it says of consent
 * before that is of another region. https://github.com/Really-Simple-Plugins/complianz-gdpr
 */
WAYBILL_PARTS.push({
  consent: toolAdapter(
    'complianz',
    () => window.cmplz_has_consent,
    'complianz',
    'cmplz_fire_categories cmplz_status_change',
    () =>
      window.wp_consent_type
        ? [
            window.cmplz_has_consent('statistics'),
            window.cmplz_has_consent('marketing'),
            window.cmplz_get_cookie('statistics'),
            window.cmplz_get_cookie('marketing'),
          ]
        : [],
  ),
});
