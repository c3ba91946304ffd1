import type { ContactValues } from './contact.ts';
import type { IsoTime } from './lead-json.ts';
import type { OutgoingRequest } from './outgoing.ts';

const MAX_REQUEST_CHARS = 2_000;
const MAX_ANSWER_CHARS = 1_000;
const HIDDEN = '…';
const NO_WORD = /[^\p{L}\p{N}]+/u;

/** What names whoever is asked, and not how: paths and queries of webhooks are keys to them. */
function placeOf(url: string): string {
  return /^https?:\/\/[^/?#@]+(?=[/?#]|$)/i.exec(url)?.[0] ?? HIDDEN;
}

/** A request as the log keeps it. It was made without contacts, links and keys for it. */
export function loggedRequest({ method, url, headers, body }: OutgoingRequest): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const text = [`${method} ${placeOf(url)}`, ...lines, '', body].join('\n');
  return text.slice(0, MAX_REQUEST_CHARS);
}

/** The ways in which a text stands in an answer. */
function writingsOf(text: string): string[] {
  return [text, JSON.stringify(text).slice(1, -1), encodeURIComponent(text)];
}

function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

/** What is looked at of an answer: what hides things takes long over what is long. */
const MAX_READ_CHARS = 4_000;
/** What a cut may leave of a word that would have been hidden. */
const MAX_WORD_CHARS = 100;

/** An answer as far as it is read; cut, it loses its last words. */
function readOf(body: string): string {
  return body.length > MAX_READ_CHARS ? body.slice(0, MAX_READ_CHARS - MAX_WORD_CHARS) : body;
}

/** Longest first, so that no part of a text is hidden before the whole. */
function anyOf(texts: readonly string[]): string {
  const longestFirst = [...new Set(texts)].sort((a, b) => b.length - a.length);
  return longestFirst.map(literal).join('|');
}

/**
 * An answer as the log keeps it: cut, and without what persons wrote, our keys, and whatever else
 * looks like an address or a number of somebody. Receivers repeat what they were sent.
 */
export function loggedAnswer(
  body: string,
  contact: ContactValues | null,
  secrets: readonly string[],
): string {
  const values = Object.values(contact ?? {}).filter((value) => value !== null);
  const texts = [...values, ...secrets].filter((text) => text.length > 1).flatMap(writingsOf);
  // Each word, too: receivers name the one that they do not like.
  const words = values.flatMap((value) => value.split(NO_WORD)).filter((word) => word.length > 1);
  let told = readOf(body);
  if (texts.length) told = told.replace(new RegExp(anyOf(texts), 'giu'), HIDDEN);
  if (words.length) {
    const word = `(?<![\\p{L}\\p{N}])(?:${anyOf(words)})(?![\\p{L}\\p{N}])`;
    told = told.replace(new RegExp(word, 'giu'), HIDDEN);
  }
  return told
    .replace(/[^\s"'<>()]+@[^\s"'<>()]+/g, HIDDEN)
    .replace(/\+?\d[\d\s()./-]{6,}\d/g, HIDDEN)
    .slice(0, MAX_ANSWER_CHARS);
}

/** Secrets, of which everything is hidden, in the shape that they have. */
export function hidden(secrets: object): object {
  return Object.fromEntries(Object.keys(secrets).map((key) => [key, HIDDEN]));
}

export const DELIVERY_STATES = ['waiting', 'delivered', 'dead'] as const;

/** A delivery as it is stored, with what its destination is called. */
export interface StoredDelivery {
  id: string;
  leadId: string;
  destinationId: string;
  destination: string;
  site: string;
  what: string;
  number: number;
  state: (typeof DELIVERY_STATES)[number];
  nextAt: number;
  attempts: number;
  createdAt: number;
  endedAt: number | null;
  reason: string;
}

/** A try as it is stored. */
export interface StoredAttempt {
  number: number;
  at: number;
  ms: number;
  status: number | null;
  outcome: 'delivered' | 'retry' | 'final';
  note: string;
  request: string;
  answer: string;
}

export function deliveryJson(delivery: StoredDelivery, iso: IsoTime) {
  const { id, leadId, destinationId, destination, site, what, number, state } = delivery;
  const { nextAt, attempts, createdAt, endedAt, reason } = delivery;
  return {
    id,
    lead: leadId,
    site,
    destination: { id: destinationId, name: destination },
    what,
    number,
    state,
    attempts,
    created_at: iso(createdAt),
    next_at: state === 'waiting' ? iso(nextAt) : null,
    ended_at: endedAt === null ? null : iso(endedAt),
    reason,
  };
}

export function attemptJson({ at, ...attempt }: StoredAttempt, iso: IsoTime) {
  return { ...attempt, at: iso(at) };
}
