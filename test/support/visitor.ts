import { readFileSync } from 'node:fs';
import { Browser, type BrowserWindow, Storage } from 'happy-dom';
import { type Settings, settingsFrom } from '../../collector/domain/settings.ts';
import { siteScript, snippetPartsFrom } from '../../collector/domain/snippet.ts';
import type { Batch, LeadEvent, WireEvent } from '../../shared/wire.ts';
import { SHOP } from './home.ts';

/** A page as it is landed on. */
export interface PageOptions {
  referrer?: string;
  html?: string;
  /** How long after the page before it is opened; none by default. */
  afterMs?: number;
  storage?: 'works' | 'throws' | 'full';
  /** Script that the page runs before the tag. */
  before?: string;
  /** How it is come to where no link was followed. */
  by?: 'reload' | 'back';
  /** In which tab; the pages of the others stay open. */
  tab?: number;
}

/** Where the script keeps what it could not send. */
const UNSENT = 'waybill_unsent https://collect.waybill.example/v1/collect/testsite';

/** A site's script as the collector serves it. */
export function builtScript(
  settings: Partial<Settings> = {},
  door: 'collector' | 'mount' = 'collector',
): string {
  const parts = snippetPartsFrom(readFileSync('dist/snippet/parts.txt', 'utf8'));
  const site = { key: 'testsite', origins: [SHOP], settings: settingsFrom(settings) };
  return siteScript(parts, site, 'https://collect.waybill.example', door);
}

/** A form whose hidden fields the page's author put there. */
export const CONTACT_FORM = `<form method="post" action="/contact" id="contact" name="Contact">
  <input type="hidden" name="utm_source"><input type="hidden" name="landing_page">
  <input name="email" type="email" value="ann@shop.example"><select name="service"><option value="">Choose</option>
  <option value="r">Repair</option></select><button>Send</button></form>`;

/** What waits this long waits until a test says so. */
const LATER_MS = 500;

/**
 * What becomes of a message: a status, with `Retry-After` where that is told, nothing where the
 * collector is out of reach, or no answer at all.
 */
type Answer = number | [status: number, retryAfter: string] | undefined | 'silence';
type Collector = (message: Batch) => Answer;

function promised(answer: Answer): Promise<Response> {
  if (answer === 'silence') return new Promise(() => {});
  if (answer === undefined) return Promise.reject(new TypeError('Failed to fetch'));
  const [status, retryAfter] = [answer].flat() as [number, string?];
  const headers = retryAfter === undefined ? {} : { 'retry-after': retryAfter };
  return Promise.resolve(new Response(null, { status, headers }));
}

/** A page without the tag, in a browser window of its own. */
function windowAt(browser: Browser, url: string): BrowserWindow {
  const page = browser.newPage();
  page.url = url;
  return page.mainFrame.window;
}

/** Gives a document a property as the browser does, which no element of the page hides. */
function setOwn(document: object, name: string, get: () => unknown): void {
  Object.defineProperty(Object.getPrototypeOf(document), name, { get, configurable: true });
}

function fail(name: string) {
  return () => {
    throw new Error(name);
  };
}

/** What a page with the tag did and sent. */
export class OpenPage {
  readonly window: BrowserWindow;
  private readonly sent: Batch[] = [];
  /** What the page waits to do until some time has gone, and when that is. */
  private readonly later = new Map<object, { at: number; run: () => void }>();

