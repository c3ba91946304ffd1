import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect } from 'vitest';
import type { Batch } from '../../shared/wire.ts';
import { type Launched, launchChromium, launchFirefox } from './browsers.ts';
import { startWaybill, waybill } from './executable.ts';
import { temporaryFolder } from './home.ts';
import { proxyTo, type Site, startInternet } from './internet.ts';

export const WWW = 'https://www.acme.co.uk';
/** Another host of the site; another site of the same public suffix; another domain of the owner. */
export const BOOK = 'https://book.acme.co.uk';
export const OTHER = 'https://www.other.co.uk';
export const BOOKING = 'https://acme-booking.example';
/** Here the collector is mounted, below `/waybill/`. */
export const MOUNTED = 'https://www.mounted.co.uk';
const COLLECTOR = 'https://collect.waybill.example';

export const BING = 'https://www.bing.com/';
/** What an ad adds to the address it leads to. */
export const AD = '?utm_source=google&utm_medium=cpc&utm_campaign=spring&gclid=Abc-1_2';
/** What a form says of a visitor whom that ad brought. */
export const AD_FIELDS = {
  utm_source: 'google',
  utm_medium: 'cpc',
  utm_campaign: 'spring',
  gclid: 'Abc-1_2',
  waybill_channel: 'Paid Search',
};

export const FORM = `<form method="post" action="/contact" name="Contact">
  <input type="hidden" name="utm_source"><label>Your name <input name="name" required></label>
  <button>Send</button></form>`;

/** What a page has that is not as on other pages. */
interface Template {
  title?: string;
  body?: string;
  /** What stands in the place of the tag of this source. */
  tag?: (src: string) => string;
}

/** A business with one site key, of which every page has the tag and a form. */
export interface Business {
  /** The origins that may collect. */
  origins: string[];
  /** Pages that are not like the others, by their paths. */
  pages?: Record<string, Template>;
  /** What else answers, by its path. */
  answers?: Record<string, Site>;
}

type Fields = Record<string, string>;
export type Acme = Awaited<ReturnType<typeof startAcme>>;

function hostOf(origin: string): string {
  return new URL(origin).host;
}

function pageFrom({ title = 'A page', body = FORM }: Template, tag: string): Response {
  // An icon would be asked for, too.
  const html = `<!doctype html><title>${title}</title><link rel="icon" href="data:,">${tag}${body}`;
  return new Response(html, { headers: { 'content-type': 'text/html; charset=utf-8' } });
}

