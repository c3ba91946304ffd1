import { describe, expect, it } from 'vitest';
import { Batch } from '../../shared/wire.ts';
import { builtScript, CONTACT_FORM, Visitor } from '../support/visitor.ts';

const AD = '/?utm_source=google&utm_medium=cpc&gclid=Abc';

function openWith(html: string) {
  return new Visitor().open(AD, { html });
}

describe('filling', () => {
  it('fills hidden fields that are there and adds those that are not', async () => {
    const page = openWith(CONTACT_FORM);
    const posted = await page.submit();
    expect(Object.keys(posted).slice(0, 4)).toEqual([
      'utm_source',
      'landing_page',
      'email',
      'service',
    ]);
    expect(posted).toMatchObject({ utm_source: 'google', utm_medium: 'cpc', gclid: 'Abc' });
  });

  it('leaves the page as it is, and adds only to what the browser itself sends', async () => {
    const page = openWith(CONTACT_FORM);
    expect(Object.keys(page.posted())).toHaveLength(4);
    expect(Object.keys(await page.submit('form', true))).toHaveLength(4);
  });

  it('never has two fields of one name, whatever changes on the page', async () => {
    const page = openWith(CONTACT_FORM);
    page.window.document.body.append(page.window.document.createElement('p'));
    await page.settle();
    await page.submit();
    const form = page.window.document.querySelector('form') as never as HTMLFormElement;
    const names = Array.from(form.elements, (element) => (element as HTMLInputElement).name);
    expect(new Set(names).size).toBe(names.length);
  });

  it.each([
    ['a value of the page', '<input type="hidden" name="utm_source" value="partner">', 'partner'],
    ['a visible field', '<input type="text" name="utm_source" value="">', ''],
    ['a field named without the prefix', '<input type="hidden" name="source" value="">', 'google'],
  ])('leaves %s alone', async (_name, input, expected) => {
    const page = openWith(`<form method="post"><input name="email">${input}</form>`);
    const posted = await page.submit();
    expect(posted.utm_source).toBe(expected);
    expect(posted.source ?? '').toBe('');
  });

  it('replaces an id that a page cache baked in', () => {
    const baked = '<form method="post"><input type="hidden" name="waybill_id" value="old"></form>';
    expect(openWith(baked).posted().waybill_id).toMatch(/^[0-9a-v]{25}$/);
  });

  it('fills forms that come later, also right before they are sent', async () => {
    const page = openWith('');
    page.window.document.body.innerHTML = CONTACT_FORM;
    await page.settle();
    expect(page.posted()).toMatchObject({ utm_source: 'google' });
    page.window.document.body.innerHTML = CONTACT_FORM;
    expect(await page.submit()).toMatchObject({ utm_source: 'google' });
  });

  it('reads a form whose inputs hide its own properties', async () => {
    const traps = [
      'elements',
      'method',
      'action',
      'getAttribute',
      'append',
      'submit',
      'id',
      'name',
    ];
    const inputs = traps.map((name) => `<input name="${name}">`).join('');
    const page = openWith(`<form method="post">${inputs}<input name="email"></form>`);
    expect(await page.submit()).toMatchObject({ utm_source: 'google' });
  });
});

describe('forms that are not touched', () => {
  it.each([
    ['a GET form', '<form method="get"><input name="q"></form>'],
    ['a form without a method', '<form><input name="q"></form>'],
    ['a login', '<form method="post"><input type="password" name="p"></form>'],
    ['a payment', '<form method="post"><input autocomplete="cc-number" name="c"></form>'],
    ['a one-time code', '<form method="post"><input autocomplete="one-time-code" name="c"></form>'],
    ['a search', '<form method="post"><input type="search" name="s"></form>'],
    ['an opted-out form', '<form method="post" data-waybill="off"><input name="c"></form>'],
  ])('%s', async (_name, html) => {
    const page = openWith(html);
    await page.submit();
    expect(Object.keys(page.posted())).toHaveLength(1);
    expect(page.leads).toHaveLength(0);
  });

  it('a form that posts elsewhere is filled, not added to', () => {
    const page = openWith(CONTACT_FORM.replace('/contact', 'https://partner.example/'));
    expect(Object.keys(page.posted())).toHaveLength(4);
    expect(page.posted()).toMatchObject({ utm_source: 'google' });
  });
});