  constructor(window: BrowserWindow, options: PageOptions, script: string, collector: Collector) {
    this.window = window;
    const { document } = window;
    const html = options.html ?? CONTACT_FORM;
    const type = ['navigate', 'reload', 'back'].indexOf(options.by ?? 'navigate');
    setOwn(document, 'referrer', () => options.referrer ?? '');
    // Node's own has no navigation, and is one for all windows.
    const value = { now: () => performance.now(), navigation: { type } };
    Object.defineProperty(window, 'performance', { value });
    Object.assign(window, {
      fetch: (_url: string, init: { body: string }) => {
        const message = JSON.parse(init.body);
        this.sent.push(message);
        return promised(collector(message));
      },
    });
    const { setTimeout, clearTimeout } = window;
    Object.assign(window, {
      setTimeout: (run: () => void, ms = 0) => {
        if (ms < LATER_MS) return setTimeout.call(window, run, ms);
        const timer = {};
        this.later.set(timer, { at: window.eval('Date').now() + Math.ceil(ms), run });
        return timer;
      },
      clearTimeout: (timer: object) => {
        if (!this.later.delete(timer)) clearTimeout.call(window, timer as never);
      },
      // happy-dom has none.
      PerformanceObserver: class {
        observe() {}
      },
    });
    document.write(`<html><head><title>A page</title></head><body>${html}</body></html>`);
    if (options.before) window.eval(options.before);
    window.eval(script);
  }

  /** What was told by now, once all is told that waits. */
  get messages(): Batch[] {
    for (const timer of [...this.later.keys()]) this.run(timer);
    return this.sent;
  }

  /** What was told by now, while what waits goes on waiting. */
  get told(): readonly Batch[] {
    return this.sent;
  }

  /** When the next of what waits is due. */
  get due(): number {
    return Math.min(...[...this.later.values()].map(({ at }) => at));
  }

  /** Does what is due by a time. */
  runUntil(time: number) {
    for (const [timer, { at }] of [...this.later]) if (at <= time) this.run(timer);
  }

  get events(): WireEvent[] {
    return this.messages.flatMap((message) => message.events);
  }

  get leads(): LeadEvent[] {
    return this.events.filter((event) => event.type === 'lead');
  }

  /** What the form would post: [name, value] in order. */
  posted(selector = 'form'): Record<string, string> {
    const form = this.window.document.querySelector(selector);
    const data = new this.window.FormData(form as never);
    // As browsers do, to let the page add to it.
    const event = new this.window.Event('formdata', { bubbles: true });
    form?.dispatchEvent(Object.assign(event, { formData: data }));
    return Object.fromEntries([...data] as [string, string][]);
  }

  /** What a form would have if the browser sent it. */
  fields(selector = 'form'): Record<string, string> {
    const form = this.window.document.querySelector(selector);
    return this.window.eval('globalThis.waybill')?.fields(form) ?? {};
  }

  type(name: string, value: string) {
    const input = this.window.document.querySelector(`[name=${name}]`) as never as HTMLInputElement;
    input.value = value;
    input.dispatchEvent(new this.window.Event('input', { bubbles: true }) as never);
  }

  /** Submits as a person does, and waits for what follows. Returns what the form posted. */
  async submit(selector = 'form', prevented = false): Promise<Record<string, string>> {
    const form = this.window.document.querySelector(selector);
    const event = new this.window.SubmitEvent('submit', { bubbles: true, cancelable: true });
    if (prevented) form?.addEventListener('submit', (e) => e.preventDefault());
    form?.dispatchEvent(event);
    const posted = this.posted(selector);
    // After whatever the page put off until now.
    await new Promise((done) => this.window.setTimeout(done));
    return posted;
  }

  async settle() {
    await new Promise((done) => setTimeout(done, 80));
  }

  /** Where a link on the page leads once it is followed. */
  link(to: string): string {
    const { document, MouseEvent } = this.window;
    const link = document.createElement('a');
    link.href = new URL(to, document.location.href).href;
    document.body.append(link);
    link.dispatchEvent(new MouseEvent('mousedown', { bubbles: true, composed: true }));
    return link.href;
  }

  /** The person turns to something else: another tab, another page, another app. */
  hide() {
    this.turn('hidden');
  }

  /** The person is back on a page that stayed open. */
  show() {
    this.turn('visible');
  }

