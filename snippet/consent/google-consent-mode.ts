import './adapter.ts';

/** What `gtag('consent', 'default' | 'update', values)` puts on the data layer, among other things. */
type Entry = ArrayLike<unknown> | null | undefined;
type Command = [name: 'consent', action: string, values: Record<string, string>];

declare global {
  interface Window {
    dataLayer?: Entry[];
  }
}

/** Google Consent Mode: https://developers.google.com/tag-platform/security/guides/consent */
WAYBILL_PARTS.push({
  consent: {
    name: 'google-consent-mode',
    watch(report) {
      const { dataLayer = [] } = window;
      const granted: Record<string, boolean | undefined> = {};
      let decided: true | undefined;
      const hear = (entries: Entry[]) => {
        const commands = entries.filter(
          (entry) => entry?.[0] === 'consent',
        ) as unknown as Command[];
        for (const { 1: action, 2: values } of commands) {
          if (action === 'update') decided = true;
          for (const type in values) {
            // A default may be for another region than the visitor's: what one of them denies is
            // not granted by the next.
            if (action === 'update' || (!decided && granted[type] !== false)) {
              granted[type] = values[type] === 'granted';
            }
          }
        }
        const storage = granted.analytics_storage ?? granted.ad_storage;
        const ads = granted.ad_storage && granted.ad_user_data !== false;
        if (commands[0] && (decided || storage || ads)) {
          // A denial by default is no decision.
          report(storage || (decided && storage), ads || (decided && ads));
        }
        return commands[0];
      };
      if (!hear(dataLayer)) return false;
      const { push } = dataLayer;
      dataLayer.push = (...entries) => {
        try {
          hear(entries);
        } catch {}
        return push.apply(dataLayer, entries);
      };
      return true;
    },
  },
});