describe('a lead', () => {
  it('is told once the form goes, complete in itself', async () => {
    const page = openWith(CONTACT_FORM);
    page.type('service', 'r');
    const posted = await page.submit();
    const message = page.messages.at(-1);
    expect(Batch.safeParse(message).error).toBeUndefined();
    expect(page.leads).toHaveLength(1);
    expect(page.leads[0]).toMatchObject({
      id: posted.waybill_id,
      status: 'submitted',
      form: { id: 'contact', name: 'Contact' },
      intent: { topic: 'Repair', options: [{ name: 'service', value: 'Repair' }] },
      path: [{ title: 'A page' }],
    });
    const { email, service, ...ours } = posted;
    expect([email, service]).toEqual(['ann@shop.example', 'r']);
    expect(page.leads[0]?.fields).toEqual(ours);
  });

  it('never carries what a person typed', async () => {
    const page = openWith(
      `<form method="post"><input name="utm_term_text"><textarea name="m"></textarea>
       <input type="text" name="waybill_note"><input type="text" name="c" checked></form>`,
    );
    for (const name of ['utm_term_text', 'm', 'waybill_note', 'c']) page.type(name, 'PRIVATE');
    await page.submit();
    expect(page.leads).toHaveLength(1);
    expect(JSON.stringify(page.messages)).not.toContain('PRIVATE');
  });

  it('is not told when the page stops the form', async () => {
    const page = openWith(CONTACT_FORM);
    await page.submit('form', true);
    expect(page.leads).toHaveLength(0);
  });

  it('keeps its id when it is sent again, and loses it when a new one is begun', async () => {
    const page = openWith(CONTACT_FORM);
    const [first, again] = [await page.submit(), await page.submit()];
    page.type('email', 'ann@x.example');
    const next = await page.submit();
    expect(again.waybill_id).toBe(first.waybill_id);
    expect(next.waybill_id).not.toBe(first.waybill_id);
    expect(page.leads.map(({ id }) => id)).toEqual([first.waybill_id, next.waybill_id]);
  });
});

describe('the page', () => {
  it('gets one global and no error, and a second tag does nothing', () => {
    const list = 'globalThis.before = Object.getOwnPropertyNames(globalThis)';
    const page = new Visitor().open(AD, { before: list });
    const { window } = page;
    const added = 'Object.getOwnPropertyNames(globalThis).filter((name) => !before.includes(name))';
    expect(window.eval(added).filter((name: string) => name !== 'before')).toEqual(['waybill']);
    window.eval(builtScript());
    expect(page.messages).toHaveLength(1);
  });

  it.each([
    ['fetch is missing', 'delete globalThis.fetch'],
    ['fetch throws', "globalThis.fetch = () => { throw new Error('blocked') }"],
    ['fetch gives no promise', 'globalThis.fetch = () => {}'],
    ['an element is called waybill', "globalThis.waybill = document.createElement('div')"],
    ['an element hides document.forms', "Object.defineProperty(document, 'forms', { value: 1 })"],
  ])('has its forms filled when %s', async (_name, before) => {
    const page = new Visitor().open(AD, { before });
    expect(await page.submit()).toMatchObject({ utm_source: 'google' });
  });

  it('has its forms filled after one with an impossible action', () => {
    const broken = '<form method="post" action="http://["><input name="a"></form>';
    const page = openWith(broken + CONTACT_FORM);
    expect(page.posted('#contact')).toMatchObject({ utm_source: 'google' });
  });

  it('is left alone by a script that fails at its start', async () => {
    const { getRandomValues } = crypto;
    const before = 'crypto.getRandomValues = undefined';
    const page = new Visitor().open(AD, { before });
    Object.assign(crypto, { getRandomValues });
    expect(Object.keys(await page.submit())).toHaveLength(4);
  });
});
