import type { SnippetConfig } from '../shared/wire.ts';
import type { Core, Part } from './core.ts';

/** What a lead without a form is called. */
export interface LeadWords {
  name?: string;
  lead_type?: string;
}

/** What a page may ask of Waybill. */
export interface Api {
  /** Version of the script. */
  version: string;
  /** The address that the page was come to by, where the stub is on it. */
  url?: string;
  /** What the page asked for before the script was there: `[['on', 'lead', tell]]`. */
  q?: { push(asked: [name: string, ...words: unknown[]]): void };
  /** The values of the hidden fields now, by their names; of a form, with its lead's. */
  fields?(form?: Element | null): Record<string, string>;
  /**
   * A form was accepted that Waybill cannot know of, or a lead came to be without one. Returns the
   * lead's id.
   */
  lead?(form?: Element | LeadWords | null): string;
  /** Hears of `lead`: what became of a submission. */
  on?(event: 'lead', callback: (detail: unknown) => void): void;
  /** Shows on the page what Waybill knows and does. */
  debug?(): void;
  /** Tells what the visitor decided, where no consent tool does; may be called again. */
  consent?(level: boolean | 'full' | 'page' | 'none', ads?: boolean): void;
  /** For the overlay, the script as it runs; from `debug` on. */
  core?: Core;
  config?: SnippetConfig;
  parts?: readonly Part[];
}

declare global {
  interface Window {
    waybill?: Api;
  }
}
