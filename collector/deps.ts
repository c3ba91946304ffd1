import type { Database } from './db/database.ts';
import type { SnippetParts } from './domain/snippet.ts';

/** What the app is a function of: the two homes differ in these alone. */
export interface Deps {
  db: Database;
  snippet: SnippetParts;
  /** Signs the dashboard's cookies. */
  secret: string;
  /** Where browsers reach the collector; without it, where the request came to. */
  publicUrl?: string;
  /** Origins that every site may collect from while this runs: the demo site's. */
  demoOrigins?: readonly string[];
  now: () => number;
  newId: () => string;
  /** Follows what was taken into the inbox; runs after the answer. */
  project: () => Promise<void>;
  /** Takes note of an error that nobody foresaw. */
  log: (error: unknown) => void;
  /** Compresses a text for an `Accept-Encoding`, where the platform does not do it by itself. */
  compress?: (
    text: string,
    accepted: string,
  ) => { body: Uint8Array<ArrayBuffer>; encoding: string } | undefined;
}
