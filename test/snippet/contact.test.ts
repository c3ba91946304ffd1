import { describe, expect, it } from 'vitest';
import { Batch } from '../../shared/wire.ts';
import { Visitor } from '../support/visitor.ts';

/** What a lead says of a person who filled the form and sent it. */
async function contactFrom(
  inputs: string,
  typed: Record<string, string>,
  contact: Record<string, string> | undefined = {},
) {
  const html = `<form method="post" action="/contact">${inputs}<button>Send</button></form>`;
  const page = new Visitor({ contact }).open('/contact', { html });
  for (const [name, value] of Object.entries(typed)) page.type(name, value);
  await page.submit();
  const [lead] = page.leads;
  return { page, lead, contact: lead?.contact };
}

const WELL_MARKED = `<input name="a" autocomplete="section-x given-name"><input name="b" autocomplete="family-name">
  <input name="c" autocomplete="work email"><input name="d" autocomplete="tel-national">
  <input name="e" autocomplete="organization"><textarea name="f"></textarea>`;
const ANN = {
  a: ' Ann ',
  b: 'Example',
  c: 'ann@example.com ',
  d: '555 0100',
  e: 'Example Ltd',
  f: 'It drips.\nSince Monday.',
};

describe('contact capture', () => {
  it('tells who a person said he is, by autocomplete', async () => {
    const { contact, page } = await contactFrom(WELL_MARKED, ANN);
    expect(contact).toEqual({
      name: 'Ann Example',
      email: 'ann@example.com',
      phone: '555 0100',
      company: 'Example Ltd',
      message: 'It drips.\nSince Monday.',
    });
    for (const message of page.messages) expect(Batch.safeParse(message).error).toBeUndefined();
  });

  it('is in no other slot, and in none at all while it is off', async () => {
    const on = await contactFrom(WELL_MARKED, ANN);
    const { contact: _contact, ...rest } = on.lead ?? {};
    expect(JSON.stringify(rest)).not.toMatch(/ann@example|555 0100|drips/);
    const html = `<form method="post" action="/contact">${WELL_MARKED}<button>Send</button></form>`;
    const off = new Visitor().open('/contact', { html });
    for (const [name, value] of Object.entries(ANN)) off.type(name, value);
    await off.submit();
    expect(off.leads).toHaveLength(1);
    expect(off.leads[0]).not.toHaveProperty('contact');
    expect(JSON.stringify(off.messages)).not.toMatch(/ann@example|555 0100|drips/);
  });

  it('goes by the kind of input where nothing is marked, and by the first of two', async () => {
    const { contact } = await contactFrom(
      '<input name="x" type="email"><input name="y" type="email"><input name="z" type="tel">',
      { x: 'ann@example.com', y: 'again@example.com', z: '555 0100' },
    );
    expect(contact).toEqual({ email: 'ann@example.com', phone: '555 0100' });
  });

  it('takes the only textarea for the message, and no one of two', async () => {
    const two = await contactFrom('<textarea name="a"></textarea><textarea name="b"></textarea>', {
      a: 'one',
      b: 'two',
    });
    expect(two.contact?.message).toBeUndefined();
    const captcha = await contactFrom(
      '<textarea name="a"></textarea><textarea name="g-recaptcha-response"></textarea>',
      { a: 'one', 'g-recaptcha-response': 'token' },
    );
    expect(captcha.contact).toEqual({ message: 'one' });
  });

  it('goes where the owner says', async () => {
    const { contact } = await contactFrom(
      '<input name="q1"><input name="q2"><input name="q3"><input name="mail" type="email">',
      { q1: 'Ann', q2: 'Example', q3: 'Example Ltd', mail: 'ann@example.com' },
      { name: '[name=q1], [name=q2]', company: '[name=q3]' },
    );
    expect(contact).toEqual({
      name: 'Ann Example',
      company: 'Example Ltd',
      email: 'ann@example.com',
    });
  });

  it.each([
    ['a card', '<input name="x" autocomplete="cc-name">'],
    ['a code', '<input name="x" autocomplete="one-time-code">'],
    ['a password', '<input name="x" type="password">'],
    ['a hidden input', '<input name="x" type="hidden">'],
  ])('never takes %s, whatever the selector says', async (_what, input) => {
    const { page } = await contactFrom(
      `${input}<input name="mail" type="email">`,
      { x: 'secret-4711', mail: 'ann@example.com' },
      { name: '[name=x]', email: 'input', message: 'input' },
    );
    expect(JSON.stringify(page.messages)).not.toContain('secret-4711');
  });

  it('keeps to the caps of the contract', async () => {
    const { contact, page } = await contactFrom(
      '<input name="x" type="email"><textarea name="y"></textarea>',
      { x: 'a'.repeat(300), y: 'b'.repeat(5_000) },
    );
    expect(contact?.email).toHaveLength(255);
    expect(contact?.message).toHaveLength(4_000);
    expect(Batch.safeParse(page.messages.at(-1)).error).toBeUndefined();
  });
});

describe('the data layer', () => {
  async function layerAfter(name: string, before?: string) {
    const page = new Visitor({ data_layer: name }).open('/contact', {
      ...(before && { before }),
    });
    page.type('email', 'ann@example.com');
    await page.submit();
    return { lead: page.leads[0], layer: page.window.eval(name) as Record<string, unknown>[] };
  }

  it('is told of a lead, and of nobody', async () => {
    const { lead, layer } = await layerAfter('dataLayer', 'dataLayer = [{ a: 1 }]');
    expect(layer).toEqual([
      { a: 1 },
      {
        event: 'waybill_lead',
        waybill_id: lead?.id,
        waybill_status: 'submitted',
        waybill_form: 'contact',
        waybill_lead_type: lead?.intent.lead_type ?? '',
      },
    ]);
  });

  it('is not told of a try that was blocked', () => {
    const page = new Visitor({ data_layer: 'dataLayer' }).open('/contact', {
      before: 'dataLayer = []',
    });
    const { CustomEvent } = page.window;
    const detail = { id: 'x', by: 'validation', form: { id: 'contact', name: '' } };
    for (const status of ['blocked', 'accepted'])
      page.window.dispatchEvent(new CustomEvent('waybill:lead', { detail: { ...detail, status } }));
    expect(page.window.eval('dataLayer')).toMatchObject([{ waybill_status: 'accepted' }]);
  });

  it('is made where it is not there yet, and does no harm where it is no list', async () => {
    expect((await layerAfter('otherLayer')).layer).toHaveLength(1);
    expect((await layerAfter('dataLayer', 'dataLayer = 7')).lead).toBeDefined();
  });
});
