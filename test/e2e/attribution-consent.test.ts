/** That nothing is kept before a visitor allows it or after he forbids it, and all that he allows. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  AD,
  AD_FIELDS,
  BING,
  type Business,
  describeInBrowsers,
  FORM,
  follow,
  formFields,
  MOUNTED,
  moveClock,
  tagRan,
  WWW,
} from '../support/acme.ts';

/**
 * A consent tool that remembers an answer as Cookiebot does. Its script comes from far away, but
 * its element stands in the page.
 */
const COOKIEBOT = `
  Cookiebot = { hasResponse: false, consent: { statistics: false, marketing: false } };
  answer = (statistics, marketing) => {
    Cookiebot.hasResponse = true;
    Cookiebot.consent = { statistics, marketing };
    document.cookie = 'CookieConsent=' + [Number(statistics), Number(marketing)] + ';path=/';
    dispatchEvent(new Event(statistics ? 'CookiebotOnAccept' : 'CookiebotOnDecline'));
    dispatchEvent(new Event('CookiebotOnConsentReady'));
  };
  const known = /CookieConsent=(\\d),(\\d)/.exec(document.cookie);
  if (known) answer(known[1] === '1', known[2] === '1');`;
const withBanner = (src: string) =>
  `<script async src="/cookiebot.js"></script><script async src="${src}"></script>`;

/** A site's own banner, which tells Waybill what it remembers, once it is there. */
const withOwnBanner = (src: string) =>
  `<script async src="${src}"></script><script>addEventListener('load', () => setTimeout(() => {
    if (localStorage.answer) waybill.consent(localStorage.answer === 'yes');
    asked = true;
  }, 100));</script>`;

/** An app of one document. */
const APP = `${FORM}<script>go = (path) => {
  history.pushState({}, '', path);
  document.body.append(path);
};</script>`;

const BUSINESS: Business = {
  origins: [WWW, MOUNTED],
  pages: {
    '/untagged': { tag: () => '' },
    '/banner': { tag: withBanner },
    '/banner/contact': { tag: withBanner },
    '/banner/app': { tag: withBanner, body: APP },
    '/own': { tag: withOwnBanner },
    '/own/contact': { tag: withOwnBanner },
  },
  answers: {
    '/cookiebot.js': async () => {
      await new Promise((done) => setTimeout(done, 150));
      return new Response(COOKIEBOT, { headers: { 'content-type': 'text/javascript' } });
    },
  },
};

/** What the browser keeps of ours, cookies and storage. */
async function keptBy(page: Page): Promise<string[]> {
  return page.evaluate(() => [
    ...document.cookie.split('; ').filter((cookie) => cookie.startsWith('waybill')),
    ...Object.keys(localStorage).filter((name) => name.startsWith('waybill')),
  ]);
}

async function bannerIsThere(page: Page): Promise<void> {
  await page.waitForFunction('window.Cookiebot');
}

/** Waits until nothing of ours is kept any more. */
async function nothingIsKept(page: Page): Promise<void> {
  await vi.waitFor(async () => expect(await keptBy(page)).toEqual([]), { timeout: 5_000 });
}

