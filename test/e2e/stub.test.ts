/** That the stub does in browsers what it is for: they alone let listeners at a form's data. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Launched, launchChromium, launchFirefox } from '../support/browsers.ts';
import { type Internet, type Site, startInternet } from '../support/internet.ts';
import { builtScript } from '../support/visitor.ts';

const SHOP = 'https://www.shop.example';
const AD = `${SHOP}/?utm_source=google&utm_campaign=Tom+%26+Jerry&gclid=Abc-1_2`;
const TAGS = { utm_source: 'google', utm_campaign: 'Tom & Jerry', gclid: 'Abc-1_2' };

/** The forms of the page, and what was posted from them. */
let form = '';
let posted: Record<string, string> | undefined;
/** Lets the script through. */
let release: () => void = () => {};

const site: Site = async (request) => {
  const { pathname } = new URL(request.url);
  if (pathname === '/script.js') {
    await new Promise<void>((done) => {
      release = done;
    });
    return new Response(builtScript(), { headers: { 'content-type': 'text/javascript' } });
  }
  if (request.method === 'POST') {
    posted = Object.fromEntries([...(await request.formData())].map(([k, v]) => [k, `${v}`]));
    return new Response('Thank you.');
  }
  const stub = JSON.parse(readFileSync('dist/snippet/parts.txt', 'utf8')).code.stub;
  const html = `<!doctype html><script>${stub}</script><script async src="/script.js"></script>
    <script>history.replaceState({}, '', '/')</script>${form}`;
  return new Response(html, { headers: { 'content-type': 'text/html' } });
};

let internet: Internet;
beforeAll(async () => {
  internet = await startInternet({ 'www.shop.example': site });
});
afterAll(() => internet?.stop());

describe.each([
  ['Chromium', launchChromium],
  ['Firefox', launchFirefox],
])('%s', (_name, launch) => {
  let browser: Launched;
  beforeAll(async () => {
    browser = await launch(internet);
  });
  afterAll(() => browser?.close());

  async function open(html: string) {
    form = html;
    posted = undefined;
    const page = await (await browser.newContext()).newPage();
    page.setDefaultTimeout(10_000);
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    await page.goto(AD, { waitUntil: 'commit' });
    await page.waitForSelector('button');
    return { page, errors };
  }
  const body = () => expect.poll(() => posted, { timeout: 10_000 });
  const FORM = `<form method="post" action="/contact"><input type="hidden" name="gclid">
    <input name="email" value="x"><button>Send</button></form>`;

  it.each([
    ['a click', "document.querySelector('button').click()"],
    ['requestSubmit()', "document.querySelector('form').requestSubmit()"],
    ['submit()', "document.querySelector('form').submit()"],
    [
      'fetch()',
      "fetch('/contact', { method: 'POST', body: new FormData(document.querySelector('form')) })",
    ],
  ])('puts the tags into a form that is sent early by %s', async (_way, script) => {
    const { page, errors } = await open(FORM);
    await page.evaluate(`void ${script}`);
    await body().toEqual({ email: 'x', ...TAGS });
    expect(errors).toEqual([]);
  });

  const names = ['elements', 'length', 'outerHTML', 'dataset', 'addEventListener', 'id', 'name'];
  it.each([
    ['hide what is not asked for', names, TAGS],
    ['hide its action', ['action'], {}],
    ['hide its method', ['method'], {}],
  ])('sends a form whose inputs %s', async (_what, inputs, tags) => {
    const fields = inputs.map((name) => `<input name="${name}">`).join('');
    const { page, errors } = await open(FORM.replace('<input name="email" value="x">', fields));
    await page.click('button');
    await body().toMatchObject(tags);
    expect(Object.keys(posted ?? {})).toHaveLength(inputs.length + (tags === TAGS ? 3 : 1));
    expect(errors).toEqual([]);
  });

  it('leaves a login alone', async () => {
    const { page } = await open(FORM.replace('name="email"', 'name="p" type="PASSWORD"'));
    await page.click('button');
    await body().toEqual({ gclid: '', p: 'x' });
  });

  it('tells the script of the address that was rewritten', async () => {
    const { page } = await open(FORM);
    release();
    await page.waitForFunction('window.waybill?.version');
    await page.click('button');
    await body().toMatchObject({ ...TAGS, landing_page: AD });
  });
});