  /** The page comes back from the browser's memory, as by its button. */
  restore() {
    this.show();
    const event = new this.window.Event('pageshow');
    this.window.dispatchEvent(Object.assign(event, { persisted: true }));
  }

  /** The person scrolls, say. */
  use() {
    this.window.dispatchEvent(new this.window.Event('scroll'));
  }

  private run(timer: object) {
    const { run } = this.later.get(timer) ?? {};
    this.later.delete(timer);
    run?.();
  }

  private turn(value: 'hidden' | 'visible') {
    const { document, Event } = this.window;
    setOwn(document, 'visibilityState', () => value);
    document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
  }
}

/**
 * One browser that goes from page to page, in tabs that share what it keeps: cookies by their
 * domains, which are never a public suffix, storage by origin.
 */
export class Visitor {
  now = 1_790_000_000_000;
  /** What answers the messages of the pages. */
  collector: Collector = () => 202;
  private readonly browser = new Browser({
    settings: {
      enableJavaScriptEvaluation: true,
      suppressInsecureJavaScriptEnvironmentWarning: true,
    },
  });
  private readonly storages = new Map<string, Storage>();
  private readonly tabs: OpenPage[] = [];
  private readonly script: string;

  /** Of what the sites that are visited have set. */
  constructor(...site: Parameters<typeof builtScript>) {
    this.script = builtScript(...site);
  }

  /** Opens a page; a path is of the shop. */
  open(url: string, options: PageOptions = {}): OpenPage {
    const { tab = 0, afterMs = 1_000, storage = 'works' } = options;
    this.now += afterMs;
    this.close(tab);
    const window = windowAt(this.browser, new URL(url, SHOP).href);
    window.eval('Date').now = () => this.now;
    Object.defineProperty(window, 'localStorage', {
      get: storage === 'throws' ? fail('SecurityError') : () => this.storageOf(url, storage),
    });
    if (storage === 'throws') {
      setOwn(window.document, 'cookie', fail('SecurityError'));
    }
    const page = new OpenPage(window, options, this.script, (message) => this.collector(message));
    this.tabs[tab] = page;
    return page;
  }

  /** Stays on the open pages for a while, on which everything happens when it is due. */
  async wait(ms: number) {
    const end = this.now + ms;
    for (;;) {
      // What follows from an answer.
      await new Promise((done) => setTimeout(done));
      const next = Math.min(...Object.values(this.tabs).map(({ due }) => due));
      this.now = Math.max(this.now, Math.min(next, end));
      if (next > end) return;
      for (const page of Object.values(this.tabs)) page.runUntil(this.now);
    }
  }

  /** Leaves a tab's page for good. */
  close(tab = 0) {
    this.tabs[tab]?.hide();
    delete this.tabs[tab];
  }

  /** What the browser keeps of the shop, and what it is made to keep. */
  get storage(): string | null {
    return this.storageOf(SHOP).getItem('waybill');
  }

  set storage(text: string | null) {
    this.storageOf(SHOP).clear();
    if (text !== null) this.storageOf(SHOP).setItem('waybill', text);
  }

  /** What the browser keeps of the shop's messages, and what it is made to keep. */
  get unsent(): string | null {
    return this.storageOf(SHOP).getItem(UNSENT);
  }

  set unsent(text: string) {
    this.storageOf(SHOP).setItem(UNSENT, text);
  }

  /** The cookies of a page, and one that it is made to keep. */
  get cookies(): string {
    return windowAt(this.browser, SHOP).document.cookie;
  }

  set cookie(text: string) {
    windowAt(this.browser, SHOP).document.cookie = text;
  }

  private storageOf(url: string, how: PageOptions['storage'] = 'works'): Storage {
    const { origin } = new URL(url, SHOP);
    const storage = this.storages.get(origin) ?? new Storage();
    this.storages.set(origin, storage);
    if (how !== 'full') return storage;
    return Object.defineProperty(new Storage(), 'setItem', { value: fail('QuotaExceededError') });
  }
}
