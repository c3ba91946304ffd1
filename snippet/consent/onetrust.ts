import { toolAdapter } from './adapter.ts';

declare global {
  interface Window {
    OneTrust: { IsAlertBoxClosed(): boolean };
    /** Such as `,C0001,C0002,`. */
    OnetrustActiveGroups: string;
  }
}

/**
 * OneTrust and CookiePro, by the ids that their categories have unless a site renames them:
 * https://developer.onetrust.com/onetrust/docs/javascript-events-guide
 * https://developer.onetrust.com/onetrust/docs/javascript-api
 */
WAYBILL_PARTS.push({
  consent: toolAdapter(
    'onetrust',
    () => window.OneTrust,
    'otSDKStub',
    'OneTrustGroupsUpdated OTConsentApplied',
    () => [
      window.OnetrustActiveGroups.includes(',C0002,'),
      window.OnetrustActiveGroups.includes(',C0004,'),
      window.OneTrust.IsAlertBoxClosed(),
    ],
  ),
});
