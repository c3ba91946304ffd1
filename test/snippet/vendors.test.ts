import { readFileSync } from 'node:fs';
import { brotliCompressSync } from 'node:zlib';
import { BrowserErrorCaptureEnum, Window } from 'happy-dom';
import { describe, expect, it } from 'vitest';
import { VENDORS, type Vendor, vendorPart } from '../../shared/parts.ts';
import type { Core, Part } from '../../snippet/core.ts';

/** What the core knows here of every form; the lead id is the element's own. */
const VALUES: Record<string, string> = {
  utm_source: 'google',
  utm_campaign: 'a & b,c',
  utm_term: '',
  gclid: 'Abc-1',
  landing_page: 'https://shop.example/?x=1',
  referrer: 'https://www.google.com/',
  pages_viewed: '/ > /contact',
  waybill_channel: 'Paid Search',
};

type Handler = (event: { type: string; target: Element }, ...details: unknown[]) => void;

/** A page with one vendor's built part and the part `embed`, and a core that takes notes. */
class Page {
  // An error of a listener is thrown at who dispatched the event.
  readonly window = new Window({
    url: 'https://shop.example/contact',
    settings: {
      enableJavaScriptEvaluation: true,
      suppressInsecureJavaScriptEnvironmentWarning: true,
      errorCapture: BrowserErrorCaptureEnum.disabled,
      disableJavaScriptFileLoading: true,
      disableIframePageLoading: true,
    },
  });
  readonly document = this.window.document as never as Document;
  readonly parts: Part[] = [];
  readonly settled: [element: Element, status: string, by: string][] = [];
  private readonly loaded = new Map<Element, string>();
  private readonly core = {
    values: (form?: Element) => ({ ...VALUES, ...(form && { waybill_id: `id-of-${form.id}` }) }),
    settle: (...told: [Element, string, string]) => void this.settled.push(told),
    isLead: (form: Element) => !form.matches('[role=search]'),
  } as never as Core;
  private readonly handlers: [event: string, handler: Handler][] = [];

  constructor(vendor: Vendor, html = '') {
    this.document.body.innerHTML = html;
    for (const frame of this.document.querySelectorAll('iframe')) this.connect(frame);
    const { code } = JSON.parse(readFileSync('dist/snippet/parts.txt', 'utf8'));
    for (const name of ['embed', vendorPart(vendor)]) {
      this.window.eval(`(WAYBILL_PARTS) => {${code[name]}}`)(this.parts);
    }
    for (const part of this.parts) part.start?.(this.core);
    this.look();
  }

  /** As the core does when nodes have changed. */
  look() {
    for (const part of this.parts) part.scan?.(this.document, this.core);
  }

  /** Gives a frame a window of its own. */
  connect(frame: Element): Element {
    const replace = (address: string) => void this.loaded.set(frame, address);
    const value = { location: { replace } };
    Object.defineProperty(frame, 'contentWindow', { value, configurable: true });
    this.loaded.delete(frame);
    return frame;
  }

  /** The address that an element has now: a frame's need not be what is written there. */
  addressOf(element: Element, attribute = 'src'): string | null {
    return this.loaded.get(element) ?? element.getAttribute(attribute);
  }

  find<E extends Element = HTMLElement>(selector: string): E {
    const element = this.document.querySelector<E>(selector);
    if (!element) throw new Error(`No ${selector}.`);
    return element;
  }

  set(globals: Record<string, unknown>) {
    Object.assign(this.window, globals);
  }

  /** An event of the page's own scripts. */
  tell(target: EventTarget, name: string, init: CustomEventInit = {}, more: object = {}) {
    const event = new this.window.CustomEvent(name, init as never);
    (target as never as Window).dispatchEvent(Object.assign(event, more) as never);
  }

  tellWindow(name: string, detail?: unknown) {
    this.tell(this.window as never, name, { detail });
  }

  /** A message, of a frame of the page where that is said. */
  say(origin: string, data: unknown, frame?: string) {
    const source = frame ? { its: 'window' } : null;
    if (frame) {
      Object.defineProperty(this.find(frame), 'contentWindow', {
        value: source,
        configurable: true,
      });
    }
    const event = new this.window.MessageEvent('message', { origin, data });
    Object.defineProperty(event, 'source', { value: source });
    this.window.dispatchEvent(event);
  }

