import type { Context } from 'hono';
import type { Database } from './db/database.ts';
import type { Site } from './db/entry.ts';
import type { Message } from './db/inbox.ts';
import type { Client } from './domain/client.ts';
import type { IncomingAnswer, OutgoingRequest } from './domain/outgoing.ts';
import type { SnippetParts } from './domain/snippet.ts';
import type { Keyring } from './secrets/keyring.ts';

/** A line of the log: what happened, and more of it. Never a person's data. */
export type Log = (
  level: 'info' | 'warn' | 'error',
  event: string,
  details?: Readonly<Record<string, unknown>>,
) => void;

/** What is told of a request; of where it went only the route, which names nobody. */
export interface Answer {
  method: string;
  route: string;
  status: number;
  ms: number;
}

/** What the app is a function of: the two homes differ in these alone. */
export interface Deps {
  db: Database;
  snippet: SnippetParts;
  /** Signs the dashboard's cookies. */
  secret: string;
  /** Seals and hashes what persons wrote. */
  keyring: Keyring;
  /** Where browsers reach the collector; without it, where the request came to. */
  publicUrl?: string;
  /** Origins that every site may collect from while this runs: the demo site's. */
  demoOrigins?: readonly string[];
  now: () => number;
  newId: () => string;
  /**
   * Whose a site key is; unless it is to be fresh, it may be a second old. `isKnown` asks nobody:
   * what is not known gives nothing.
   */
  siteByKey: (
    key: string,
    how?: { isFresh?: boolean; isKnown?: boolean },
  ) => Promise<Site | undefined>;
  /**
   * Keeps a message; once it resolves, the message is safe.
   * @throws {Failure} `busy`, where it could not be kept: it is to be sent again
   */
  take: (message: Message) => Promise<void>;
  /** Counts a request that was refused, after the answer. */
  refuse: (refusal: Message) => void;
  /** Follows what was taken; runs after the answer. */
  project: () => Promise<void>;
  /**
   * Sends a request to a destination: nowhere inside a network of the collector's own, following no
   * redirect, and not for long. Resolves whatever becomes of it.
   */
  send: (request: OutgoingRequest) => Promise<IncomingAnswer>;
  /** The address that a request came from; it is not kept. '' where it is not known. */
  addressOf: (c: Context) => string;
  /** Where the platform says that a request came from. */
  placeOf: (c: Context) => Pick<Client, 'country' | 'region'>;
  /**
   * Takes one from an allowance. Resolves with the seconds until there is one again, where there
   * is none.
   */
  limit: (allowance: 'address' | 'site', key: string) => Promise<number | undefined>;
  /** What keeps this from working; empty when it can take messages. */
  faults: () => Promise<string[]>;
  log: Log;
  /** Counts a request that was answered. */
  answered?: (answer: Answer) => void;
  /** What was counted since the start, for who knows the token; not every home counts. */
  metrics?: {
    token: string;
    /** In Prometheus' text format. */
    text: () => Promise<string>;
  };
  /** Compresses a text for an `Accept-Encoding`, where the platform does not do it by itself. */
  compress?: (
    text: string,
    accepted: string,
  ) => { body: Uint8Array<ArrayBuffer>; encoding: string } | undefined;
}
