import { describe, expect, it } from 'vitest';
import { CONTACT_FORM, Visitor } from '../support/visitor.ts';

const AD = '/?utm_source=google&utm_medium=cpc&utm_campaign=spring';
const HEAR = 'globalThis.heard = []; const hear = (lead) => heard.push(lead);';

function heard(page: { window: { eval(code: string): unknown } }) {
  return JSON.parse(page.window.eval('JSON.stringify(heard)') as string);
}

describe('what a page may ask', () => {
  it('is heard before the script is there, and later by the same words', async () => {
    const ask = "(waybill.q ||= []).push(['on', 'lead', hear]);";
    const before = `${HEAR} globalThis.hear = hear; window.waybill ||= {}; ${ask}`;
    const page = new Visitor().open(AD, { before });
    await page.settle();
    page.window.eval(ask);
    const { waybill_id: id } = await page.submit();
    const lead = {
      id,
      status: 'submitted',
      by: 'native',
      form: { id: 'contact', name: 'Contact' },
    };
    expect(heard(page)).toMatchObject([lead, lead]);
  });

  it('is the same that is told on the window', async () => {
    const listen = "addEventListener('waybill:lead', ({ detail }) => heard.push(detail.status));";
    const page = new Visitor().open(AD, { before: HEAR + listen });
    await page.submit();
    expect(heard(page)).toEqual(['submitted']);
  });

  it('is a lead of a form that only the page knows to be accepted, counted once', async () => {
    const page = new Visitor().open(AD);
    const id = page.window.eval("waybill.lead(document.querySelector('form'))");
    expect(page.window.eval("waybill.lead(document.querySelector('form'))")).toBe(id);
    expect(page.leads).toMatchObject([{ id, status: 'accepted', by: 'page' }]);
    expect(page.window.eval("waybill.fields(document.querySelector('form'))").waybill_id).toBe(id);
  });

  it('is a lead without a form', () => {
    const page = new Visitor().open(AD);
    const id = page.window.eval("waybill.lead({ name: 'Chat', lead_type: 'quote_request' })");
    expect(page.leads).toMatchObject([
      { id, status: 'accepted', form: { name: 'Chat' }, intent: { lead_type: 'quote_request' } },
    ]);
  });

  it('is told of a lead that was submitted and then accepted, as two events of one id', async () => {
    const page = new Visitor().open(AD);
    const { waybill_id: id } = await page.submit();
    page.window.eval("waybill.lead(document.querySelector('form'))");
    expect(page.leads).toMatchObject([{ id, status: 'submitted' }]);
    const later = page.events.filter(({ type }) => type === 'accepted');
    expect(later).toMatchObject([{ id, by: 'page' }]);
  });
});

describe('a form', () => {
  it('that is begun and left is told of, without what was typed', () => {
    const page = new Visitor().open(AD, { html: CONTACT_FORM });
    page.type('email', 'ann@shop.example');
    page.window.dispatchEvent(new page.window.Event('pagehide'));
    const intents = page.events.filter((event) => event.type === 'intent');
    expect(intents).toMatchObject([
      { action: 'start', form: { id: 'contact' }, intent: { last_field: 'email' } },
      { action: 'abandon', intent: { last_field: 'email', seconds: 0 } },
    ]);
    expect(JSON.stringify(page.messages)).not.toContain('ann@');
  });
});

describe('what else he does', () => {
  it.each([
    ['call', 'tel:+15550100'],
    ['mail', 'mailto:ann@shop.example'],
    ['download', '/price-list.PDF'],
  ])('is told as %s', (action, href) => {
    const page = new Visitor().open(AD, { html: `<a href="${href}"><b>Take it</b></a>` });
    page.window.eval("document.querySelector('b').click()");
    expect(page.events.at(-1)).toMatchObject({
      type: 'intent',
      action,
      intent: { call_to_action: 'Take it' },
    });
    expect(JSON.stringify(page.events)).not.toContain('ann@');
  });

  it('led him to the form', async () => {
    const html = `<button type="button">Get a quote</button>${CONTACT_FORM}`;
    const page = new Visitor().open(AD, { html });
    page.window.eval("document.querySelector('button').click()");
    await page.submit();
    expect(page.leads[0]?.intent.call_to_action).toBe('Get a quote');
  });
});
