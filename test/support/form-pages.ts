import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { Batch, type WireEvent } from '../../shared/wire.ts';
import { type Launched, launchChromium, launchFirefox } from './browsers.ts';
import { answerTo, type Posted, postedFrom } from './form-backend.ts';
import type { FormCase, FormPage, Step } from './form-cases.ts';
import { formLibraries } from './form-libraries.ts';
import { EVEN, INPUTS, WATCH } from './form-scripts.ts';
import { restByItself, take } from './form-steps.ts';
import { startInternet } from './internet.ts';

const LANDING =
  '/_landing.html?utm_source=google&utm_medium=cpc&utm_campaign=spring_sale&gclid=TESTGCLID';
const VENDORS = 'test/fixtures/forms/_vendor';
const COLLECTOR = 'collect.waybill.example';

/** What `waybill:lead` tells the page. */
interface ToldLead {
  id: string;
  status: 'submitted' | 'accepted' | 'blocked';
}

/** What happened while a page was used. */
export interface Run {
  /** What its forms sent. */
  posted: Posted[];
  /** Addresses of vendors that were asked for, and those of the frames that are there in the end. */
  external: string[];
  frames: string[];
  /** Names of its inputs, before each step. */
  inputs: { hidden: string[]; visible: string[] };
  errors: string[];
  leads: ToldLead[];
  /** What the collector was told, and what of it was no message. */
  events: WireEvent[];
  invalid: string[];
  /** The page's policy lets it tell the collector. */
  mayTell: boolean;
  ui?: unknown;
  uiCtx?: unknown;
  /** Why it could not be used to the end. */
  failure?: string;
}

/** A run that is under way: the page that is its own host's. */
interface Open extends Run {
  page: FormPage;
  script: boolean;
}

const HTML = { 'content-type': 'text/html; charset=utf-8' };
const SCRIPT = { 'content-type': 'text/javascript; charset=utf-8' };
const OPEN = { 'access-control-allow-origin': '*', 'access-control-allow-headers': '*' };

/** A vendor's own stand-in: its script, or its page in a frame. */
function vendorAnswer(host: string, destination: string): Response {
  const isPage = /document|frame/.test(destination);
  if (destination === 'style') return new Response('', { headers: { 'content-type': 'text/css' } });
  const file = join(VENDORS, `${host}.${isPage ? 'html' : 'js'}`);
  const found = existsSync(file);
  return new Response(found ? readFileSync(file) : isPage ? '' : null, {
    status: found || isPage ? 200 : 204,
    headers: { ...OPEN, ...(isPage ? HTML : SCRIPT) },
  });
}

/** Whether a request to a vendor is a submission. */
function submits(method: string, path: string): boolean {
  return method !== 'GET' || /\/proc\.php$|\/post-json$/.test(path);
}

function wait(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}

/** Waits until it is so, for so long at most. */
async function until(
  holds: () => boolean | Promise<boolean>,
  ms: number,
  every = 20,
): Promise<void> {
  for (const end = Date.now() + ms; Date.now() < end && !(await holds()); ) await wait(every);
}

const RANK: Record<string, number> = { submitted: 1, accepted: 2 };

/** The most that was told of a lead: 1 that it went, 2 that it was accepted. */
export function toldTo(events: { type?: string; status?: string }[]): number {
  return Math.max(0, ...events.map(({ type, status = type }) => RANK[status ?? ''] ?? 0));
}

/** Of the requests of a run those that a case is about. */
export function relevant(run: Run, { path = '/__fx/', method }: FormCase): Posted[] {
  return run.posted.filter(
    (one) => one.path.includes(path) && (method === undefined || one.method === method),
  );
}

/** Notes which inputs there are by now, in all frames. */
async function look(page: Page, run: Run): Promise<void> {
  const asked = page.frames().map((frame) => frame.evaluate('__inputs()').catch(() => undefined));
  for (const found of (await Promise.all(asked)) as (Run['inputs'] | undefined)[]) {
    run.inputs.hidden.push(...(found?.hidden ?? []));
    run.inputs.visible.push(...(found?.visible ?? []));
  }
}