  /** jQuery has come. */
  addJquery() {
    this.set({
      jQuery: () => ({
        on: (events: string, handler: Handler) =>
          this.handlers.push(
            ...events
              .split(' ')
              .map((event) => [event, handler] as const)
              .map(([e, h]) => [e, h] as [string, Handler]),
          ),
      }),
    });
    this.document.body.click();
  }

  /** What jQuery's `trigger` does, of which the DOM hears nothing. */
  trigger(type: string, target: Element, ...details: unknown[]) {
    for (const [event, handler] of this.handlers) {
      if (event === type) handler({ type, target }, ...details);
    }
  }

  /** Once observers have heard. */
  async settle() {
    await new Promise((done) => setTimeout(done));
    this.look();
  }
}

interface Case {
  /** Two forms, or frames, of which the second is `#right`. */
  html: string;
  before?(page: Page): void;
  accept(page: Page): unknown;
  /** What it tells if the form was not accepted. */
  block?(page: Page): unknown;
  /** What stands for the form, if not `#right`. */
  place?: string;
  /** Tells of something, whatever it is, as the vendor tells of a success. */
  babble(page: Page, anything: unknown): void;
}

const cyclic: Record<string, unknown> = {};
cyclic.self = cyclic;
const ANYTHING = [
  null,
  undefined,
  7,
  'x',
  '{',
  '{}',
  [],
  [null],
  {},
  cyclic,
  { type: null, event: 0 },
];

/** A vendor whose frames send messages: by its origin, with the success as data. */
function framed(origin: string, src: string, data: unknown, other: unknown): Case {
  return {
    html: `<iframe src="${src}"></iframe><iframe id="right" src="${src}"></iframe>`,
    accept: (page) => page.say(origin, data, '#right'),
    block: (page) => page.say(origin, other, '#right'),
    babble: (page, anything) => page.say(origin, anything),
  };
}

/** A vendor that shows a success; `done` and `failed` are there, hidden. */
function showing(around: (id: string) => string, done: string, failed: string): Case {
  const show = (page: Page, selector: string) => {
    const element = page.find(`.right ${selector}`);
    element.textContent = 'Text';
    element.style.display = 'block';
    return page.settle();
  };
  return {
    html: `<div>${around('left')}</div><div class="right">${around('right')}</div>`,
    accept: (page) => show(page, done),
    block: (page) => show(page, failed),
    babble: () => {},
  };
}

/** A vendor that replaces what is around its form. */
function replacing(
  around: (inner: string) => string,
  form: string,
  done: string,
  failed: string,
): Case {
  const replace = (page: Page, inner: string) => {
    page.find('.right > *').innerHTML = inner;
    return page.settle();
  };
  return {
    html: `<div>${around(form)}</div><div class="right">${around(form.replace('<form', '<form id="right"'))}</div>`,
    accept: (page) => replace(page, done),
    block: (page) => replace(page, failed),
    babble: () => {},
  };
}

function jquery(html: string, accepted: string, blocked: string): Case {
  return {
    html,
    before: (page) => page.addJquery(),
    accept: (page) => page.trigger(accepted, page.find('#right')),
    block: (page) => page.trigger(blocked, page.find('#right')),
    babble: (page, anything) => page.trigger(accepted, page.find('body'), anything),
  };
}