describeInBrowsers('consent', BUSINESS, (acme) => {
  describe('a consent tool', () => {
    it('that waits for an answer: nothing is kept, the form is filled, and a lead names nobody', async () => {
      const { page } = await acme.newVisitor();
      await acme.arrive(page, `${WWW}/banner${AD}`, BING);
      await bannerIsThere(page);
      expect(await formFields(page)).toMatchObject(AD_FIELDS);
      expect(await keptBy(page)).toEqual([]);
      const { received, lead } = await acme.submit(page);
      expect(acme.pagesTold(lead.session.id)).toEqual([]);
      expect(received).toMatchObject({ ...AD_FIELDS, referrer: BING });
      expect(lead).toMatchObject({
        visitor: null,
        consent: { storage: { level: 'page', by: 'pending' } },
        touches: { first: { referrer: BING } },
      });
    });

    it('that is told yes: the landing stays, and goes on to the next page', async () => {
      const { page } = await acme.newVisitor();
      await acme.arrive(page, `${WWW}/banner${AD}`, BING);
      await bannerIsThere(page);
      await page.evaluate('answer(true, true)');
      expect(await keptBy(page)).toHaveLength(2);
      await follow(page, '/banner/contact');
      await bannerIsThere(page);
      const { received, lead } = await acme.submit(page);
      expect(received).toMatchObject({
        ...AD_FIELDS,
        referrer: BING,
        waybill_visits: '1',
        pages_viewed: '/banner > /banner/contact',
      });
      expect(lead).toMatchObject({
        visitor: expect.any(String),
        consent: {
          storage: { level: 'full', by: 'cookiebot' },
          ads: { level: 'granted', by: 'cookiebot' },
        },
        touches: { first: { referrer: BING }, last: { referrer: BING } },
      });
    });

    it('that is told no: nothing is kept, not even what was kept before', async () => {
      const { page } = await acme.newVisitor();
      // Here no tool asked.
      await acme.arrive(page, `${WWW}/${AD}`);
      expect(await keptBy(page)).toHaveLength(2);
      await follow(page, '/banner');
      await bannerIsThere(page);
      await page.evaluate('answer(false, false)');
      await nothingIsKept(page);
      await follow(page, '/banner/contact');
      await bannerIsThere(page);
      await nothingIsKept(page);
      const { received, lead } = await acme.submit(page);
      expect(received).toMatchObject({ utm_source: '' });
      expect(received).not.toHaveProperty('gclid');
      expect(lead).toMatchObject({
        visitor: null,
        consent: {
          storage: { level: 'page', by: 'cookiebot' },
          ads: { level: 'denied', by: 'cookiebot' },
        },
      });
    });

    it('that was never answered, by a visitor who has moved on: the lead invents nothing', async () => {
      const { page } = await acme.newVisitor();
      await acme.arrive(page, `${WWW}/banner${AD}`);
      await follow(page, '/banner/contact');
      await bannerIsThere(page);
      const { received, lead } = await acme.submit(page);
      expect(received).toMatchObject({ utm_source: '', referrer: `${WWW}/banner${AD}` });
      expect(received).not.toHaveProperty('waybill_channel');
      expect(received).not.toHaveProperty('waybill_source');
      expect(lead).toMatchObject({
        visitor: null,
        consent: { storage: { level: 'page', by: 'pending' } },
        source: { source: '(direct)', evidence: { rule: 'S4.1', on: 'referrer www.acme.co.uk' } },
      });
      expect(await keptBy(page)).toEqual([]);
    });

    it('that said yes long ago: an ad that brings the visitor back counts', async () => {
      const { page } = await acme.newVisitor();
      await acme.arrive(page, `${WWW}/banner`, BING);
      await bannerIsThere(page);
      await page.evaluate('answer(true, false)');
      await page.goto(`${WWW}/banner/contact${AD}`);
      await tagRan(page);
      await bannerIsThere(page);
      const { received, lead } = await acme.submit(page);
      expect(received).toMatchObject({ ...AD_FIELDS, waybill_first_source: 'bing' });
      expect(lead.consent.ads.level).toBe('denied');
      expect(lead.path).toHaveLength(2);
    });

    it('that is told yes on a later route of an app: the pages before it stay', async () => {
      const { page } = await acme.newVisitor();
      await acme.arrive(page, `${WWW}/banner/app${AD}`);
      await bannerIsThere(page);
      await page.evaluate("go('/banner/prices')");
      await page.waitForTimeout(150);
      await page.evaluate('answer(true, true)');
      const { received, lead } = await acme.submit(page);
      expect(received).toMatchObject({
        ...AD_FIELDS,
        pages_viewed: '/banner/app > /banner/prices',
      });
      expect(lead.path).toHaveLength(2);
    });
  });

  describe('a site that demands consent and asks for it by itself', () => {
    beforeAll(() => acme.set('set', 'consent', 'required'));
    afterAll(() => acme.set('unset', 'consent'));

    const asked = (page: Page) => page.waitForFunction('window.asked');
    const say = (page: Page, word: 'yes' | 'no') =>
      page.evaluate((answer) => {
        localStorage.answer = answer;
        (window as never as { waybill: { consent(storage: boolean): void } }).waybill.consent(
          answer === 'yes',
        );
      }, word);

    it('gets a yes that lasts, and a no that undoes it', async () => {
      const { page } = await acme.newVisitor();
      await acme.arrive(page, `${WWW}/own${AD}`);
      await asked(page);
      expect(await formFields(page)).toMatchObject(AD_FIELDS);
      expect(await keptBy(page)).toEqual([]);
      await say(page, 'yes');
      expect(await keptBy(page)).toHaveLength(2);
      await follow(page, '/own/contact');
      await asked(page);
      const { received, lead } = await acme.submit(page);
      expect(received).toMatchObject({ ...AD_FIELDS, pages_viewed: '/own > /own/contact' });
      expect(lead).toMatchObject({
        visitor: expect.any(String),
        consent: { storage: { level: 'full', by: 'page' } },
      });

      await page.goto(`${WWW}/own/contact`);
      await asked(page);
      expect(await formFields(page)).toMatchObject(AD_FIELDS);
      await say(page, 'no');
      await nothingIsKept(page);
      const after = await acme.submit(page);
      // Not of the visitor's way any more, but of this page.
      expect(after.received).toMatchObject({ utm_source: '', landing_page: `${WWW}/own/contact` });
      expect(after.received.gclid ?? '').toBe('');
      expect(after.lead).toMatchObject({
        visitor: null,
        consent: { storage: { level: 'page', by: 'page' } },
      });
      expect(JSON.stringify(after.lead)).not.toContain('Abc-1_2');
      await nothingIsKept(page);
    });
  });

  describe("a collector on the site's own origin", () => {
    const LANDING = `${MOUNTED}/${AD}`;

    /** Deletes what scripts stored, as Safari does after seven days. */
    async function purge(page: Page): Promise<void> {
      await page.waitForFunction(() => document.cookie.includes('waybill_visitor='));
      await page.goto(`${MOUNTED}/untagged`);
      await page.evaluate(() => {
        localStorage.clear();
        // biome-ignore lint/suspicious/noDocumentCookie: what is tested.
        document.cookie = 'waybill=;path=/;domain=mounted.co.uk;max-age=0';
      });
      const kept = await keptBy(page);
      expect(kept).toEqual([expect.stringMatching(/^waybill_visitor=/)]);
    }

    /** Until the browser has its first touch again. */
    async function revived(page: Page, landing: string): Promise<void> {
      await page.waitForFunction(
        (url) => JSON.parse(localStorage.waybill ?? '{}').touches?.first.landing_page === url,
        landing,
      );
    }

    it('gives a purged browser its first touch back, and within half an hour session and path', async () => {
      const { page } = await acme.newVisitor();
      await acme.arrive(page, LANDING, BING);
      const before = await page.evaluate(() => JSON.parse(localStorage.waybill));
      await purge(page);
      await page.goto(`${MOUNTED}/contact`);
      await revived(page, LANDING);
      expect(await formFields(page)).toMatchObject(AD_FIELDS);
      const { received, lead } = await acme.submit(page);
      expect(received).toMatchObject({
        ...AD_FIELDS,
        referrer: BING,
        waybill_visits: '1',
        pages_viewed: '/ > /contact',
      });
      expect(lead).toMatchObject({ visitor: before.visitor, session: { id: before.session.id } });
      expect(lead.touches.first).toMatchObject({ landing_page: LANDING, referrer: BING });
    });

    it('gives it back a day later, and leaves a new ad what it is', async () => {
      const { page, context } = await acme.newVisitor();
      await acme.arrive(page, `${MOUNTED}/`, BING);
      const before = await page.evaluate(() => JSON.parse(localStorage.waybill));
      await purge(page);
      await moveClock(context, 86_400_000);
      await page.goto(`${MOUNTED}/offer${AD}`);
      await revived(page, `${MOUNTED}/`);
      const { received, lead } = await acme.submit(page);
      expect(received).toMatchObject({
        ...AD_FIELDS,
        waybill_first_source: 'bing',
        waybill_visits: '2',
        waybill_days: '1',
        pages_viewed: '/offer',
      });
      expect(lead.visitor).toBe(before.visitor);
      expect(lead.session.id).not.toBe(before.session.id);
      expect(lead.touches.session.landing_page).toBe(`${MOUNTED}/offer${AD}`);
    });

    it('keeps no cookie of a visitor who says no', async () => {
      const { page } = await acme.newVisitor();
      await acme.arrive(page, LANDING);
      await page.waitForFunction(() => document.cookie.includes('waybill_visitor='));
      await page.evaluate('waybill.consent(false)');
      await nothingIsKept(page);
      const { lead } = await acme.submit(page);
      expect(lead).toMatchObject({ visitor: null, consent: { storage: { level: 'page' } } });
      expect(await keptBy(page)).toEqual([]);
    });
  });
});