/** The sites of a business on an internet of our own, its real collector, and its visitors' browser. */
async function startAcme(
  launch: typeof launchFirefox,
  { origins, pages = {}, answers = {} }: Business,
) {
  const folder = temporaryFolder();
  const settings = {
    WAYBILL_DATA: join(folder.path, 'data'),
    WAYBILL_PUBLIC_URL: COLLECTOR,
  };
  const collector = await startWaybill(settings, ['--no-demo']);
  const siteKey = /\/s\/(\w+)\.js/.exec(collector.printed)?.[1] ?? '';
  const apiKey = /API key\s+(\w+)/.exec(collector.printed)?.[1] ?? '';

  /** What the forms' backend was sent, raw. */
  const bodies: string[] = [];
  /** What browsers told the collector. */
  const messages: Batch[] = [];

  let isDown = false;
  const toCollector = proxyTo(() => collector.port);
  const collect: Site = async (request) => {
    const text = request.method === 'POST' ? await request.clone().text() : '';
    if (text && isDown) return new Response('Down for maintenance', { status: 503 });
    const answer = await toCollector(request);
    if (text) messages.push(JSON.parse(text));
    return answer;
  };
  const siteWith =
    (src: string): Site =>
    async (request) => {
      const { pathname } = new URL(request.url);
      if (pathname.startsWith('/waybill/')) return collect(request);
      const answer = answers[pathname];
      if (answer) return answer(request);
      if (request.method === 'POST') {
        bodies.push(await request.text());
        return pageFrom({ body: 'Thank you' }, '');
      }
      const { tag, ...page } = pages[pathname] ?? {};
      return pageFrom(page, tag ? tag(src) : `<script async src="${src}"></script>`);
    };
  const site = siteWith(`${COLLECTOR}/s/${siteKey}.js`);
  const internet = await startInternet({
    ...Object.fromEntries([WWW, BOOK, OTHER, BOOKING].map((origin) => [hostOf(origin), site])),
    [hostOf(MOUNTED)]: siteWith(`/waybill/s/${siteKey}.js`),
    [hostOf(COLLECTOR)]: collect,
  });
  const [browser] = await Promise.all([
    launch(internet),
    ...origins.map((origin) => waybill(['origins', 'add', origin], settings)),
  ]);

  const contexts: BrowserContext[] = [];
  let errors: string[] = [];
  const acme = {
    internet,
    bodies,
    /** Changes a setting of the site, as its owner does. */
    async set(...words: string[]) {
      const { code, stderr } = await waybill(['settings', ...words], settings);
      if (code) throw new Error(stderr);
    },
    /** From now on the collector takes no messages, or takes them again. */
    setDown(now: boolean) {
      isDown = now;
    },
    /** A new visitor, in the browser that most have or in one of his own. */
    async newVisitor(from: Launched = browser) {
      const context = await from.newContext();
      contexts.push(context);
      context.setDefaultTimeout(10_000);
      const newTab = async () => {
        const tab = await context.newPage();
        tab.on('pageerror', ({ message }) => {
          // Firefox's own note that a domain is a public suffix.
          if (!message.startsWith('Cookie “')) errors.push(message);
        });
        return tab;
      };
      return { context, newTab, page: await newTab() };
    },
    /** Ends all visits, on which no page may have had an error. */
    async endVisits() {
      await Promise.all(contexts.splice(0).map((context) => context.close()));
      const found = errors;
      errors = [];
      expect(found).toEqual([]);
    },
    /** Has a visitor arrive from elsewhere, or by no link at all. */
    async arrive(page: Page, to: string, from = '') {
      if (from) {
        internet.link(from, to);
        await page.goto(from);
        await page.click('#on');
        await page.waitForURL((url) => url.origin === new URL(to).origin);
      } else await page.goto(to);
      await tagRan(page);
    },
    /** The lead of a form's id, as the API gives it. */
    async leadOf(id: string) {
      const url = `http://127.0.0.1:${collector.port}/v1/leads/${id}`;
      for (let tries = 0; tries < 200; tries++) {
        const answer = await fetch(url, { headers: { authorization: `Bearer ${apiKey}` } });
        if (answer.ok) return answer.json();
        await new Promise((done) => setTimeout(done, 25));
      }
      throw new Error(`The lead ${id} did not arrive.`);
    },
    /** What the form's backend received last. */
    received(): Fields {
      return Object.fromEntries(new URLSearchParams(bodies.at(-1)));
    },
    /** That, and the lead that became of it. */
    async newestLead() {
      const received = acme.received();
      return { received, lead: await acme.leadOf(received.waybill_id ?? '') };
    },
    /** Submits the form of the page, as a person does. */
    async submit(page: Page) {
      const count = bodies.length;
      await page.getByLabel('Your name').fill('Ann Example');
      await page.getByRole('button', { name: 'Send' }).click();
      await page.getByText('Thank you').waitFor();
      expect(bodies).toHaveLength(count + 1);
      return acme.newestLead();
    },
    /** The pages that the collector was told of in messages with this text, each once. */
    pagesTold(text: string): string[] {
      const events = messages
        .filter((message) => JSON.stringify(message).includes(text))
        .flatMap((message) => message.events);
      return [
        ...new Set(events.filter(({ type }) => type === 'page_view').map(({ id }) => id)),
      ].sort();
    },
    /** How often the collector was told of a lead. */
    timesTold(lead: string): number {
      const events = messages.flatMap((message) => message.events);
      return events.filter(({ type, id }) => type === 'lead' && id === lead).length;
    },
    async stop() {
      await browser.close();
      await internet.stop();
      await collector.stop();
      folder.remove();
    },
  };
  return acme;
}

/**
 * The same tests in both browsers, with a business for each. The browsers run side by side, so
 * that nothing may be used that asks which test is running (`onTestFinished`, `expect.poll`).
 */
export function describeInBrowsers(
  name: string,
  business: Business,
  tests: (acme: Acme, launch: typeof launchFirefox) => void,
): void {
  describe.concurrent.each([
    ['Chromium', launchChromium],
    ['Firefox', launchFirefox],
  ])('in %s', (_name, launch) => {
    describe.sequential(name, () => {
      const acme = {} as Acme;
      beforeAll(async () => {
        Object.assign(acme, await startAcme(launch, business));
      });
      afterEach(() => acme.endVisits());
      afterAll(() => acme.stop());
      tests(acme, launch);
    });
  });
}

export async function tagRan(page: Page): Promise<void> {
  await page.waitForFunction('window.waybill?.version');
}

/** Goes to a page by a link on the one that is open, as a person does. */
export async function follow(page: Page, to: string): Promise<void> {
  const url = new URL(to, page.url()).href;
  await page.evaluate((href) => {
    const link = document.createElement('a');
    Object.assign(link, { href, id: 'follow', textContent: 'on' });
    document.body.append(link);
  }, url);
  await page.click('#follow');
  await page.waitForURL((now) => now.href.startsWith(url.replace(/#.*/, '')));
  await tagRan(page);
}

/** What the form of the page has, or gets once it is sent. */
export function formFields(page: Page): Promise<Fields> {
  return page.evaluate("({ ...window.waybill?.fields?.(document.querySelector('form')) })");
}

/** Moves the clock of all pages of a visitor that are opened from now on. */
export async function moveClock(context: BrowserContext, ms: number): Promise<void> {
  await context.addInitScript((by) => {
    const { now } = Date;
    Date.now = () => now() + by;
  }, ms);
}