const CASES: Partial<Record<Vendor, Case>> = {
  hubspot: {
    html: '<form class="hs-form" data-form-id="1"></form><form class="hs-form" data-form-id="2" id="right"></form>',
    accept(page) {
      const data = { type: 'hsFormCallback', id: '2', eventName: 'onFormSubmit' };
      page.say('https://shop.example', data);
      expect(page.settled).toEqual([]);
      page.find('#right').innerHTML = '';
      page.say('https://shop.example', { ...data, eventName: 'onFormSubmitted' });
    },
    block: (page) => page.tellWindow('hs-form-event:on-submission:failed', { formId: '2' }),
    babble(page, anything) {
      page.say('https://shop.example', anything);
      page.tellWindow('hs-form-event:on-ready', anything);
    },
  },
  gravity: {
    html: `<div><div id="gform_wrapper_1"><form></form></div></div>
      <div class="right"><div id="gform_wrapper_2"><form id="right"></form></div></div>`,
    async accept(page) {
      page.find('.right').innerHTML = '<div id="gform_confirmation_wrapper_2">Thanks</div>';
      await page.settle();
    },
    async block(page) {
      page.find('#gform_wrapper_2').innerHTML =
        '<form><p class="gform_validation_errors">No</p></form>';
      await page.settle();
    },
    babble: () => {},
  },
  'contact-form-7': {
    html: '<div class="wpcf7 js"><form></form></div><div class="wpcf7 js"><form id="right"></form></div>',
    accept: (page) => page.tell(page.find('#right'), 'wpcf7mailsent', { bubbles: true }),
    block(page) {
      for (const what of ['invalid', 'spam', 'mailfailed']) {
        page.tell(page.find('#right'), `wpcf7${what}`, { bubbles: true });
      }
      page.tell(page.find('#right'), 'wpcf7submit', { bubbles: true });
    },
    babble: (page, detail) => page.tellWindow('wpcf7mailsent', detail),
  },
  wpforms: jquery(
    '<form class="wpforms-form wpforms-ajax-form"></form><form class="wpforms-form wpforms-ajax-form" id="right"></form>',
    'wpformsAjaxSubmitSuccess',
    'wpformsAjaxSubmitFailed',
  ),
  elementor: jquery(
    '<form class="elementor-form"></form><form class="elementor-form" id="right"></form>',
    'submit_success',
    'error',
  ),
  webflow: showing(
    (id) => `<div class="w-form"><form id="${id}"></form>
      <div class="w-form-done" style="display:none">Thanks</div><div class="w-form-fail" style="display:none">No</div></div>`,
    '.w-form-done',
    '.w-form-fail',
  ),
  calendly: framed(
    'https://calendly.com',
    'https://calendly.com/a',
    { event: 'calendly.event_scheduled', payload: {} },
    { event: 'calendly.date_and_time_selected' },
  ),
  gohighlevel: framed(
    'https://link.agency.example',
    'https://link.agency.example/widget/form/1',
    ['set-sticky-contacts', '_ud', '{}', 'location', 'submission'],
    ['set-sticky-contacts', 'embedded_iframe_x', 'x', '{}', ''],
  ),
  typeform: {
    html: `<div data-tf-live="1"></div><div data-tf-live="2" id="right"><iframe></iframe></div>`,
    accept: (page) => page.say('https://form.typeform.com', { type: 'form-submit' }, 'iframe'),
    block: (page) =>
      page.say('https://form.typeform.com', { type: 'form-screen-changed' }, 'iframe'),
    babble: (page, anything) => page.say('https://form.typeform.com', anything),
  },
  marketo: {
    html: '<form class="mktoForm" id="mktoForm_1"></form><form class="mktoForm" id="mktoForm_2"></form>',
    place: '#mktoForm_2',
    accept(page) {
      const marketo = fakeMarketo();
      page.set({ MktoForms2: marketo });
      page.look();
      page.look();
      // Anything else would keep the follow-up page from opening.
      expect(marketo.succeed()).toEqual([true]);
    },
    block: (page) => page.look(),
    babble: (page, anything) => {
      page.set({
        MktoForms2: { whenReady: (callback: (form: unknown) => void) => callback(anything) },
      });
      page.look();
    },
  },
  ninja: {
    html: `<div class="nf-form-cont" id="nf-form-1-cont"><form></form></div>
      <div class="nf-form-cont" id="nf-form-2-cont"><form id="right"></form></div>`,
    before: (page) => page.addJquery(),
    accept: (page) =>
      page.trigger('nfFormSubmitResponse', page.document as never, {
        id: 2,
        response: { errors: [] },
      }),
    block: (page) =>
      page.trigger('nfFormSubmitResponse', page.document as never, {
        id: 2,
        response: { errors: { fields: { 1: 'No' } } },
      }),
    babble: (page, anything) =>
      page.trigger('nfFormSubmitResponse', page.document as never, anything),
  },
  fluent: {
    html: '<form class="frm-fluent-form"></form><form class="frm-fluent-form" id="right"></form>',
    accept: (page) =>
      page.tell(page.document, 'fluentform_submission_success', {
        detail: { form: page.find('#right') },
      }),
    block: (page) =>
      page.tell(page.document, 'fluentform_submission_failed', {
        detail: { form: page.find('#right') },
      }),
    babble: (page, detail) => page.tell(page.document, 'fluentform_submission_success', { detail }),
  },
  formidable: {
    html: '<form class="frm_ajax_submit"></form><form class="frm_ajax_submit" id="right"></form>',
    before: (page) => page.addJquery(),
    accept: (page) =>
      page.tell(
        page.document,
        'frmFormCompleteBeforeReplace',
        {},
        { frmData: { object: page.find('#right') } },
      ),
    block: (page) => page.trigger('frmFormErrors', page.document as never, page.find('#right'), {}),
    babble: (page, frmData) =>
      page.tell(page.document, 'frmFormCompleteBeforeReplace', {}, { frmData }),
  },
  divi: replacing(
    (inner) => `<div class="et_pb_contact_form_container">${inner}</div>`,
    '<div class="et-pb-contact-message"></div><div class="et_pb_contact"><form class="et_pb_contact_form"></form></div>',
    '<div class="et-pb-contact-message"><p>Thanks</p></div>',
    '<div class="et-pb-contact-message"><p class="et_pb_contact_error_text">No</p></div>',
  ),
  jotform: framed(
    'https://form.jotform.com',
    'https://form.jotform.com/1',
    { action: 'submission-completed', formID: '1' },
    'setHeight:500:1:',
  ),
  tally: framed(
    'https://tally.so',
    'https://tally.so/embed/1',
    JSON.stringify({ event: 'Tally.FormSubmitted', payload: {} }),
    JSON.stringify({ event: 'Tally.FormPageView', payload: { text: 'Tally.FormSubmitted' } }),
  ),
  cal: framed(
    'https://app.cal.com',
    'https://app.cal.com/a/embed',
    { originator: 'CAL', type: 'bookingSuccessfulV2', namespace: '', data: {} },
    { originator: 'CAL', type: 'linkReady' },
  ),
  klaviyo: {
    html: '<form class="klaviyo-form" data-testid="klaviyo-form-A"></form><form class="klaviyo-form" data-testid="klaviyo-form-B" id="right"></form>',
    accept: (page) => page.tellWindow('klaviyoForms', { type: 'submit', formId: 'B' }),
    block(page) {
      for (const type of ['open', 'embedOpen', 'stepSubmit', 'close']) {
        page.tellWindow('klaviyoForms', { type, formId: 'B' });
      }
    },
    babble: (page, detail) => page.tellWindow('klaviyoForms', detail),
  },
  mailchimp: showing(
    (id) => `<form id="${id}" action="https://a.us1.list-manage.com/subscribe/post?u=1">
      <div id="mce-error-response" style="display:none"></div><div id="mce-success-response" style="display:none"></div></form>`,
    '#mce-success-response',
    '#mce-error-response',
  ),
  kit: {
    ...showing(
      (id) =>
        `<form id="${id}" data-sv-form="1"><ul class="formkit-alert-error"></ul><div data-style></div></form>`,
      '.formkit-alert-success',
      '.formkit-alert-error',
    ),
    async accept(page) {
      page.find('.right [data-style]').innerHTML = '<p class="formkit-alert-success">Thanks</p>';
      await page.settle();
    },
  },
  squarespace: replacing(
    (inner) => `<div class="sqs-block form-block">${inner}</div>`,
    '<form></form><div class="form-submission-text" style="display:none">Thanks</div>',
    '<div class="form-submission-text">Thanks</div>',
    '<form><p class="field-error">No</p></form>',
  ),
  htmx: {
    html: '<form hx-post="/a" role="search"></form><form hx-post="/a" id="right"><input type="email"></form>',
    accept(page) {
      const request = {
        verb: 'post',
        elt: page.find('#right'),
        triggeringEvent: { type: 'submit' },
      };
      page.tellWindow('htmx:afterRequest', { successful: true, requestConfig: request });
    },
    block(page) {
      const request = {
        verb: 'post',
        elt: page.find('#right'),
        triggeringEvent: { type: 'submit' },
      };
      page.tellWindow('htmx:afterRequest', { successful: false, requestConfig: request });
      // An input that is validated while somebody types, and a search.
      for (const requestConfig of [
        { ...request, elt: page.find('input'), triggeringEvent: { type: 'change' } },
        { ...request, elt: page.find('form') },
        { ...request, verb: 'get' },
        { ...request, triggeringEvent: { type: 'change' } },
      ]) {
        page.tellWindow('htmx:afterRequest', { successful: true, requestConfig });
      }
    },
    babble: (page, detail) => page.tellWindow('htmx:afterRequest', detail),
  },
  turbo: {
    html: '<form action="/a" role="search"></form><form action="/a" id="right"></form>',
    accept: (page) =>
      page.tell(page.find('#right'), 'turbo:submit-end', {
        bubbles: true,
        detail: { success: true, formSubmission: { formElement: page.find('#right') } },
      }),
    block(page) {
      const [search, formElement] = [page.find('[role=search]'), page.find('#right')];
      page.tellWindow('turbo:submit-end', { success: false, formSubmission: { formElement } });
      const formSubmission = { formElement: search };
      page.tellWindow('turbo:submit-end', { success: true, formSubmission });
    },
    babble: (page, detail) => page.tellWindow('turbo:submit-end', detail),
  },
};

