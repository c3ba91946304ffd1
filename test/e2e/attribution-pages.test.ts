/** That each page a visitor sees is counted once, however it is shown, and the tag may come late. */
import type { Page } from 'playwright-core';
import { describe, expect, it, vi } from 'vitest';
import {
  AD,
  AD_FIELDS,
  BING,
  type Business,
  describeInBrowsers,
  FORM,
  follow,
  tagRan,
  WWW,
} from '../support/acme.ts';
import { launchChromium, openUnwatched } from '../support/browsers.ts';

/** An app of one document, whose routes draw late and name themselves later still. */
const APP = `<nav></nav><main></main><template>${FORM}</template><script>
  const TITLES = { services: 'Services', prices: 'Prices', contact: 'Contact' };
  const draw = () => setTimeout(() => {
    const name = location.href.split('/').at(-1);
    const main = document.querySelector('main');
    main.textContent = TITLES[name];
    if (name === 'contact') {
      main.append(document.querySelector('template').content.cloneNode(true));
    }
    setTimeout(() => { document.title = TITLES[name]; }, 10);
  }, 30);
  // A fragment that changes is told of by this event, too.
  addEventListener('popstate', draw);
  for (const name in TITLES) {
    const button = document.createElement('button');
    button.textContent = 'to ' + name;
    button.onclick = () => {
      if (location.pathname === '/hash') location.hash = '#/' + name;
      else {
        history.pushState({}, '', '/app/' + name);
        draw();
      }
    };
    document.querySelector('nav').append(button);
  }
</script>`;

/** Drops what an ad added to its address once the tag has run, as some sites do. */
const CLEANS = `<script>const timer = setInterval(() => {
  if (!window.waybill) return;
  clearInterval(timer);
  history.replaceState({}, '', location.pathname);
  document.body.append('cleaned');
}, 50);</script>`;

/** Sends its form by itself as soon as it has come back from the browser's memory. */
const RETURNS = `<form method="post" action="/contact"><input type="hidden" name="utm_source">
  <input name="name" value="Ann"><button>Send</button></form><script>addEventListener('pageshow', ({ persisted }) => {
    if (persisted) setTimeout(() => document.querySelector('button').click(), 200);
  });</script>`;

/** Tells what the browser keeps of ours once the tag has had every time to run. */
const LOOKS = `${FORM}<script>addEventListener('load', () => setTimeout(() => fetch('/found', {
    method: 'POST', body: document.cookie + (localStorage.waybill ?? ''),
  }), 300));</script>`;

/** Follows its link as soon as the page behind, prerendered, has told what it found. */
const SPECULATES = `<a href="/prerendered${AD}">on</a><script type="speculationrules">
    { "prerender": [{ "source": "list", "urls": ["/prerendered${AD}"] }] }
  </script>
  <script>fetch('/when-found').then(() => document.querySelector('a').click());</script>`;

const PREFETCHES = `<a href="/prefetched${AD}">on</a>
  <link rel="prefetch" href="/prefetched${AD}">`;

/** Ways in which a tag gets into a page, and the pages that have it so. */
const TAGS: [kind: string, path: string, tag: (src: string) => string][] = [
  [
    'that a tag manager inserts',
    '/inserted',
    (src) => `<script>setTimeout(() => {
      const script = document.createElement('script');
      script.src = '${src}';
      document.head.append(script);
    }, 300);</script>`,
  ],
  ['that is a module', '/module', (src) => `<script type="module" src="${src}"></script>`],
  [
    'held back until the visitor does something, and run as a text',
    '/held-back',
    (src) => `<script>addEventListener(
      'pointermove',
      async () => (0, eval)(await (await fetch('${src}')).text()),
      { once: true },
    );</script>`,
  ],
  [
    'that is there twice',
    '/twice',
    (src) => `<script defer src="${src}"></script><script async src="${src}?2"></script>`,
  ],
];

/** What a page found in storage before it was shown. */
let found: string | undefined;

const BUSINESS: Business = {
  origins: [WWW],
  pages: {
    '/app': { title: 'Home', body: APP },
    '/hash': { title: 'Home', body: APP },
    '/cleans': { body: CLEANS },
    '/returns': { body: RETURNS },
    '/speculates': { body: SPECULATES, tag: () => '' },
    '/prerendered': { body: LOOKS },
    '/prefetches': { body: PREFETCHES, tag: () => '' },
    ...Object.fromEntries(TAGS.map(([, path, tag]) => [path, { tag }])),
  },
  answers: {
    '/found': async (request) => {
      found = await request.text();
      return new Response();
    },
    '/when-found': async () => {
      await vi.waitUntil(() => found !== undefined, { timeout: 10_000 });
      return new Response();
    },
  },
};

