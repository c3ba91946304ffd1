import { guard } from '../browser/guard.ts';
import './adapter.ts';

interface TCData {
  gdprApplies?: boolean;
  eventStatus: 'tcloaded' | 'cmpuishown' | 'useractioncomplete';
  purpose: { consents: Record<number, boolean | undefined> };
}

declare global {
  interface Window {
    __tcfapi?: (command: string, version: number, callback: (data: TCData) => void) => void;
  }
}

/**
 * IAB Europe's Transparency and Consent Framework; its stub is there before the tool is.
 * https://github.com/InteractiveAdvertisingBureau/GDPR-Transparency-and-Consent-Framework/blob/master/TCFv2/IAB%20Tech%20Lab%20-%20CMP%20API%20v2.md
 */
WAYBILL_PARTS.push({
  consent: {
    name: 'tcf',
    watch(report) {
      if (!window.__tcfapi) return false;
      const hear = guard(({ gdprApplies, eventStatus, purpose }: TCData) => {
        if (gdprApplies === false) report(true, true);
        else if (eventStatus === 'tcloaded' || eventStatus === 'useractioncomplete') {
          // Purposes: to store, to measure advertising, to measure content.
          const { 1: store, 7: advertising, 8: content } = purpose.consents;
          report(!!(store && content), !!(store && advertising));
        }
      });
      guard(window.__tcfapi)('addEventListener', 2, hear);
      return true;
    },
  },
});
