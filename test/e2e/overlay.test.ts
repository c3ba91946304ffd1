import { readFileSync } from 'node:fs';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { WireEvent } from '../../shared/wire.ts';
import type { Inspection } from '../../snippet/overlay/inspection.ts';
import { type Launched, launchChromium, launchFirefox } from '../support/browsers.ts';
import { SHOP } from '../support/home.ts';
import { type Internet, type Site, startInternet } from '../support/internet.ts';
import { builtScript } from '../support/visitor.ts';

const COLLECTOR = 'collect.waybill.example';
const AD = '?utm_source=google&utm_medium=cpc&utm_campaign=spring+sale&gclid=Abc-1';

const CONTACT = `<form id="contact" method="post" action="/thanks"><h2>Get a quote</h2>
  <input type="hidden" name="utm_source"><input type="hidden" name="utm_campaign" value="by hand">
  <input type="hidden" name="form_fields[gclid]"><input type="hidden" name="input_7" value="{utm_medium}">
  <input type="hidden" name="token" value="4711">
  <input name="email" type="email">
  <select name="service"><option value="">Choose</option><option value="ac">AC repair</option></select>
  <label><input type="checkbox" name="news" value="yes">News</label>
  <button name="go" value="1">Request my quote</button></form>`;

/** Five forms: of two nothing may be touched, and one is in a shadow root. */
const FIVE_FORMS = `<h1>Contact</h1>
  <form id="find" role="search"><input name="q"><button>Search</button></form>
  ${CONTACT}
  <form id="login" method="post" action="/account"><input name="user"><input type="password" name="pw"><button>Sign in</button></form>
  <form id="news" method="post" action="https://news.example/subscribe"><input type="hidden" name="utm_source"><input type="email" name="email"><button>Subscribe</button></form>
  <div class="wpcf7"></div>
  <x-card></x-card><script nonce="n">
    document.querySelector('x-card').attachShadow({ mode: 'open' }).append(
      Object.assign(document.createElement('form'), { id: 'inner', method: 'post', action: '/thanks' }));
    document.querySelector('x-card').shadowRoot.firstChild.append(
      Object.assign(document.createElement('input'), { name: 'email', type: 'email' }));
  </script>`;

const STRICT = [
  "default-src 'none'",
  `script-src 'self' https://${COLLECTOR}`,
  `connect-src https://${COLLECTOR}`,
  "form-action 'self'",
  // What a browser asks for of its own accord.
  "img-src 'self'",
  "require-trusted-types-for 'script'",
].join('; ');

const HOSTILE = `<style>html * { display: none !important; visibility: hidden !important;
  opacity: 0 !important; position: static !important; transform: scale(0) !important;
  pointer-events: none !important; color: red !important; font-size: 90px !important }
  waybill-overlay { width: 1px !important; height: 1px !important; clip-path: inset(50%) !important }</style>`;

const PAGES: Record<string, string> = {
  '/contact': FIVE_FORMS,
  '/plain': CONTACT,
  '/strict': CONTACT,
  '/hostile': `${HOSTILE}${CONTACT}`,
  '/framed': `<p style="height: 50px"></p><iframe src="/inner" width="600" height="400"></iframe>`,
  '/inner': CONTACT,
  '/thanks': '<h1>Thank you</h1>',
};

/** What reached the collector, and what the shop was posted. */
let events: WireEvent[] = [];
let posted: string[] = [];

const shop: Site = async (request) => {
  const { pathname } = new URL(request.url);
  if (pathname === '/waybill.js') {
    const headers = { 'content-type': 'text/javascript' };
    return new Response(builtScript({ vendors: ['gravity'] }), { headers });
  }
  if (request.method === 'POST') posted.push(await request.text());
  const headers = {
    'content-type': 'text/html; charset=utf-8',
    ...(pathname === '/strict' && { 'content-security-policy': STRICT }),
  };
  const html = `<!doctype html><html lang="en"><title>Acme</title><body>${PAGES[pathname] ?? ''}
    ${pathname === '/inner' ? '' : '<script async src="/waybill.js"></script>'}</body></html>`;
  return new Response(html, { headers });
};

const collector: Site = async (request) => {
  const headers = { 'access-control-allow-origin': '*' };
  if (new URL(request.url).pathname === '/s/debug.js') {
    const { debug } = JSON.parse(readFileSync('dist/snippet/parts.txt', 'utf8'));
    return new Response(debug, { headers: { ...headers, 'content-type': 'text/javascript' } });
  }
  if (request.method === 'POST') {
    const batch = JSON.parse(await request.text());
    events.push(...batch.events);
    return Response.json({ taken: batch.events.length, refused: [] }, { status: 202, headers });
  }
  return new Response('', { headers });
};

