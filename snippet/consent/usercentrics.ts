import './adapter.ts';

interface Service {
  category: string;
  /** In version 2, in place of the category. */
  categorySlug?: string;
  /** `given` in version 3, `status` in version 2. */
  consent?: { given?: boolean; status?: boolean };
}

/** What version 3 answers as promises, and version 2 mostly at once. */
interface Api {
  /** Neither true nor false before the tool has begun. */
  isConsentRequired(): unknown;
  getConsentDetails?(): Promise<{ services: Record<string, Service> }>;
  getServicesBaseInfo(): Service[] | Promise<Service[]>;
}

declare global {
  interface Window {
    __ucCmp: Api;
    UC_UI: Api;
  }
}

/**
 * Usercentrics, whose functional services are those that measure.
 * Version 3: https://usercentrics.com/docs/web/features/api/control-functionality/
 * Version 2: https://docs.usercentrics.com/cmp_browser_sdk/4.38.4/classes/default.html and
 * https://usercentrics.com/docs/web/features/v2/events_v2/events_v2/
 */
WAYBILL_PARTS.push({
  consent: {
    name: 'usercentrics',
    watch(report) {
      const hear = async () => {
        try {
          const api = window.__ucCmp || window.UC_UI;
          if ((await api.isConsentRequired()) === false) {
            const services = Object.values(
              api.getConsentDetails
                ? (await api.getConsentDetails()).services
                : await api.getServicesBaseInfo(),
            );
            const given: Record<string, boolean | undefined> = {};
            for (const { category, categorySlug: slug = category, consent } of services) {
              given[slug] = given[slug] !== false && (consent?.given ?? consent?.status);
            }
            report(given.functional, given.marketing);
          }
        } catch {}
      };
      // The address of the script may be the site's own.
      const script = document.getElementById('usercentrics-cmp');
      if (!script && !window.__ucCmp && !window.UC_UI) return false;
      addEventListener('UC_UI_CMP_EVENT', hear);
      addEventListener('UC_UI_VIEW_CHANGED', hear);
      addEventListener('UC_UI_INITIALIZED', hear);
      void hear();
      return true;
    },
  },
});
