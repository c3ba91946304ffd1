import './adapter.ts';

declare global {
  interface Navigator {
    globalPrivacyControl?: boolean;
  }
}

/** Global Privacy Control (https://w3c.github.io/gpc/): the browser's own signal, no banner. */
WAYBILL_PARTS.push({
  consent: {
    name: 'gpc',
    watch(report) {
      if (navigator.globalPrivacyControl) report(undefined, false);
      return false;
    },
  },
});