let internet: Internet;
let browser: Launched;
let context: BrowserContext;
let page: Page;
let errors: string[];

beforeAll(async () => {
  internet = await startInternet({ [new URL(SHOP).host]: shop, [COLLECTOR]: collector });
});
afterAll(() => internet?.stop());
beforeEach(() => {
  events = [];
  posted = [];
  errors = [];
});

/** Opens a page with its overlay; `closed` as visitors get it, else its inside can be tested. */
async function visit(path: string, closed = false): Promise<void> {
  await context?.close();
  context = await browser.newContext({ viewport: { width: 1280, height: 860 } });
  context.setDefaultTimeout(10_000);
  await context.addInitScript((isClosed) => {
    document.addEventListener('securitypolicyviolation', (event) => {
      console.error(`refused: ${event.violatedDirective} ${event.blockedURI}`);
    });
    if (isClosed) return;
    const attach = Element.prototype.attachShadow;
    Element.prototype.attachShadow = function attachShadow(init) {
      return attach.call(this, { ...init, mode: 'open' });
    };
  }, closed);
  page = await context.newPage();
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  await page.goto(`${SHOP}${path}`);
}

async function open(path: string, closed = false): Promise<void> {
  await visit(path, closed);
  await page.waitForSelector('waybill-overlay', { state: 'attached' });
}

/** Asks for the overlay as the page's own code, or its console, may. */
async function ask(): Promise<void> {
  await page.waitForFunction(
    () => (window as never as { waybill?: { debug?: unknown } }).waybill?.debug,
  );
  await page.evaluate(() => (window as never as { waybill: { debug(): void } }).waybill.debug());
  await page.waitForSelector('waybill-overlay', { state: 'attached' });
}

function inspection(): Promise<Inspection> {
  return page.evaluate(() =>
    (window as never as { waybill: { inspect(): Inspection } }).waybill.inspect(),
  );
}

/** The element that somebody would click at the middle of the panel. */
function atPanel(): Promise<string | undefined> {
  return page.evaluate(() => document.elementFromPoint(1000, 500)?.localName);
}