/** Of these the browser sends the form, or they say nothing. */
const SILENT: Vendor[] = ['pardot', 'salesforce', 'pipedrive', 'shopify', 'netlify'];

function fakeMarketo(values: Record<string, unknown> = {}) {
  const callbacks: (() => unknown)[] = [];
  const form = {
    getId: () => 2,
    vals: (more?: object) => Object.assign(values, more),
    onSuccess: (callback: () => unknown) => callbacks.push(callback),
  };
  return {
    values,
    whenReady: (callback: (one: unknown) => void) => callback(form),
    succeed: () => callbacks.map((callback) => callback()),
  };
}

it('knows every vendor', () => {
  expect([...Object.keys(CASES), ...SILENT].sort()).toEqual([...VENDORS].sort());
});

describe.each(Object.entries(CASES) as [Vendor, Case][])('%s', (vendor, one) => {
  const open = () => {
    const page = new Page(vendor, one.html);
    one.before?.(page);
    return page;
  };

  it('says nothing of a page on which nothing happens', async () => {
    const page = open();
    await page.settle();
    page.document.body.append(page.document.createElement('p'));
    await page.settle();
    expect(page.settled).toEqual([]);
  });

  it('accepts the right form, once', async () => {
    const page = open();
    const right = page.find(one.place ?? '#right');
    await one.accept(page);
    await page.settle();
    expect(page.settled).toEqual([[right, 'accepted', vendor]]);
    expect(page.settled[0]?.[0].id).toBe(right.id);
  });

  it('accepts nothing that was not', async () => {
    const page = open();
    await one.block?.(page);
    await page.settle();
    expect(page.settled.filter(([, status]) => status !== 'blocked')).toEqual([]);
  });

  it.each(ANYTHING.map((anything, i) => [i, anything]))('bears anything (%i)', (_i, anything) => {
    const page = open();
    one.babble(page, anything);
    expect(page.settled).toEqual([]);
  });
});

