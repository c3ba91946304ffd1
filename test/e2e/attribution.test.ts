/** That a visitor is known again, wherever on the owner's sites he goes, and whatever is lost. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  AD,
  AD_FIELDS,
  BING,
  BOOK,
  BOOKING,
  type Business,
  describeInBrowsers,
  follow,
  formFields,
  moveClock,
  OTHER,
  tagRan,
  WWW,
} from '../support/acme.ts';
import type { Launched } from '../support/browsers.ts';

/** A consent tool that has been told that all is allowed. */
const COOKIEBOT = `<script>
  Cookiebot = { hasResponse: true, consent: { statistics: true, marketing: true } };
</script>`;

const LANDING = `${WWW}/${AD}`;

const BUSINESS: Business = {
  origins: [WWW, BOOK, BOOKING],
  pages: {
    '/untagged': { tag: () => '' },
    '/consented': { tag: (src) => `${COOKIEBOT}<script async src="${src}"></script>` },
  },
};

interface Kept {
  visitor: string;
  session: { id: string };
}

/** What the browser keeps of the visitor. */
function keptBy(page: Page): Promise<Kept> {
  return page.evaluate(() => JSON.parse(localStorage.waybill));
}

/** Writes over what the browser keeps, where no page of ours is open that would keep it again. */
async function corrupt(page: Page, kept: { storage?: string; cookie?: string }): Promise<void> {
  await page.goto(`${WWW}/untagged`);
  await page.evaluate(({ storage, cookie }) => {
    if (storage !== undefined) localStorage.waybill = storage;
    // biome-ignore lint/suspicious/noDocumentCookie: what is tested.
    if (cookie !== undefined) document.cookie = `waybill=${cookie};path=/;domain=acme.co.uk`;
  }, kept);
}

const ID = '0'.repeat(25);
const ids = { v: 1, visitor: ID, session: { id: ID, started_at: 1, number: 1 }, seen_at: 1 };
/** What is cut off, and what is sound at its beginning alone. */
const CUT = { storage: '{"v":1,"visitor":"', cookie: 'WzEsIjAwMDAwMDAw' };
const HOLLOW = {
  storage: JSON.stringify({ ...ids, touches: { first: {} }, path: null }),
  cookie: Buffer.from(JSON.stringify([1, ID, ID, 1, 1, 1])).toString('base64url'),
};

