import { guard } from '../browser/guard.ts';
import './adapter.ts';

declare global {
  interface Window {
    Shopify: {
      loadFeatures(features: { name: string; version: string }[], callback: () => void): void;
      customerPrivacy?: CustomerPrivacy;
    };
  }
}

interface CustomerPrivacy {
  /** These weigh where the visitor is, what the shop asks for and what he decided. */
  analyticsProcessingAllowed(): boolean;
  marketingAllowed(): boolean;
  saleOfDataAllowed(): boolean;
  currentVisitorConsent(): { analytics: 'yes' | 'no' | '' };
}

/** Shopify's Customer Privacy API: https://shopify.dev/docs/api/customer-privacy */
WAYBILL_PARTS.push({
  consent: {
    name: 'shopify',
    watch(report) {
      const hear = guard(() => {
        const privacy = window.Shopify.customerPrivacy as CustomerPrivacy;
        const storage = privacy.analyticsProcessingAllowed();
        if (storage || privacy.currentVisitorConsent().analytics) {
          report(storage, privacy.marketingAllowed() && privacy.saleOfDataAllowed());
        }
      });
      const start = guard(() => {
        if (window.Shopify.customerPrivacy) hear();
        else window.Shopify.loadFeatures([{ name: 'consent-tracking-api', version: '0.1' }], hear);
      });
      if (!window.Shopify) return false;
      document.addEventListener('visitorConsentCollected', hear);
      // `loadFeatures` comes with a deferred script.
      addEventListener('load', start);
      start();
      return true;
    },
  },
});