describe('messages of others', () => {
  const MESSAGES: [Vendor, unknown][] = [
    ['hubspot', { type: 'hsFormCallback', id: '2', eventName: 'onFormSubmitted' }],
    ['hubspot', { meetingBookSucceeded: true }],
    ['calendly', { event: 'calendly.event_scheduled', payload: {} }],
    ['gohighlevel', ['set-sticky-contacts', '_ud', '{}', 'location', 'submission']],
    ['typeform', { type: 'form-submit', responseId: 'x' }],
    ['jotform', { action: 'submission-completed', formID: '1' }],
    ['tally', JSON.stringify({ event: 'Tally.FormSubmitted', payload: {} })],
    ['cal', { originator: 'CAL', type: 'bookingSuccessfulV2' }],
  ];
  const ORIGINS = [
    'https://evil.example',
    'null',
    '',
    'https://calendly.com.evil.example',
    'https://evil-calendly.com',
    'https://eviltypeform.com',
    'https://eviljotform.com',
    'https://a.jotform.com.evil.example',
    'https://tally.so.evil.example',
    'https://evilcal.com',
    'https://meetings.hubspot.com.evil.example',
    'https://evilhubspot.com',
    'https://shop.example.evil.example',
    'http://calendly.com',
  ];

  it.each(MESSAGES)('%s hears none', (vendor, data) => {
    const page = new Page(
      vendor,
      `${CASES[vendor]?.html}<iframe id="evil" src="https://evil.example/x"></iframe>`,
    );
    for (const origin of ORIGINS) page.say(origin, data);
    page.say('https://evil.example', data, '#evil');
    expect(page.settled).toEqual([]);
  });
});

describe('where the frame is none of the page', () => {
  it.each([
    [
      'calendly',
      'https://calendly.com',
      { event: 'calendly.event_scheduled' },
      '<div class="calendly-overlay"></div>',
    ],
    [
      'cal',
      'https://cal.com',
      { originator: 'CAL', type: 'bookingSuccessfulV2' },
      '<cal-modal-box></cal-modal-box>',
    ],
    ['hubspot', 'https://meetings.hubspot.com', { meetingBookSucceeded: true }, ''],
  ] as const)('%s has a stand-in', (vendor, origin, data, html) => {
    const page = new Page(vendor, html);
    page.say(origin, data);
    const place = page.document.body.firstElementChild ?? page.document.documentElement;
    expect(page.settled.map(([element]) => element === place)).toEqual([true]);
  });
});

