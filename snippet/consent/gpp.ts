import { guard } from '../browser/guard.ts';
import './adapter.ts';

interface PingReturn {
  signalStatus: 'ready' | 'not ready';
  /** -1: none applies; 2 and 5: opt-in laws, of which TCF tells; from 6: those of the US. */
  applicableSections: number[];
  parsedSections: object;
}

declare global {
  interface Window {
    __gpp?: (command: string, callback: (event: { pingData: PingReturn }) => void) => void;
  }
}

/**
 * IAB's Global Privacy Platform, for the opt-outs of the US; its stub is there before the tool is.
 * https://github.com/InteractiveAdvertisingBureau/Global-Privacy-Platform/blob/main/Core/CMP%20API%20Specification.md
 */
WAYBILL_PARTS.push({
  consent: {
    name: 'gpp',
    watch(report) {
      if (!window.__gpp) return false;
      const hear = guard(({ pingData }: { pingData: PingReturn }) => {
        const [section = 0] = pingData.applicableSections;
        if (pingData.signalStatus === 'ready' && (section < 0 || section > 5)) {
          const optOut = /"((Sale|Sharing|TargetedAdvertising)OptOut":1|Gpc":t)/;
          report(true, !optOut.test(JSON.stringify(pingData.parsedSections)));
        }
      });
      guard(window.__gpp)('addEventListener', hear);
      return true;
    },
  },
});
