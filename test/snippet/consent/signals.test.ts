import { describe, expect, it, vi } from 'vitest';
import { Page } from './page.ts';

describe('Global Privacy Control', () => {
  it.each([
    ['set', true, [[undefined, false]]],
    ['not set', false, []],
    ['unknown to the browser', undefined, []],
  ])('that is %s', (_how, globalPrivacyControl, reports) => {
    const page = new Page('gpc');
    Object.assign(page.window.navigator, { globalPrivacyControl });
    // It is no banner, that others would have to wait for.
    expect(page.watch()).toBe(false);
    expect(page.reports).toEqual(reports);
  });
});

describe('TCF', () => {
  function tellingOf(...calls: [data: object | null, success: boolean][]) {
    const page = new Page('tcf');
    page.set({
      __tcfapi(_command: string, _version: number, callback: (...call: unknown[]) => void) {
        for (const call of calls) callback(...call);
      },
    });
    page.watch();
    return page.reports;
  }
  const data = (eventStatus: string | undefined, ...purposes: number[]) => {
    const consents = Object.fromEntries(purposes.map((purpose) => [purpose, true]));
    return { gdprApplies: true, eventStatus, purpose: { consents } };
  };

  it.each([
    ['where GDPR does not apply', { gdprApplies: false, cmpId: 1 }, [[true, true]]],
    ['without leave to store', data('tcloaded', 7, 8), [[false, false]]],
    ['without leave to measure', data('useractioncomplete', 1, 9, 10), [[false, false]]],
    ['to measure advertising', data('useractioncomplete', 1, 7), [[false, true]]],
    ['while the banner is shown', data('cmpuishown', 1, 7, 8), []],
    ['while it loads', data(undefined), []],
  ])('%s', (_when, tcData, reports) => {
    expect(tellingOf([tcData, true])).toEqual(reports);
  });

  it('that refuses to tell, now or later', () => {
    expect(tellingOf([null, false])).toEqual([]);
    const page = new Page('tcf');
    const listeners: ((data: object | null, success: boolean) => void)[] = [];
    page.set({
      __tcfapi: (...[, , listener]: [string, number, (typeof listeners)[0]]) =>
        listeners.push(listener),
    });
    page.watch();
    for (const listener of listeners) listener(null, false);
    expect(listeners).toHaveLength(1);
    expect(page.reports).toEqual([]);
  });
});

describe('GPP', () => {
  const core = { Version: 1, SaleOptOutNotice: 1, SaleOptOut: 2, SharingOptOut: 2 };
  const gpc = { SubsectionType: 1, Gpc: false };
  const ping = (parsedSections: object, applicableSections = [7], signalStatus = 'ready') => ({
    signalStatus,
    applicableSections,
    parsedSections,
  });

  /** A page whose tool tells of the states one by one. */
  function telling(...states: object[]) {
    const page = new Page('gpp');
    page.set({
      __gpp(command: string, callback: (event: object, success: boolean) => void) {
        if (command !== 'addEventListener') return;
        for (const pingData of states) callback({ eventName: 'x', pingData }, true);
      },
    });
    expect(page.watch()).toBe(true);
    return page.reports;
  }

  it.each([
    ['nobody who opted out', ping({ usnat: [core, gpc] }), [[true, true]]],
    ['an opt-out of sale', ping({ usca: [{ ...core, SaleOptOut: 1 }] }, [8]), [[true, false]]],
    ['an opt-out of sharing', ping({ usca: [{ ...core, SharingOptOut: 1 }] }), [[true, false]]],
    [
      'an opt-out of targeted advertising',
      ping({ usco: [{ ...core, TargetedAdvertisingOptOut: 1 }] }, [10]),
      [[true, false]],
    ],
    ['GPC', ping({ usnat: [core, { ...gpc, Gpc: true }] }), [[true, false]]],
    ['a section that is one object', ping({ usnat: { ...core, Gpc: true } }), [[true, false]]],
    ['no section that applies', ping({}, [-1]), [[true, true]]],
    ['Europe, of which TCF tells', ping({ tcfeuv2: [{ VendorConsent: [] }] }, [2]), []],
    ['Canada, of which TCF tells', ping({ tcfcav1: [{}] }, [5]), []],
    ['a section that is not known yet', ping({}, [0]), []],
    ['no section', ping({}, []), []],
    ['a choice being made', ping({ usnat: [core] }, [7], 'not ready'), []],
  ])('tells of %s', (_what, state, reports) => {
    expect(telling(state)).toEqual(reports);
  });

  it('tells of a later opt-out', () => {
    const optOut = ping({ usnat: [{ ...core, SaleOptOut: 1 }] });
    expect(telling(ping({ usnat: [core] }), ping({}, [7], 'not ready'), optOut)).toEqual([
      [true, true],
      [true, false],
    ]);
  });

  it('breaks nothing by a stub that answers nothing, or throws', () => {
    const page = new Page('gpp');
    expect(page.watch()).toBe(false);
    page.set({ __gpp: () => undefined });
    expect(page.watch()).toBe(true);
    page.set({
      __gpp() {
        throw new Error('Broken.');
      },
    });
    expect(page.watch()).toBe(true);
    expect(page.reports).toEqual([]);
  });
});