export type FormBrowser = Awaited<ReturnType<typeof openForms>>;

/**
 * A browser on an internet on which each run of a page has a host of its own, every vendor a
 * stand-in, and whatever is sent is kept.
 */
export async function openForms(launch: typeof launchFirefox, script: string) {
  const libraries = await formLibraries();
  const runs = new Map<string, Open>();

  /** The page's own host, or the run of the page that asks a vendor. */
  function runOf(host: string, request: Request): Open | undefined {
    const from = request.headers.get('origin') ?? request.headers.get('referer') ?? '';
    return runs.get(host) ?? (URL.canParse(from) ? runs.get(new URL(from).hostname) : undefined);
  }

  function pageAnswer({ page, script: isOn }: Open, path: string): Response | undefined {
    const [, library] = /^\/_lib\/(.+)$/.exec(path) ?? [];
    if (library) return new Response(libraries.get(library) ?? null, { headers: SCRIPT });
    if (path === '/__snippet.js') return new Response(script, { headers: SCRIPT });
    const isLanding = path === '/_landing.html';
    if (!isLanding && path !== `/${page.name}.html`) return undefined;
    const html = isLanding ? readFileSync('test/fixtures/forms/_landing.html', 'utf8') : page.html;
    const csp = !isLanding && page.csp ? { 'content-security-policy': page.csp } : undefined;
    const tag = isOn ? '<script src="/__snippet.js"></script>' : '';
    return new Response(html.replace('<!-- SNIPPET -->', tag), { headers: { ...HTML, ...csp } });
  }

  /** A message to the collector, which must be one. */
  async function collect(run: Open | undefined, request: Request): Promise<Response> {
    const text = await request.text();
    if (text) {
      const message = Batch.safeParse(JSON.parse(text));
      if (message.success) run?.events.push(...message.data.events);
      else run?.invalid.push(message.error.message);
    }
    return new Response(null, { status: 202, headers: OPEN });
  }

  async function answer(host: string, request: Request): Promise<Response> {
    const { method } = request;
    const { pathname, href } = new URL(request.url);
    const run = runOf(host, request);
    if (method === 'OPTIONS') return new Response(null, { status: 204, headers: OPEN });
    if (host === COLLECTOR) return collect(run, request);
    const isOwn = runs.has(host);
    if (!isOwn) run?.external.push(href);
    if (isOwn && method === 'GET' && !pathname.startsWith('/__fx/')) {
      const response = run && pageAnswer(run, pathname);
      return response ?? new Response('not found', { status: 404 });
    }
    if (!isOwn && !submits(method, pathname)) {
      return vendorAnswer(host, request.headers.get('sec-fetch-dest') ?? '');
    }
    const posted = await postedFrom(request, isOwn ? pathname : `/__fx/${host}${pathname}`);
    run?.posted.push(posted);
    const response = answerTo(posted);
    for (const [name, value] of Object.entries(OPEN)) response.headers.set(name, value);
    return response;
  }

  const internet = await startInternet(
    new Proxy({}, { get: (_sites, host) => (request: Request) => answer(String(host), request) }),
  );
  const browser: Launched = await launch(internet);
  const isFirefox = launch === launchFirefox;
  let count = 0;

  function runAt(page: Page): Open | undefined {
    return runs.get(new URL(page.url()).hostname);
  }

  /**
   * Tabs that no run has now, each of a visitor of its own. They are used again, for a new one
   * costs as much as a run; a page finds nothing of those before it, since its host is its own.
   */
  const idle: Page[] = [];

  async function newTab(): Promise<Page> {
    const context = await browser.newContext();
    context.setDefaultTimeout(15_000);
    await context.exposeBinding('__tell', ({ page }, kind: string, detail) => {
      const run = runAt(page);
      if (kind === 'lead') run?.leads.push(detail);
      else run?.errors.push(`refused: ${detail}`);
    });
    await context.addInitScript(EVEN);
    await context.addInitScript(INPUTS);
    await context.addInitScript(WATCH);
    const tab = await context.newPage();
    const note = (text: string) => {
      // The network's own, not the page's.
      if (/Failed to load|net::ERR|favicon\.ico/.test(text)) return;
      runAt(tab)?.errors.push(text.slice(0, 200));
    };
    tab.on('pageerror', ({ message }) => note(message));
    tab.on('console', (message) => {
      if (message.type() === 'error') note(`console: ${message.text()}`);
    });
    return tab;
  }

  /** A tab that is as good as new is used again. */
  async function leave(tab: Page, asNew: boolean): Promise<void> {
    const context = tab.context();
    if (!asNew) return context.close();
    // Where a form went may not be there yet.
    await tab.goto('about:blank').catch(() => tab.goto('about:blank'));
    await context.clearCookies();
    idle.push(tab);
  }

  /** All steps. */
  async function walk(page: Page, run: Open, steps: Step[]): Promise<void> {
    const back = steps.findIndex(([action]) => action === 'back');
    const rest = steps.slice(back + 1).filter(([action]) => action !== 'wait');
    const isLost = isFirefox && back >= 0 && rest.length > 0;
    if (isLost) await page.evaluate(restByItself(rest));
    const mine = isLost ? steps.slice(0, back) : steps;
    for (const step of mine) {
      await look(page, run);
      await take(page, step, isFirefox);
    }
    if (isLost) {
      await page.evaluate(() => setTimeout(() => history.back()));
    }
  }

  /** Waits for what must come, then for what must not. */
  async function settle(page: Page, run: Open, one: FormCase): Promise<void> {
    const patience = 8_000;
    await until(() => relevant(run, one).length >= (one.posts ?? 1), patience);
    const { lead = 'none' } = one;
    if (run.script && lead !== 'none') {
      await until(() => run.leads.some(({ status }) => status === lead), patience / 2);
    }
    const shows = async (expression: string) =>
      page.evaluate(expression).catch((error: Error) => `error: ${error.message}`);
    if (run.mayTell && one.told !== false) {
      // What may still come of a click is waited for, and what is to be told is gathered: 2 s each.
      await until(() => toldTo(run.events) >= toldTo(run.leads), patience);
    }
    if (one.ui) {
      const ui = one.ui;
      await until(async () => (await shows(ui)) === true, patience / 2, 50);
    }
    await wait(one.after ?? (run.script ? 300 : 150));
    if (one.ui) run.ui = await shows(one.ui);
    if (one.uiCtx && run.script) run.uiCtx = await shows(one.uiCtx);
    run.frames = page.frames().map((frame) => frame.url());
  }

  return {
    /** Lands, walks on to the page, and uses it as the case says. */
    async use(formPage: FormPage, one: FormCase, isOn: boolean): Promise<Run> {
      const host = `case-${++count}.forms.example`;
      const run: Open = {
        page: formPage,
        script: isOn,
        posted: [],
        external: [],
        frames: [],
        inputs: { hidden: [], visible: [] },
        errors: [],
        leads: [],
        events: [],
        invalid: [],
        mayTell: !/connect-src 'none'/.test(formPage.csp ?? ''),
      };
      runs.set(host, run);
      const tab = idle.pop() ?? (await newTab());
      try {
        if (one.landing !== false) await tab.goto(`https://${host}${LANDING}`);
        await tab.goto(`https://${host}/${formPage.name}.html${one.qs ?? ''}`);
        await wait(one.settle ?? 120);
        await walk(tab, run, one.do ?? []);
        await settle(tab, run, one);
      } catch (error) {
        run.failure = String(error).split('\n')[0] ?? '';
      }
      runs.delete(host);
      const isLost = one.do?.some(([action]) => /back|dblclick/.test(action));
      await leave(tab, !run.failure && !isLost).catch(() => {});
      return run;
    },
    async close() {
      await browser.close();
      await internet.stop();
    },
  };
}

/** Where the pages are used. */
export const BROWSERS = [
  ['Chromium', launchChromium],
  ['Firefox', launchFirefox],
] as const;
