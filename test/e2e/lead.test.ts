import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoApp } from '../../collector/node/demo/app.tsx';
import { Receiver } from '../../collector/node/demo/receiver.ts';
import { TAGS } from '../../shared/fields.ts';
import { HEAD_TABLE } from '../../shared/head-table.ts';
import { idNamesOf } from '../../shared/source.ts';
import { type Launched, launchChromium } from '../support/browsers.ts';
import { type Started, startWaybill, waybill } from '../support/executable.ts';
import { temporaryFolder } from '../support/home.ts';
import { type Internet, proxyTo, startInternet } from '../support/internet.ts';

/** The demo site stands at these hosts, and the collector at this one. */
const SHOPS = [
  'www.acme-hvac.example',
  'glow-medspa.example',
  'dataforge.example',
  'www.smithlaw.example',
  'www.brightsmile.example',
];
const COLLECTOR = 'collect.waybill.example';

interface Case {
  id: string;
  landing_url: string;
  referrer: string;
  rule: string;
}

const { cases } = JSON.parse(readFileSync('test/fixtures/referrer-cases.json', 'utf8')) as {
  cases: Case[];
};

/** Real arrivals, by the family of rules that decides on them. */
const FAMILIES: Record<string, string[]> = {
  S1: ['R068', 'R070', 'R072', 'R073', 'R091'],
  S2: ['R001', 'R003', 'R011', 'R045', 'R048', 'R238'],
  S2p: ['R040'],
  S3: ['R078', 'R079', 'R083'],
  S3e: ['R063'],
  S3w: ['R076'],
  'S4.0': ['R212', 'R213'],
  'S4.1': ['R201', 'R217'],
  'S4.2': ['R177'],
  'S4.3': ['R159', 'R165'],
  'S4.4': ['R175', 'R176'],
  'S4.5': ['R193', 'R194'],
  'S4.6': ['R198'],
  'S4.7': ['R253'],
  'S4.8': ['R098', 'R102'],
  'S4.9': ['R075', 'R218'],
};

type Fields = Record<string, string>;

let folder: ReturnType<typeof temporaryFolder>;
let collector: Started;
let collectorPort = 0;
let internet: Internet;
let browser: Launched;
let settings: Record<string, string>;
let siteKey = '';
let apiKey = '';
let script = '';

/** What the form's backend was sent, raw. */
const bodies: string[] = [];

beforeAll(async () => {
  folder = temporaryFolder();
  settings = {
    WAYBILL_DATA: join(folder.path, 'data'),
    WAYBILL_PUBLIC_URL: `https://${COLLECTOR}`,
  };
  collector = await startWaybill(settings, ['--no-demo']);
  collectorPort = collector.port;
  siteKey = /\/s\/(\w+)\.js/.exec(collector.printed)?.[1] ?? '';
  apiKey = /API key\s+(\w+)/.exec(collector.printed)?.[1] ?? '';
  for (const shop of SHOPS) await waybill(['origins', 'add', `https://${shop}`], settings);
  script = (await waybill(['snippet', '--site', siteKey], settings)).stdout;

  const receiver = new Receiver();
  const shop = (scriptUrl: string) => {
    const app = demoApp({ scriptUrl, leadsUrl: `https://${COLLECTOR}/leads/`, receiver });
    return async (request: Request) => {
      if (new URL(request.url).pathname === '/waybill.js') {
        return new Response(script, { headers: { 'content-type': 'text/javascript' } });
      }
      if (request.method === 'POST') bodies.push(await request.clone().text());
      return app.fetch(request);
    };
  };
  const tagged = shop(`https://${COLLECTOR}/s/${siteKey}.js`);
  internet = await startInternet({
    ...Object.fromEntries(SHOPS.map((host) => [host, tagged])),
    // This one hosts the script itself.
    'self-hosted.example': shop('/waybill.js'),
    [COLLECTOR]: proxyTo(() => collectorPort),
  });
  browser = await launchChromium(internet);
});

afterAll(async () => {
  await browser?.close();
  await internet?.stop();
  await collector?.stop();
  folder.remove();
});

/** A new visitor. */
async function visitor(): Promise<{ context: BrowserContext; page: Page; errors: string[] }> {
  const context = await browser.newContext();
  context.setDefaultTimeout(10_000);
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  return { context, page, errors };
}

/** Arrives by a link on the referring page, as a person does. */
async function arrive(page: Page, { landing_url: landing, referrer }: Case): Promise<void> {
  if (/^https?:/.test(referrer)) {
    internet.link(referrer, landing);
    await page.goto(referrer);
    await page.click('#on');
    await page.waitForURL((url) => url.href === new URL(landing).href);
    return;
  }
  if (referrer) {
    // Only the browser of a phone sends such a referrer.
    await page.addInitScript(
      ([href, text]) => {
        if (location.href === href)
          Object.defineProperty(Document.prototype, 'referrer', { value: text });
      },
      [new URL(landing).href, referrer],
    );
  }
  await page.goto(landing);
}

async function tagRan(page: Page): Promise<void> {
  await page.waitForFunction(() => 'waybill' in window);
}