describe('a success that is shown', () => {
  it('is told again after the next submission, and only then', async () => {
    const { html = '' } = CASES.mailchimp ?? {};
    const page = new Page('mailchimp', html);
    await CASES.mailchimp?.accept(page);
    page.document.body.append(page.document.createElement('p'));
    await page.settle();
    expect(page.settled).toHaveLength(1);
    page.find('.right #mce-success-response').style.display = 'none';
    await page.settle();
    await CASES.mailchimp?.accept(page);
    expect(page.settled).toHaveLength(2);
  });

  it('is none if it is there from the beginning, without a form', async () => {
    const page = new Page(
      'divi',
      '<div class="et_pb_contact_form_container"><div class="et-pb-contact-message"><p>Thanks</p></div></div>',
    );
    await page.settle();
    expect(page.settled).toEqual([]);
  });

  it('is none while Divi asks for what was left out', async () => {
    const page = new Page('divi', CASES.divi?.html);
    page.find('.right .et-pb-contact-message').innerHTML =
      '<p>Please, fill in the following fields:</p>';
    await page.settle();
    expect(page.settled).toEqual([]);
  });

  it('is none when a page of a Gravity form follows another', async () => {
    const page = new Page('gravity', CASES.gravity?.html);
    page.find('#gform_wrapper_2').innerHTML = '<form></form>';
    await page.settle();
    expect(page.settled).toEqual([]);
  });
});

describe('jQuery', () => {
  it('may come after the form, and again', () => {
    const page = new Page('elementor', CASES.elementor?.html);
    page.addJquery();
    page.document.body.click();
    page.trigger('submit_success', page.find('#right'));
    expect(page.settled).toHaveLength(1);
    // Another one, which the vendor does not use.
    page.addJquery();
    expect(page.settled).toHaveLength(1);
  });

  it('is not minded where somebody else tells of a success', () => {
    const page = new Page('elementor', '<form id="right"></form>');
    page.addJquery();
    page.trigger('submit_success', page.find('#right'));
    expect(page.settled).toEqual([]);
  });
});

describe('filling by the vendor’s own API', () => {
  it('hubspot: what is there and empty, and its own ids', async () => {
    const set: [string, string][] = [];
    const form = {
      getFormId: () => '1',
      getFormFieldValues: async () => [
        { name: '0-1/email', value: '' },
        { name: '0-1/utm_source', value: '' },
        { name: '0-1/utm_campaign', value: 'own' },
        { name: '0-1/utm_term', value: null },
        { name: 'gclid', value: [] },
        { name: '0-1/waybill_id', value: 'old' },
      ],
      setFieldValue: async (name: string, value: string) => {
        set.push([name, value]);
        if (name === 'gclid') throw new Error('Field not found.');
      },
    };
    const page = new Page('hubspot', '<div class="hs-form-frame" data-form-id="1" id="one"></div>');
    page.set({ HubSpotFormsV4: { getForms: () => [form] } });
    page.tellWindow('hs-form-event:on-ready', { formId: '1' });
    await page.settle();
    expect(set).toEqual([
      ['0-1/utm_source', 'google'],
      ['gclid', 'Abc-1'],
      ['0-1/waybill_id', 'id-of-one'],
    ]);
    page.tellWindow('hs-form-event:on-submission:success', { formId: '1' });
    expect(page.settled.map(([element]) => element.id)).toEqual(['one']);
  });

  it('marketo: what is there and empty, and its own ids', () => {
    const marketo = fakeMarketo({
      Email: '',
      utm_source__c: '',
      UTM_Campaign__c: 'own',
      waybill_id__c: 'old',
    });
    const page = new Page('marketo', CASES.marketo?.html);
    page.set({ MktoForms2: marketo });
    page.look();
    expect(marketo.values).toEqual({
      Email: '',
      utm_source__c: 'google',
      UTM_Campaign__c: 'own',
      waybill_id__c: 'id-of-mktoForm_2',
    });
  });
});