/** Until the pages on the visitor's path are so many. */
async function pathHas(page: Page, pages: number): Promise<void> {
  await page.waitForFunction(
    (length) => JSON.parse(localStorage.waybill ?? '{}').path?.length === length,
    pages,
  );
}

/** The pages of a lead's path, in the order in which `pagesTold` has them. */
function idsOn(path: { id: string }[]): string[] {
  return path.map(({ id }) => id).sort();
}

// A driver keeps every page in sight.
const HIDE = `
  globalThis.state = 'hidden';
  Object.defineProperty(Document.prototype, 'visibilityState', { get: () => state, configurable: true });
  document.dispatchEvent(new Event('visibilitychange'));`;
const SHOW = `
  globalThis.state = 'visible';
  document.dispatchEvent(new Event('visibilitychange'));`;

describeInBrowsers('a visitor', BUSINESS, (acme, launch) => {
  describe('of a single-page app', () => {
    it.each([
      [
        'by the history',
        '/app',
        '/app > /app/services > /app/prices > /app/services > /app/contact',
      ],
      [
        'by the fragment',
        '/hash',
        '/hash > /hash#/services > /hash#/prices > /hash#/services > /hash#/contact',
      ],
    ])('sees pages, each with its title, that are no arrivals: %s', async (_by, path, viewed) => {
      const { page } = await acme.newVisitor();
      await acme.arrive(page, WWW + path + AD);
      await page.getByText('to services').click();
      await pathHas(page, 2);
      await page.getByText('to prices').click();
      await pathHas(page, 3);
      await page.evaluate(() => history.back());
      await pathHas(page, 4);
      await page.getByText('to contact').click();
      await pathHas(page, 5);
      const { received, lead } = await acme.submit(page);
      expect(received).toMatchObject({ ...AD_FIELDS, pages_viewed: viewed, waybill_visits: '1' });
      const titles = lead.path.map(({ title }: { title: string }) => title);
      expect(titles).toEqual(['Home', 'Services', 'Prices', 'Services', 'Contact']);
      expect(lead.touches.list).toHaveLength(1);
      expect(lead.touches.last.landing_page).toBe(WWW + path + AD);
      expect(acme.pagesTold(lead.session.id)).toEqual(idsOn(lead.path));
    });

    it('stays on the page that only drops what the ad added to its address', async () => {
      const { page } = await acme.newVisitor();
      await acme.arrive(page, `${WWW}/cleans${AD}`);
      await page.getByText('cleaned').waitFor();
      await page.waitForTimeout(150);
      await follow(page, '/contact');
      const { received, lead } = await acme.submit(page);
      expect(received).toMatchObject({
        ...AD_FIELDS,
        landing_page: `${WWW}/cleans${AD}`,
        pages_viewed: '/cleans > /contact',
      });
      expect(lead.touches.list).toHaveLength(1);
    });
  });

  it('stays on the page that he loads again, also at a place on it', async () => {
    const { page } = await acme.newVisitor();
    await acme.arrive(page, `${WWW}/${AD}`);
    await page.reload();
    await tagRan(page);
    await page.evaluate(() => {
      location.hash = 'prices';
    });
    await page.reload();
    await tagRan(page);
    const { received, lead } = await acme.submit(page);
    expect(received).toMatchObject({ ...AD_FIELDS, pages_viewed: '/', waybill_visits: '1' });
    expect(lead.path).toHaveLength(1);
    expect(lead.touches.list).toHaveLength(1);
  });

  it('comes back to a page from the memory, once, and the ad that came in between stays', async () => {
    const { page } = await acme.newVisitor();
    await acme.arrive(page, `${WWW}/returns`, BING);
    await acme.arrive(page, `${WWW}/offer${AD}`);
    const count = acme.bodies.length;
    await page.evaluate(() => setTimeout(() => history.back()));
    // From now on the page acts by itself: a driver may have lost a page that is brought back.
    await vi.waitUntil(() => acme.bodies.length > count, { timeout: 10_000 });
    const { received, lead } = await acme.newestLead();
    expect(received).toMatchObject({
      ...AD_FIELDS,
      waybill_first_source: 'bing',
      waybill_visits: '1',
      pages_viewed: '/returns > /offer > /returns',
    });
    expect(lead.touches.first.referrer).toBe(BING);
    expect(lead.touches.last.landing_page).toBe(`${WWW}/offer${AD}`);
    expect(acme.pagesTold(lead.session.id)).toEqual(idsOn(lead.path));
  });

  it('has not seen a page that was only fetched in advance', async () => {
    const { page } = await acme.newVisitor();
    await page.goto(`${WWW}/prefetches`);
    await page.waitForTimeout(300);
    expect(acme.pagesTold('/prefetched')).toEqual([]);
    await page.click('a');
    await tagRan(page);
    const { received, lead } = await acme.submit(page);
    expect(received).toMatchObject({ ...AD_FIELDS, pages_viewed: '/prefetched' });
    expect(acme.pagesTold('/prefetched')).toEqual(idsOn(lead.path));
  });

  // No browser prerenders while a driver watches, and Firefox never does.
  it.runIf(launch === launchChromium)(
    'has not seen a page that was prerendered until it is shown',
    async () => {
      const visit = await openUnwatched(acme.internet, `${WWW}/speculates`);
      try {
        await vi.waitUntil(() => found !== undefined, { timeout: 10_000 });
        expect(found).toBe('');
        await vi.waitUntil(() => acme.pagesTold('/prerendered').length > 0, { timeout: 10_000 });
        const page = await visit.attach();
        page.setDefaultTimeout(10_000);
        expect(page.url()).toBe(`${WWW}/prerendered${AD}`);
        const { received, lead } = await acme.submit(page);
        expect(received).toMatchObject({ ...AD_FIELDS, pages_viewed: '/prerendered' });
        expect(lead.touches.list).toHaveLength(1);
        expect(acme.pagesTold('/prerendered')).toEqual(idsOn(lead.path));
      } finally {
        await visit.close();
      }
    },
  );

  it.each(TAGS)('is seen by a tag %s', async (_kind, path) => {
    const { page } = await acme.newVisitor();
    await page.goto(WWW + path + AD);
    await page.mouse.move(30, 30);
    await tagRan(page);
    const { received, lead } = await acme.submit(page);
    expect(received).toMatchObject({ ...AD_FIELDS, pages_viewed: path });
    expect(lead.touches.first.landing_page).toBe(WWW + path + AD);
    const names = [...new URLSearchParams(acme.bodies.at(-1)).keys()];
    expect(names).toEqual([...new Set(names)]);
    expect(acme.pagesTold(path)).toEqual(idsOn(lead.path));
    expect(acme.timesTold(lead.id)).toBe(1);
  });

  describe('is on a page for the time', () => {
    it('in which he works with it and it is in sight', async () => {
      const { page } = await acme.newVisitor();
      await acme.arrive(page, `${WWW}/${AD}`);
      await page.waitForTimeout(250);
      await page.mouse.move(20, 20);
      await page.waitForTimeout(250);
      await page.keyboard.press('Shift');
      await page.evaluate(HIDE);
      await page.evaluate('const { now } = Date; Date.now = () => now() + 20_000;');
      await page.evaluate(SHOW);
      await page.mouse.move(40, 40);
      const { lead } = await acme.submit(page);
      expect(lead.path[0].engaged_ms).toBeGreaterThanOrEqual(400);
      expect(lead.path[0].engaged_ms).toBeLessThan(20_000);
    });

    it('that is none while he has not seen its tab, of which nothing is told or kept', async () => {
      const { page, context } = await acme.newVisitor();
      await context.addInitScript(HIDE);
      await page.goto(`${WWW}/unseen${AD}`);
      await page.waitForTimeout(300);
      expect(acme.pagesTold('/unseen')).toEqual([]);
      expect(await page.evaluate('document.cookie + localStorage.length')).toBe('0');
      await page.evaluate(SHOW);
      await tagRan(page);
      await page.evaluate(() => {
        const input = document.querySelector('[name=name]') as HTMLInputElement;
        input.value = 'Ann';
        document.querySelector('form')?.requestSubmit();
      });
      await page.getByText('Thank you').waitFor();
      const { received, lead } = await acme.newestLead();
      expect(received).toMatchObject(AD_FIELDS);
      expect(lead.path[0].engaged_ms ?? 0).toBe(0);
    });
  });
});