/** Two more pages and the form. Returns what the form's backend received. */
async function walkAndSubmit(page: Page, before?: () => Promise<void>): Promise<Fields> {
  for (const name of ['AC repair', 'Prices', 'Contact']) {
    await tagRan(page);
    await page.getByRole('navigation').getByText(name, { exact: true }).click();
    await page.waitForLoadState();
  }
  await tagRan(page);
  await before?.();
  await page.getByLabel('Your name').fill('Ann Example');
  await page.getByLabel('E-mail').fill('ann@example.com');
  await page.getByLabel('What is it about?').selectOption('AC repair');
  const count = bodies.length;
  await page.getByRole('button', { name: 'Send' }).click();
  await page.getByRole('heading', { name: 'Thank you' }).waitFor();
  expect(bodies).toHaveLength(count + 1);
  return Object.fromEntries(new URLSearchParams(bodies.at(-1)));
}

async function leadOf(id: string) {
  for (let tries = 0; tries < 100; tries++) {
    const answer = await fetch(`http://127.0.0.1:${collectorPort}/v1/leads/${id}`, {
      headers: { authorization: `Bearer ${apiKey}` },
    });
    if (answer.ok) return answer.json();
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error(`The lead ${id} did not arrive.`);
}

/** What the address itself says, read by nothing of ours. */
function expectedFields(landing: string): Fields {
  const parameters = [...new URL(landing).searchParams].map(
    ([name, value]) => [name.toLowerCase(), value] as const,
  );
  const names = [...TAGS.map((tag) => `utm_${tag}`), ...idNamesOf(HEAD_TABLE)];
  const fields: Fields = {};
  for (const name of names) {
    const value = parameters.find(([key]) => key === name.toLowerCase())?.[1];
    if (value) fields[name] = value;
  }
  return fields;
}

const arrivals = Object.entries(FAMILIES).flatMap(([family, ids]) =>
  ids.map((id) => {
    const found = cases.find((one) => one.id === id);
    if (!found) throw new Error(`There is no case ${id}.`);
    return { ...found, family };
  }),
);

describe('a lead, from the landing to the API', () => {
  it.each(arrivals)('$family $id $landing_url, from "$referrer"', async (arrival) => {
    const { context, page, errors } = await visitor();
    await arrive(page, arrival);
    await tagRan(page);
    const landing = page.url();
    const referrer = await page.evaluate(() => document.referrer);
    if (arrival.referrer) expect(referrer).not.toBe('');
    const received = await walkAndSubmit(page);

    const tags = expectedFields(landing);
    expect(received).toMatchObject({
      ...tags,
      landing_page: landing,
      referrer,
      name: 'Ann Example',
      waybill_url: `https://${COLLECTOR}/leads/${received.waybill_id}`,
    });
    const path = [new URL(landing).pathname, '/ac-repair', '/pricing', '/contact'];
    expect(received.pages_viewed).toBe(path.join(' > '));

    const lead = await leadOf(received.waybill_id ?? '');
    const { first } = lead.touches;
    expect(first).toMatchObject({ landing_page: landing, referrer });
    expect({ ...first.tags, ...first.click_ids }).toEqual(tags);
    expect(lead.path.map(({ url }: { url: string }) => new URL(url).pathname)).toEqual(path);
    expect(received).toMatchObject(lead.fields);
    expect(JSON.stringify(lead)).not.toContain('ann@example.com');
    expect(errors).toEqual([]);
    await context.close();
  });

  it('covers at least 20 arrivals and every family of rules', () => {
    expect(arrivals.length).toBeGreaterThanOrEqual(20);
    const familyOf = (rule: string) => /^S\d(\.\d|[a-z])?/.exec(rule)?.[0];
    for (const { family, rule } of arrivals) expect(familyOf(rule)).toBe(family);
    expect(new Set(Object.keys(FAMILIES))).toEqual(
      new Set(cases.map(({ rule }) => familyOf(rule))),
    );
  });
});

describe('the hidden fields, whatever happens to the collector', () => {
  const ad: Case = {
    id: '',
    rule: '',
    landing_url: `https://${SHOPS[0]}/?utm_source=google&utm_medium=cpc&gclid=Abc-1`,
    referrer: 'https://www.google.com/',
  };

  /** Without what is new for each lead and each host. */
  function lasting(fields: Fields): Fields {
    const { waybill_id: id, waybill_url: url, landing_page: page, ...rest } = fields;
    expect(id).toMatch(/^[0-9a-v]{25}$/);
    expect(url).toContain(id);
    return { ...rest, page: page?.replace(/^https:\/\/[^/]+/, '') ?? '' };
  }

  it('are the same when it is killed after the page has loaded, and when it never was there', async () => {
    const well = await visitor();
    await arrive(well.page, ad);
    const expected = lasting(await walkAndSubmit(well.page));
    expect(expected).toMatchObject({ utm_source: 'google', gclid: 'Abc-1' });

    const killed = await visitor();
    await arrive(killed.page, ad);
    const received = await walkAndSubmit(killed.page, () => collector.kill());
    expect(lasting(received)).toEqual(expected);

    const never = await visitor();
    await arrive(never.page, {
      ...ad,
      landing_url: ad.landing_url.replace(SHOPS[0] ?? '', 'self-hosted.example'),
    });
    expect(lasting(await walkAndSubmit(never.page))).toEqual(expected);
    expect([...well.errors, ...killed.errors, ...never.errors]).toEqual([]);
  });
});