describe('Google Consent Mode', () => {
  const granted = { analytics_storage: 'granted', ad_storage: 'granted', ad_user_data: 'granted' };
  const denied = { analytics_storage: 'denied', ad_storage: 'denied', ad_user_data: 'denied' };
  const region = ['DE', 'FR'];
  const byDefault = (values: object) => ['consent', 'default', { ...values, wait_for_update: 500 }];
  const update = (values: object) => ['consent', 'update', values];

  it.each([
    ['a granted default', [byDefault(granted)], [true, true]],
    ['a denied default', [byDefault(denied)], undefined],
    [
      'a default that grants one',
      [byDefault({ ...denied, analytics_storage: 'granted' })],
      [true, undefined],
    ],
    [
      'a default that grants the other',
      [byDefault({ ...granted, analytics_storage: 'denied' })],
      [undefined, true],
    ],
    [
      'a default for elsewhere that grants',
      [byDefault({ ...denied, region }), byDefault(granted)],
      undefined,
    ],
    [
      'a default for elsewhere that denies',
      [byDefault(granted), byDefault({ ...denied, region })],
      undefined,
    ],
    ['an update', [byDefault(denied), update(granted)], [true, true]],
    ['a withdrawal', [byDefault(granted), update(denied)], [false, false]],
    ['a default that comes too late', [update(granted), byDefault(denied)], [true, true]],
    ['another one', [update(denied), byDefault(granted)], [false, false]],
    [
      'an update of one',
      [byDefault(denied), update({ analytics_storage: 'granted' })],
      [true, false],
    ],
    ['advertising alone', [update({ ad_storage: 'granted' })], [true, true]],
    ['advertising alone, refused', [update({ ad_storage: 'denied' })], [false, false]],
    [
      'advertising without the data',
      [update({ ...granted, ad_user_data: 'denied' })],
      [true, false],
    ],
    ['analytics alone', [update({ analytics_storage: 'granted' })], [true, undefined]],
    ['other types alone', [update({ security_storage: 'granted' })], [undefined, undefined]],
  ])('tells of %s', async (_what, dataLayer, report) => {
    const page = new Page('google-consent-mode');
    page.set({ dataLayer });
    expect(page.watch()).toBe(true);
    expect(await page.said()).toEqual(report);
  });

  it('reads the arguments objects that gtag leaves', async () => {
    const page = new Page('google-consent-mode');
    page.window.eval(`
      dataLayer = [];
      function gtag() { dataLayer.push(arguments); }
      gtag('js', new Date());
      gtag('consent', 'default', ${JSON.stringify(denied)});
    `);
    page.watch();
    expect(await page.said()).toBeUndefined();
    page.window.eval(`gtag('consent', 'update', ${JSON.stringify(granted)})`);
    expect(await page.said()).toEqual([true, true]);
  });

  it('passes on what is pushed, unchanged, and reports nothing but consent', () => {
    const page = new Page('google-consent-mode');
    const dataLayer: unknown[] = [byDefault(denied)];
    const push = vi.fn(function (this: unknown[], ...entries: unknown[]) {
      return Array.prototype.push.apply(this, entries);
    });
    dataLayer.push = push;
    page.set({ dataLayer });
    page.watch();
    const entries = [{ event: 'a' }, null, update(granted), 'b', { event: 'c' }];
    expect(dataLayer.push(...entries)).toBe(6);
    expect(dataLayer.slice(1)).toEqual(entries);
    expect(push.mock.contexts).toEqual([dataLayer]);
    expect(page.reports).toEqual([[true, true]]);
    dataLayer.push({ event: 'd' });
    expect(page.reports).toHaveLength(1);
  });

  it('is absent where the data layer knows no consent, and leaves that alone', () => {
    const page = new Page('google-consent-mode');
    const dataLayer: unknown[] = [{ event: 'a' }, null, undefined, 'consent', ['config', 'G-1']];
    const { push } = dataLayer;
    page.set({ dataLayer });
    expect(page.watch()).toBe(false);
    expect(dataLayer.push).toBe(push);
  });

  it('breaks no push', () => {
    const page = new Page('google-consent-mode');
    const dataLayer: unknown[] = [byDefault(denied)];
    page.set({ dataLayer });
    page.watch();
    const odd = Object.defineProperty({}, 0, {
      get() {
        throw new Error('Broken.');
      },
    });
    expect(dataLayer.push(odd)).toBe(2);
    expect(dataLayer.push(['consent'])).toBe(3);
    expect(dataLayer.push(['consent', 'update', null])).toBe(4);
  });
});
