import { readFileSync } from 'node:fs';
import { BrowserErrorCaptureEnum, Window } from 'happy-dom';
import type { ConsentAdapter, Report } from '../../../snippet/consent/adapter.ts';

/** A page with one built consent part, and what that reported. */
export class Page {
  // An error of a listener is thrown at who dispatched the event.
  readonly window = new Window({
    url: 'https://shop.example/',
    settings: {
      enableJavaScriptEvaluation: true,
      suppressInsecureJavaScriptEnvironmentWarning: true,
      errorCapture: BrowserErrorCaptureEnum.disabled,
      disableJavaScriptFileLoading: true,
      handleDisabledFileLoadingAsSuccess: true,
    },
  });
  readonly reports: Parameters<Report>[] = [];
  private readonly adapter: string;
  private readonly parts: { consent: ConsentAdapter }[] = [];

  constructor(adapter: string) {
    this.adapter = adapter;
    const { code: parts } = JSON.parse(readFileSync('dist/snippet/parts.txt', 'utf8'));
    const code = parts[`consent-${adapter}`];
    this.window.eval(`(WAYBILL_PARTS) => {${code}}`)(this.parts);
  }

  /** Asks the adapter, as the core does, whether its tool is here; tells the name under which. */
  watch(): boolean {
    const [part] = this.parts;
    if (this.parts.length !== 1 || part?.consent.name !== this.adapter) throw new Error('Not one.');
    return part.consent.watch((...report) => this.reports.push(report));
  }

  /** The newest report, once all promises are kept. */
  async said(): Promise<Parameters<Report> | undefined> {
    await new Promise((done) => setTimeout(done));
    return this.reports.at(-1);
  }

  set(globals: Record<string, unknown>) {
    Object.assign(this.window, globals);
  }

  get(global: string): unknown {
    return (this.window as never as Record<string, unknown>)[global];
  }

  addScript(attributes: string) {
    this.window.document.head.innerHTML = `<script ${attributes}></script>`;
  }

  /** The script element has run. */
  load() {
    const script = this.window.document.querySelector('script');
    script?.dispatchEvent(new this.window.Event('load'));
    this.window.dispatchEvent(new this.window.Event('load'));
  }

  tellWindow(name: string, detail?: object) {
    this.window.dispatchEvent(new this.window.CustomEvent(name, { ...(detail && { detail }) }));
  }

  tellDocument(name: string, detail?: object) {
    this.window.document.dispatchEvent(
      new this.window.CustomEvent(name, { ...(detail && { detail }) }),
    );
  }
}