describe('addresses of embeds', () => {
  const TAGS = 'utm_source=google&utm_campaign=a%20%26%20b%2Cc&gclid=Abc-1';

  it.each([
    [
      'calendly',
      '<div class="calendly-inline-widget" data-url="https://calendly.com/a?b=1#c">',
      'data-url',
      `https://calendly.com/a?b=1&${TAGS}#c`,
    ],
    ['calendly', '<iframe src="https://calendly.com/a">', 'src', `https://calendly.com/a?${TAGS}`],
    [
      'gohighlevel',
      '<iframe id="f" src="https://x.example/widget/form/1">',
      'src',
      `https://x.example/widget/form/1?${TAGS}&waybill_id=id-of-f`,
    ],
    [
      'typeform',
      '<div id="f" data-tf-live="1">',
      'data-tf-hidden',
      'utm_source=google,utm_campaign=a & b\\,c,gclid=Abc-1,waybill_id=id-of-f',
    ],
    [
      'typeform',
      '<button id="f" data-tf-popup="1" data-tf-hidden="plan=a\\,b, utm_source=own">',
      'data-tf-hidden',
      'plan=a\\,b, utm_source=own,utm_campaign=a & b\\,c,gclid=Abc-1,waybill_id=id-of-f',
    ],
    [
      'pardot',
      '<iframe src="https://go.acme.example/l/1/2024-01-01/ab?keep=1">',
      'src',
      `https://go.acme.example/l/1/2024-01-01/ab?keep=1&${TAGS}`,
    ],
    ['pardot', '<iframe src="https://frame.test/l/x?y=1">', 'src', 'https://frame.test/l/x?y=1'],
    [
      'jotform',
      '<iframe id="f" src="https://form.jotform.com/1?utm_source=">',
      'src',
      'https://form.jotform.com/1?utm_source=&utm_campaign=a%20%26%20b%2Cc&gclid=Abc-1&waybill_id=id-of-f',
    ],
    [
      'tally',
      '<iframe id="f" data-tally-src="https://tally.so/embed/1?a=1">',
      'data-tally-src',
      `https://tally.so/embed/1?a=1&${TAGS}&waybill_id=id-of-f`,
    ],
    [
      'pipedrive',
      '<div data-pd-webforms="https://webforms.pipedrive.com/f/1">',
      'data-pd-webforms',
      `https://webforms.pipedrive.com/f/1?${TAGS}`,
    ],
    ['cal', '<iframe src="https://app.cal.com/a/embed">', 'src', 'https://app.cal.com/a/embed'],
    [
      'jotform',
      '<iframe src="https://docs.google.com/forms/d/e/1/viewform">',
      'src',
      'https://docs.google.com/forms/d/e/1/viewform',
    ],
  ] as const)('%s: %s', (vendor, html, attribute, expected) => {
    const page = new Page(vendor, html);
    const element = page.find('body > *');
    expect(page.addressOf(element, attribute)).toBe(expected);
    page.look();
    expect(page.addressOf(element, attribute)).toBe(expected);
  });

  const JOTFORM = 'https://form.jotform.com/1';

  it('leave a frame alone that somebody is in, or was', async () => {
    const page = new Page(
      'jotform',
      '<iframe src="about:blank" id="f" tabindex="0"></iframe><input>',
    );
    const frame = page.find('#f');
    frame.focus();
    page.window.dispatchEvent(new page.window.Event('blur'));
    page.find('input').focus();
    frame.setAttribute('src', JOTFORM);
    await page.settle();
    expect(page.addressOf(frame)).toBe(JOTFORM);
    const other = page.document.createElement('iframe');
    other.src = JOTFORM;
    page.document.body.append(page.connect(other));
    await page.settle();
    expect(page.addressOf(other)).toContain('gclid');
  });

  it('leave no step in the history: the attribute stays', () => {
    const page = new Page('jotform', `<iframe src="${JOTFORM}" id="f"></iframe>`);
    expect(page.find('#f').getAttribute('src')).toBe(JOTFORM);
    expect(page.addressOf(page.find('#f'))).toBe(`${JOTFORM}?${TAGS}&waybill_id=id-of-f`);
  });

  it('wait until a frame shows something', async () => {
    const page = new Page('jotform');
    const frame = page.document.createElement('iframe');
    frame.src = JOTFORM;
    page.connect(frame);
    let shown: object | null = { URL: 'about:blank' };
    Object.defineProperty(frame, 'contentDocument', { get: () => shown });
    page.document.body.append(frame);
    await page.settle();
    expect(page.addressOf(frame)).toBe(JOTFORM);
    shown = null;
    await page.settle();
    expect(page.addressOf(frame)).toContain('gclid');
  });

  it('are given once, and again when the page gives another or moves the frame', async () => {
    const page = new Page('jotform', `<iframe src="${JOTFORM}" id="f"></iframe>`);
    const frame = page.find('#f');
    const first = page.addressOf(frame);
    VALUES.utm_term = 'later';
    await page.settle();
    expect(page.addressOf(frame)).toBe(first);
    VALUES.utm_term = '';
    frame.setAttribute('src', `${JOTFORM}?page=2`);
    await page.settle();
    expect(page.addressOf(frame)).toBe(`${JOTFORM}?page=2&${TAGS}&waybill_id=id-of-f`);
    page.connect(frame);
    expect(page.addressOf(frame)).toBe(`${JOTFORM}?page=2`);
    await page.settle();
    expect(page.addressOf(frame)).toBe(`${JOTFORM}?page=2&${TAGS}&waybill_id=id-of-f`);
  });

  it('are not given for ever to a page that takes them back', async () => {
    const page = new Page(
      'calendly',
      '<div class="calendly-inline-widget" data-url="https://calendly.com/a">',
    );
    const element = page.find('div');
    const first = element.dataset.url;
    let given = 0;
    for (let i = 0; i < 50; i++) {
      element.dataset.url = 'https://calendly.com/a';
      await page.settle();
      if (element.dataset.url === first) given++;
    }
    expect(given).toBeGreaterThan(0);
    expect(given).toBeLessThan(10);
  });
});

