import { readFileSync } from 'node:fs';
import { Window } from 'happy-dom';
import { siteScript } from '../../collector/domain/snippet.ts';
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
}

/** A site's script as the collector serves it. */
export function builtScript(): string {
  const core = readFileSync('dist/snippet/core.txt', 'utf8');
  return siteScript({ core, version: '0.1.0' }, 'testsite', 'https://collect.waybill.example');
}

/** A form whose hidden fields the page's author put there. */
export const CONTACT_FORM = `<form method="post" action="/contact" id="contact" name="Contact">
  <input type="hidden" name="utm_source"><input type="hidden" name="landing_page">
  <input name="email" type="email"><select name="service"><option value="">Choose</option>
  <option value="r">Repair</option></select><button>Send</button></form>`;

/** What a page with the tag did and sent. */
export class OpenPage {
  readonly window: Window;
  readonly messages: Batch[] = [];

  constructor(url: string, kept: string | null, options: PageOptions, now: number) {
    this.window = new Window({
      url,
      settings: {
        enableJavaScriptEvaluation: true,
        suppressInsecureJavaScriptEnvironmentWarning: true,
      },
    });
    const { window, messages } = this;
    if (kept !== null) window.localStorage.setItem('waybill', kept);
    Object.defineProperty(window.document, 'referrer', { value: options.referrer ?? '' });
    this.breakStorage(options.storage ?? 'works');
    window.eval(`Date.now = () => ${now}`);
    Object.assign(window, {
      fetch(_url: string, init: { body: string }) {
        messages.push(JSON.parse(init.body));
        return Promise.reject(new Error('The collector is down.'));
      },
    });
    const html = options.html ?? CONTACT_FORM;
    window.document.write(`<html><head><title>A page</title></head><body>${html}</body></html>`);
    if (options.before) window.eval(options.before);
    window.eval(builtScript());
  }

  private breakStorage(how: PageOptions['storage']) {
    const fail = (name: string) => () => {
      throw new Error(name);
    };
    if (how === 'throws') {
      Object.defineProperty(this.window, 'localStorage', { get: fail('SecurityError') });
    }
    if (how === 'full') this.window.localStorage.setItem = fail('QuotaExceededError');
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
    return Object.fromEntries([...data] as [string, string][]);
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
    await this.settle();
    return posted;
  }

  async settle() {
    await new Promise((done) => setTimeout(done, 80));
  }
}

/** One browser that goes from page to page. */
export class Visitor {
  private kept: string | null = null;
  private now = 1_790_000_000_000;
  private page: OpenPage | undefined;

  /** Opens a page; a path is of the shop. */
  open(url: string, options: PageOptions = {}): OpenPage {
    this.keep();
    this.now += options.afterMs ?? 1_000;
    this.page = new OpenPage(new URL(url, SHOP).href, this.kept, options, this.now);
    return this.page;
  }

  /** What the browser kept, and what it is made to keep. */
  get storage(): string | null {
    this.keep();
    return this.kept;
  }

  set storage(text: string | null) {
    this.kept = text;
    this.page = undefined;
  }

  private keep() {
    try {
      this.kept = this.page?.window.localStorage.getItem('waybill') ?? this.kept;
    } catch {}
  }
}