describeInBrowsers('a visitor is known', BUSINESS, (acme, launch) => {
  /** Of a person who blocks storage and wants no ads. */
  let strict: Launched;
  beforeAll(async () => {
    strict = await launch(acme.internet, { blockStorage: true, privacyControl: true });
  });
  afterAll(() => strict?.close());

  describe('the hosts of one site', () => {
    it('share the visitor, his session and his touches, and a step between them is no touch', async () => {
      const { page } = await acme.newVisitor();
      await acme.arrive(page, LANDING, BING);
      const before = await keptBy(page);
      await follow(page, `${BOOK}/slots`);
      await follow(page, '/contact');
      const { received, lead } = await acme.submit(page);
      expect(received).toMatchObject({ ...AD_FIELDS, landing_page: LANDING, referrer: BING });
      expect(received.pages_viewed).toBe('/slots > /contact');
      expect(lead.visitor).toBe(before.visitor);
      expect(lead.session).toMatchObject({ id: before.session.id, number: 1 });
      const { first, last, last_non_direct: best, session, list } = lead.touches;
      expect(first).toMatchObject({ landing_page: LANDING, referrer: BING });
      expect([last, best, session]).toEqual([first, first, first]);
      expect(list ?? [first]).toEqual([first]);
    });

    it('share nothing with another site', async () => {
      const { page } = await acme.newVisitor();
      await acme.arrive(page, LANDING);
      const before = await keptBy(page);
      await follow(page, `${OTHER}/prices`);
      expect(page.url()).toBe(`${OTHER}/prices`);
      const after = await keptBy(page);
      expect(after.visitor).not.toBe(before.visitor);
      expect(after.session.id).not.toBe(before.session.id);
      // Its collector is another one; here it is the form's backend that tells.
      await page.getByLabel('Your name').fill('Ann');
      await page.getByRole('button', { name: 'Send' }).click();
      await page.getByText('Thank you').waitFor();
      expect(acme.received()).toMatchObject({
        utm_source: '',
        landing_page: `${OTHER}/prices`,
        waybill_channel: 'Referral',
        waybill_first_channel: 'Referral',
      });
    });
  });

  describe('another domain of the owner', () => {
    const target = `${BOOKING}/slots?room=a%20b&flag#top`;
    beforeAll(() => acme.set('set', 'domains', 'acme-booking.example'));
    afterAll(() => acme.set('unset', 'domains'));

    it('is told of the visit by a link, which leaves nothing in the address bar', async () => {
      const { page } = await acme.newVisitor();
      await acme.arrive(page, LANDING, BING);
      const before = await keptBy(page);
      await follow(page, target);
      expect(page.url()).toBe(target);
      await follow(page, '/contact');
      const { received, lead } = await acme.submit(page);
      expect(received).toMatchObject({ ...AD_FIELDS, landing_page: LANDING, referrer: BING });
      expect(lead.visitor).toBe(before.visitor);
      expect(lead.session.id).toBe(before.session.id);
      expect(lead.path[0].url).toBe(target);
      expect(lead.touches.last).toEqual(lead.touches.first);
    });

    it('learns nothing from a link that is stale', async () => {
      const { page, context } = await acme.newVisitor();
      await acme.arrive(page, LANDING);
      const before = await keptBy(page);
      await moveClock(context, 180_000);
      await follow(page, target);
      expect(page.url()).toBe(target);
      const { received, lead } = await acme.submit(page);
      expect(received).toMatchObject({ utm_source: '', landing_page: target });
      // The owner's own page sent him, and who sent him there nobody knows.
      expect(received).not.toHaveProperty('waybill_channel');
      expect(lead.visitor).not.toBe(before.visitor);
    });

    it('learns nothing from a link on a page of somebody else', async () => {
      const { page } = await acme.newVisitor();
      await acme.arrive(page, LANDING);
      const before = await keptBy(page);
      const link = await page.evaluate((href) => {
        document.body.insertAdjacentHTML('beforeend', `<a href="${href}">on</a>`);
        const [added] = [...document.links].slice(-1);
        added?.dispatchEvent(new MouseEvent('mousedown', { bubbles: true }));
        return added?.href ?? '';
      }, target);
      expect(link).toContain('_waybill=');
      await acme.arrive(page, link, 'https://blog.example/');
      expect(page.url()).toBe(target);
      const { received, lead } = await acme.submit(page);
      expect(received).toMatchObject({
        utm_source: '',
        landing_page: target,
        referrer: 'https://blog.example/',
        waybill_channel: 'Referral',
      });
      expect(lead.visitor).not.toBe(before.visitor);
    });
  });

  describe('where the browser keeps nothing', () => {
    it('fills the form of the landing page, and the lead arrives', async () => {
      const { page } = await acme.newVisitor(strict);
      await acme.arrive(page, LANDING, BING);
      const { received, lead } = await acme.submit(page);
      expect(received).toMatchObject({ ...AD_FIELDS, landing_page: LANDING, referrer: BING });
      expect(lead.touches.first).toMatchObject({ landing_page: LANDING, referrer: BING });
      expect(lead.fields).toMatchObject(AD_FIELDS);
    });

    it('guesses no channel on the page after that', async () => {
      const { page } = await acme.newVisitor(strict);
      await acme.arrive(page, LANDING);
      await follow(page, '/contact');
      const { received, lead } = await acme.submit(page);
      expect(received).toMatchObject({ utm_source: '', landing_page: `${WWW}/contact` });
      expect(received).not.toHaveProperty('waybill_channel');
      expect(lead.source.evidence).toMatchObject({ rule: 'S4.1', on: 'referrer www.acme.co.uk' });
    });
  });

  it('denies ads for Global Privacy Control, whatever the banner was told', async () => {
    const { page } = await acme.newVisitor(strict);
    await acme.arrive(page, `${WWW}/consented`);
    const { lead } = await acme.submit(page);
    expect(lead.consent).toMatchObject({
      storage: { level: 'full', by: 'cookiebot' },
      ads: { level: 'denied', by: 'gpc' },
    });
  });

  describe('what is kept, where it is broken,', () => {
    it('is restored from what is kept beside it', async () => {
      const { page } = await acme.newVisitor();
      await acme.arrive(page, LANDING, BING);
      const before = await keptBy(page);
      for (const kept of [{ cookie: HOLLOW.cookie }, { storage: CUT.storage }]) {
        await corrupt(page, kept);
        await page.goto(`${WWW}/contact`);
        await tagRan(page);
        expect(await formFields(page)).toMatchObject(AD_FIELDS);
      }
      const { received, lead } = await acme.submit(page);
      expect(received).toMatchObject({ ...AD_FIELDS, landing_page: LANDING, referrer: BING });
      expect(lead).toMatchObject({ visitor: before.visitor, session: { id: before.session.id } });
    });

    it('is begun anew where nothing else is left', async () => {
      const { page } = await acme.newVisitor();
      await acme.arrive(page, LANDING);
      const before = await keptBy(page);
      await corrupt(page, { storage: HOLLOW.storage, cookie: CUT.cookie });
      await acme.arrive(page, `${WWW}/contact`, BING);
      const { received, lead } = await acme.submit(page);
      expect(received).toMatchObject({
        utm_source: '',
        waybill_source: 'bing',
        waybill_visits: '1',
      });
      expect(lead.visitor).not.toBe(before.visitor);
    });
  });

  describe('two tabs', () => {
    it('know of each other: the first touch stays, and the newest ad counts in both', async () => {
      const { page: one, newTab } = await acme.newVisitor();
      const two = await newTab();
      await acme.arrive(two, `${WWW}/`, BING);
      await acme.arrive(one, LANDING);
      await two.bringToFront();
      await follow(two, '/repair');
      await one.bringToFront();
      await follow(one, '/prices');
      // The other tab has not been told of this page.
      await two.bringToFront();
      const leads = [await acme.submit(two)];
      await one.bringToFront();
      leads.push(await acme.submit(one));
      for (const { received, lead } of leads) {
        expect(received).toMatchObject({
          ...AD_FIELDS,
          waybill_first_source: 'bing',
          waybill_visits: '1',
          pages_viewed: '/ > / > /repair > /prices',
        });
        expect(lead.touches.first.referrer).toBe(BING);
        expect(lead.touches.last.landing_page).toBe(LANDING);
      }
      expect(leads[0]?.lead.session.id).toBe(leads[1]?.lead.session.id);
    });

    it('are one visitor also when they arrive in the same moment', async () => {
      const { page: one, newTab } = await acme.newVisitor();
      const two = await newTab();
      await Promise.all([acme.arrive(one, `${WWW}/`, BING), acme.arrive(two, `${WWW}/offer${AD}`)]);
      const { lead: second } = await acme.submit(two);
      await one.bringToFront();
      const leads = [second, (await acme.submit(one)).lead];
      expect(leads[0]).toMatchObject({ visitor: leads[1].visitor });
      expect(leads[0].touches.first).toEqual(leads[1].touches.first);
      expect(leads[0].path.map(({ id }: { id: string }) => id)).toEqual(
        leads[1].path.map(({ id }: { id: string }) => id),
      );
    });
  });
});