describe('how forms are treated', () => {
  const vendorOf = (vendor: Vendor, html = '') => {
    const page = new Page(vendor, html);
    return [page, page.parts.find((part) => part.vendor)?.vendor] as const;
  };

  it.each([
    ['shopify', '<form action="/en/contact#contact_form">', true],
    ['shopify', '<form action="/cart/add">', false],
    [
      'salesforce',
      '<form action="https://webto.salesforce.com/servlet/servlet.WebToLead?encoding=UTF-8">',
      true,
    ],
    ['webflow', '<div class="w-form"><form data-redirect="/thanks">', false],
    [
      'kit',
      `<form data-sv-form="1" data-options='{"settings":{"after_subscribe":{"action":"redirect"}}}'>`,
      false,
    ],
    ['wpforms', '<form class="wpforms-form">', false],
    ['formidable', '<form class="frm-show-form">', false],
    ['contact-form-7', '<div class="wpcf7 no-js"><form>', false],
    ['gravity', '<form target="gform_ajax_frame_2">', true],
    ['gravity', '<form><input name="gform_submission_method" value="ajax"></form>', true],
    ['gravity', '<form><input name="gform_submission_method" value="postback"></form>', false],
    ['turbo', '<form action="/a">', false],
  ] as const)('%s: %s', (vendor, html, expected) => {
    const [page, { forms } = {}] = vendorOf(vendor, html);
    expect(!!forms && page.find('form').matches(forms)).toBe(expected);
  });

  it('turbo: on pages that have it, save what a controller handles', () => {
    const [page, vendor] = vendorOf(
      'turbo',
      '<form action="/a" id="a"></form><form action="/a" data-action="submit->a#b"></form><form action="/a" data-turbo="false"></form>',
    );
    page.set({ Turbo: {} });
    page.look();
    const taken = page.document.querySelectorAll(vendor?.forms ?? 'none');
    expect(Array.from(taken, ({ id }) => id)).toEqual(['a']);
  });

  it('shopify: names are the contact’s', () => {
    expect(vendorOf('shopify')[1]?.nameOf?.('utm_source')).toBe('contact[utm_source]');
  });

  it('tells which take created names', () => {
    const takes = VENDORS.filter((vendor) => vendorOf(vendor)[1]?.takes);
    expect(takes).toEqual(['contact-form-7', 'shopify', 'htmx', 'turbo']);
  });
});

it('keeps to its size', () => {
  const { code } = JSON.parse(readFileSync('dist/snippet/parts.txt', 'utf8'));
  const sizeOf = (name: string) => brotliCompressSync(code[name]).length;
  for (const vendor of VENDORS)
    expect([vendor, sizeOf(vendorPart(vendor)) <= 500]).toEqual([vendor, true]);
  expect(sizeOf('embed')).toBeLessThanOrEqual(800);
});
