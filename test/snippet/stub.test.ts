import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { SHOP } from '../support/home.ts';
import { CONTACT_FORM, type OpenPage, type PageOptions, Visitor } from '../support/visitor.ts';

const AD = '/?utm_source=google&utm_campaign=Tom+%26+Jerry&gclid=Abc-1_2&email=ann%40x.example';
const TAGS = { utm_source: 'google', utm_campaign: 'Tom & Jerry', gclid: 'Abc-1_2' };
const STUB = JSON.parse(readFileSync('dist/snippet/parts.txt', 'utf8')).code.stub;

/** Which every browser has, and happy-dom has not. */
const ORIGIN = 'globalThis.origin = location.origin;';

/** The script is as good as not there until the page's markup is. */
const WAIT =
  "Object.defineProperty(Object.getPrototypeOf(document), 'readyState', { configurable: true, value: 'loading' });";
const ARRIVE = `Object.defineProperty(Object.getPrototypeOf(document), 'readyState', { value: 'complete' });
  dispatchEvent(new Event('DOMContentLoaded'));`;

/** A page with the stub, before the script is there. */
function openEarly(url: string, options: PageOptions = {}): OpenPage {
  return new Visitor().open(url, {
    ...options,
    before: `${ORIGIN}${STUB}${options.before ?? ''};${WAIT}`,
  });
}

/** What a browser sends of a form: it lets the page's listeners at the data first. */
function sent(page: OpenPage): Record<string, string> {
  return page.window.eval(`(() => {
    const form = document.querySelector('form');
    const formData = new FormData(form);
    form.dispatchEvent(Object.assign(new Event('formdata', { bubbles: true }), { formData }));
    return Object.fromEntries(formData);
  })()`);
}

describe('the page in the address bar', () => {
  it('is told as it was come to, where it was rewritten before the script was there', async () => {
    const before = "history.replaceState({}, '', '/');";
    const page = openEarly(AD, { before, referrer: 'https://www.google.com/' });
    page.window.eval(ARRIVE);
    expect(await page.submit()).toMatchObject({
      ...TAGS,
      landing_page: `${SHOP}${AD.replace('ann%40x.example', '')}`,
      referrer: 'https://www.google.com/',
      pages_viewed: '/',
    });
    expect(page.leads[0]?.page).toBe(`${SHOP}/`);
  });

  it('is a page of its own, where the visitor has gone on before the script was there', async () => {
    const page = openEarly(AD, { before: "history.pushState({}, '', '/contact');" });
    page.window.eval(ARRIVE);
    expect(await page.submit()).toMatchObject({ ...TAGS, pages_viewed: '/contact' });
  });

  it('is read by the script where there is no stub', () => {
    const rewritten = { before: "history.replaceState({}, '', '/')" };
    expect(new Visitor().open(AD, rewritten).fields()).not.toHaveProperty('gclid');
    expect(new Visitor().open(AD).fields()).toMatchObject(TAGS);
  });
});

describe('a form that is sent before the script is there', () => {
  const input = (attributes: string) => `<input ${attributes}>`;
  const form = (inputs: string, attributes = 'method="post" action="/contact"') =>
    `<form ${attributes}>${inputs}<button>Send</button></form>`;

  it.each([
    ['in fields that are there, empty', form(input('type="hidden" name="utm_source"'))],
    ['in new fields', form(input('name="email"'))],
    ['without an action', form('', 'method="post"')],
    [
      'whose inputs hide its own properties',
      form(
        ['elements', 'length', 'id', 'name', 'submit']
          .map((name) => input(`name="${name}"`))
          .join(''),
      ),
    ],
  ])('carries the tags and click ids of the address, %s', (_name, html) => {
    const page = openEarly(AD, { html });
    const markup = page.window.document.body.innerHTML;
    const data = sent(page);
    expect(data).toMatchObject(TAGS);
    expect(JSON.stringify(data)).not.toContain('ann');
    expect(page.window.document.body.innerHTML).toBe(markup);
  });

  it('carries those that it was come to with', () => {
    const page = openEarly(AD, { before: "history.replaceState({}, '', '/')" });
    expect(sent(page)).toMatchObject(TAGS);
  });

  it.each([
    ['a value that is there', form(input('type="hidden" name="utm_source" value="partner"'))],
    ['a value that was typed', form(input('name="utm_source" value="typed"'))],
  ])('keeps %s', (_name, html) => {
    expect(sent(openEarly(AD, { html })).utm_source).toMatch(/partner|typed/);
  });

  it.each([
    ['a GET form', form(input('name="q"'), 'action="/"')],
    ['a login', form(input('type="password" name="p"'))],
    ['a login, in capitals', form(input('TYPE="PASSWORD" name="p"'))],
    ['a new password', form(input('autocomplete="new-password" name="p"'))],
    ['a search', form(input('type="search" name="s"'))],
    ['a payment', form(input('autocomplete="section-a billing cc-number" name="c"'))],
    ['a one-time code', form(input('autocomplete="one-time-code" name="c"'))],
    ['an opted-out form', form(input('name="c"'), 'method="post" data-waybill="off"')],
    ['a form that posts elsewhere', form('', 'method="post" action="https://pay.example/"')],
    ['a host that begins alike', form('', `method="post" action="${SHOP}.evil.example/"`)],
    ['an impossible action', form('', 'method="post" action="http://["')],
  ])('is left alone: %s', (_name, html) => {
    const page = openEarly(AD, { html });
    const names = page.window.eval("[...new FormData(document.querySelector('form')).keys()]");
    expect(Object.keys(sent(page))).toEqual(names);
  });

  it.each(['', '/?', '/?utm_source', '/?utm_source=%E0%A4%A', '/?%=%&&=&utm_campaign=%'])(
    'goes its way, whatever the address: %j',
    (url) => {
      expect(sent(openEarly(url || '/', { html: CONTACT_FORM }))).toHaveProperty('email');
    },
  );

  it('is filled by the script alone once that is there', async () => {
    const page = openEarly(AD, { html: CONTACT_FORM });
    page.window.eval(ARRIVE);
    // No submission was begun: what is missing is added only where the browser sends the form.
    expect(sent(page)).toMatchObject({ utm_source: 'google' });
    expect(sent(page)).not.toHaveProperty('gclid');
    expect(await page.submit()).toMatchObject(TAGS);
  });
});

it('makes one global', () => {
  const names = 'Object.getOwnPropertyNames(globalThis)';
  const { window } = new Visitor().open('/', { before: WAIT });
  const before: string[] = window.eval(names);
  window.eval(STUB);
  const after: string[] = window.eval(names);
  expect(after.filter((name) => !before.includes(name))).toEqual(['waybill']);
});

it('takes its name over from an element', () => {
  const html = '<form id="waybill" method="post"><input name="url" value="x"></form>';
  const page = openEarly(AD, { html });
  page.window.eval(ARRIVE);
  expect(page.fields()).toMatchObject(TAGS);
});

it('is small enough to stand in a page, and can', () => {
  console.log(`stub: ${STUB.length} bytes`);
  expect(STUB.length).toBeLessThanOrEqual(300);
  expect(STUB).not.toMatch(/<|\n/);
});