describe.each([
  ['Chromium', launchChromium],
  ['Firefox', launchFirefox],
] as const)('in %s', (_name, launch) => {
  beforeAll(async () => {
    browser = await launch(internet);
  });
  afterAll(() => browser?.close());

  describe('waybill.inspect()', () => {
    it('tells of a page with five forms which may be touched, why, and what goes into each', async () => {
      await open(`/contact${AD}&waybill=debug`);
      await page.fill('#contact [name=email]', 'ann@example.com');
      await page.selectOption('select', 'ac');
      const { forms, visitor, ...rest } = await inspection();
      expect(rest).toMatchObject({
        version: 1,
        page: { title: 'Acme' },
        vendors: [
          { vendor: 'gravity', seen_by: '', in_script: true },
          { vendor: 'contact-form-7', seen_by: 'div.wpcf7', in_script: false },
        ],
      });
      expect(visitor).toMatchObject({
        storage: 'full',
        consent: { storage: { by: 'default' } },
        session: { number: 1 },
        touches: {
          first: {
            source: 'google',
            medium: 'cpc',
            channel: 'Paid Search',
            tags: { utm_campaign: 'spring sale' },
            click_ids: { gclid: 'Abc-1' },
          },
          last_non_direct: { source: 'google' },
        },
        path: [{ title: 'Acme' }],
        fields: { utm_source: 'google', gclid: 'Abc-1' },
      });
      expect(
        forms.map(({ form, where, verdict, reason }) => [form.id, where, verdict, reason]),
      ).toEqual([
        ['find', 'page', 'never', 'search'],
        ['contact', 'page', 'create', ''],
        ['login', 'page', 'never', 'password'],
        ['news', 'page', 'fill', 'elsewhere'],
        ['inner', 'shadow root', 'create', ''],
      ]);
      for (const { why } of forms) expect(why).toMatch(/^[A-Z].+\.$/);

      const [find, contact, login, news, inner] = forms;
      for (const one of [find, login]) {
        expect(one).toMatchObject({ fields: [], created: [], dry_run: [] });
      }
      expect(contact?.fields).toEqual([
        field('utm_source', 'utm_source', 'google', 'name', 'filled'),
        field('utm_campaign', 'utm_campaign', 'spring sale', 'name', 'kept'),
        field('form_fields[gclid]', 'gclid', 'Abc-1', 'spelling', 'filled'),
        field('input_7', 'utm_medium', 'cpc', 'token', 'filled'),
      ]);
      const created = contact?.created.map(({ name }) => name);
      expect(created).toEqual(expect.arrayContaining(['landing_page', 'waybill_id']));
      expect(created).not.toContain('utm_campaign');
      expect(contact?.dry_run.slice(0, 7)).toEqual([
        { name: 'utm_source', value: 'google', by: 'waybill' },
        { name: 'utm_campaign', value: 'by hand', by: 'page' },
        { name: 'form_fields[gclid]', value: 'Abc-1', by: 'waybill' },
        { name: 'input_7', value: 'cpc', by: 'waybill' },
        { name: 'token', value: '4711', by: 'page' },
        { name: 'email', value: '(15 characters typed)', by: 'visitor' },
        { name: 'service', value: 'ac', by: 'visitor' },
      ]);
      expect(news).toMatchObject({ created: [], fields: [{ value: 'google', state: 'filled' }] });
      expect(inner).toMatchObject({ watched: false });
      expect(JSON.stringify(forms)).not.toContain('ann@example.com');
      expect(errors).toEqual([]);
    });

    it('says in its dry run what the form then really sends, and sends nothing for it', async () => {
      await open(`/plain${AD}&waybill=debug`);
      await page.evaluate(() => {
        for (const type of ['formdata', 'submit'])
          document.addEventListener(type, () => document.body.append(`heard ${type}`));
      });
      await page.selectOption('select', 'ac');
      await page.check('[name=news]');
      await page.fill('[name=email]', 'ann@example.com');
      const [form] = (await inspection()).forms;
      expect(await page.textContent('body')).not.toContain('heard');
      expect(posted).toEqual([]);
      await page.click('text=Request my quote');
      await page.waitForURL('**/thanks');
      const sent = [...new URLSearchParams(posted[0])].filter(([name]) => name !== 'go');
      expect(sent.map(([name]) => name)).toEqual(form?.dry_run.map(({ name }) => name));
      const said = Object.fromEntries(sent);
      for (const { name, value, by } of form?.dry_run ?? []) {
        // Between the two the visit went on: its story and its seconds may differ.
        if (name !== 'email' && !/story|pages/.test(name))
          expect([by, said[name]]).toEqual([by, value]);
      }
    });

    it('tells what was sent, and how it was answered, on the pages after, too', async () => {
      await open('/plain?waybill=debug');
      await page.fill('[name=email]', 'ann@example.com');
      const told = async () =>
        (await inspection()).sent.find((message) =>
          message.events.some(({ type }) => type === 'intent: start'),
        );
      await expect.poll(told, { timeout: 10_000 }).toMatchObject({
        answer: { status: 202, text: expect.stringContaining('"refused":[]') },
      });
      await page.click('text=Request my quote');
      await page.waitForURL('**/thanks');
      await ask();
      const { leads, sent } = await inspection();
      const lead = events.find(({ type }) => type === 'lead');
      expect(leads[0]).toMatchObject({
        id: lead?.id,
        status: 'submitted',
        by: 'native',
        form: 'contact',
      });
      expect(sent.flatMap((message) => message.events)).toContainEqual({
        type: 'lead',
        id: lead?.id,
        status: 'submitted',
        by: 'native',
      });
      expect(JSON.stringify(sent)).not.toContain('ann@example.com');
    });
  });

  describe('the panel', () => {
    it('takes no focus, is reached and left by keyboard, and closes by Escape', async () => {
      await visit('/plain');
      await page.focus('[name=email]');
      await ask();
      const active = () =>
        page.evaluate(() => {
          const { activeElement } = document;
          const inner = activeElement?.shadowRoot?.activeElement;
          return (
            inner?.getAttribute('aria-label') ?? inner?.textContent ?? activeElement?.localName
          );
        });
      expect(await active()).toBe('input');
      await page.focus('button');
      const stops: (string | undefined | null)[] = [];
      for (let i = 0; i < 5; i++) {
        await page.keyboard.press('Tab');
        stops.push(await active());
      }
      expect(stops.slice(0, 4)).toEqual(['Copy JSON', 'Move to the other side', 'Fold', 'Close']);
      expect(stops[4]).toContain('Get a quote');
      const details = page.locator('waybill-overlay details').first();
      await page.keyboard.press('Enter');
      await expect.poll(() => details.getAttribute('open')).not.toBeNull();
      // Drawn anew, it keeps the focus and stays open.
      await page.evaluate(() => document.querySelector('form')?.setAttribute('name', 'other'));
      await expect
        .poll(() => page.locator('waybill-overlay .panel').textContent())
        .toContain('other');
      expect(await active()).toContain('Get a quote');
      expect(await details.getAttribute('open')).not.toBeNull();
      await page.keyboard.press('Escape');
      expect(await page.locator('waybill-overlay').count()).toBe(0);
      expect(await active()).toBe('button');
      await ask();
      expect(await page.locator('waybill-overlay').count()).toBe(1);
    });

    it('shows a form where it is, without touching it', async () => {
      await open('/plain?waybill=debug');
      const before = await page.locator('#contact').evaluate((form) => form.outerHTML);
      await page.locator('waybill-overlay summary', { hasText: 'Get a quote' }).click();
      const form = await page.locator('#contact').boundingBox();
      const frame = await page.locator('waybill-overlay .frame').boundingBox();
      expect(frame?.x).toBeCloseTo((form?.x ?? 0) - 6, 0);
      expect(frame?.y).toBeCloseTo((form?.y ?? 0) - 6, 0);
      expect(await page.locator('#contact').evaluate((one) => one.outerHTML)).toBe(before);
    });

    it('shows a form of a frame, too', async () => {
      await open(`/framed${AD}&waybill=debug`);
      await page.locator('waybill-overlay summary', { hasText: 'Get a quote' }).click();
      const [form] = (await inspection()).forms;
      expect(form).toMatchObject({ where: 'frame', watched: true, verdict: 'create' });
      expect(form?.fields[0]).toMatchObject({ value: 'google', state: 'filled' });
      const inner = await page.frameLocator('iframe').locator('#contact').boundingBox();
      const frame = await page.locator('waybill-overlay .frame').boundingBox();
      expect(frame?.x).toBeCloseTo((inner?.x ?? 0) - 6, 0);
      expect(frame?.y).toBeCloseTo((inner?.y ?? 0) - 6, 0);
    });

    it('folds and moves, so that it covers nothing for good', async () => {
      await open('/plain?waybill=debug');
      const panel = page.locator('waybill-overlay .panel');
      const open_ = await panel.boundingBox();
      await page.getByRole('button', { name: 'Move to the other side' }).click();
      expect((await panel.boundingBox())?.x).toBeLessThan(open_?.x ?? 0);
      const fold = page.getByRole('button', { name: 'Fold' });
      await fold.click();
      expect(await fold.getAttribute('aria-expanded')).toBe('false');
      expect((await panel.boundingBox())?.height).toBeLessThan(60);
    });

    it('stands under a strict policy, with trusted types', async () => {
      await open('/strict?waybill=debug');
      await expect.poll(atPanel).toBe('waybill-overlay');
      await page.locator('waybill-overlay summary', { hasText: 'Get a quote' }).click();
      expect(errors).toEqual([]);
    });

    it('is not hidden, and looks the same, whatever the styles of the page', async () => {
      const look = () =>
        page.locator('waybill-overlay header').evaluate((header) => {
          const { color, fontSize, display } = getComputedStyle(header);
          return {
            color,
            fontSize,
            display,
            width: header.clientWidth,
            height: header.clientHeight,
          };
        });
      await open('/plain?waybill=debug');
      const plain = await look();
      await open('/hostile?waybill=debug');
      await expect.poll(atPanel).toBe('waybill-overlay');
      expect(await look()).toEqual(plain);
      await page.getByRole('button', { name: 'Close' }).click();
      expect(await page.locator('waybill-overlay').count()).toBe(0);
    });

    it('is no part of the page: what is done in it is no step of the visitor', async () => {
      await open('/plain?waybill=debug', true);
      await page.evaluate(() => {
        addEventListener('click', (event) => {
          const inside = event.composedPath().length - 1;
          document.title = `${(event.target as Element).localName} ${inside}`;
        });
      });
      const count = events.length;
      // Fold, and unfold.
      for (let i = 0; i < 2; i++) await page.mouse.click(1212, await foldY());
      // The page knows the host alone, no button in it.
      expect(await page.title()).toBe('waybill-overlay 3');
      expect(events).toHaveLength(count);
      await page.fill('[name=email]', 'ann@example.com');
      await page.click('text=Request my quote');
      await page.waitForURL('**/thanks');
      const lead = events.find((event) => event.type === 'lead');
      expect(lead?.type === 'lead' && lead.intent.call_to_action).toBeFalsy();
    });
  });
});

function field(input: string, value_name: string, value: string, how: string, state: string) {
  return { input, type: 'hidden', value_name, value, how, state };
}

/** Where the panel's head is: it stands at the bottom of the window. */
async function foldY(): Promise<number> {
  for (let y = 0; y < 860; y += 5) {
    const name = await page.evaluate((at) => document.elementFromPoint(1212, at)?.localName, y);
    if (name === 'waybill-overlay') return y + 20;
  }
  throw new Error('There is no panel.');
}
