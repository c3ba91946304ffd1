/**
 * Requests as bytes. Those to collect are made once, and only their ids and times are changed from
 * one to the next, so that sending them costs the machine little.
 */
import type { Batch } from '../../shared/wire.ts';
import { SHOP } from '../support/home.ts';
import { History, type Time } from './history.ts';
import { ARRIVALS, BROWSERS, messageOf, pageView } from './messages.ts';

/** Messages to the collector of this path, some by visitors of before. */
export interface MessageOrder {
  path: string;
  /** Events of a message. */
  events: number;
  returning?: Time;
}

/** What is sent: messages, or what a secret key asks for, in any order. */
export type Order = MessageOrder | { paths: string[]; key: string };

/** Where requests come from, one after the other. */
export interface Requests {
  /** The bytes hold until the next is asked for. */
  next: (now: number) => Buffer;
}

/** Messages of a session where each has a page view. */
const PAGES_PER_SESSION = 3;
/** Of visitors, who have been there before: where it is known who was. */
const RETURNING = 0.3;

/* Stand-ins of the length of what they stand for. */
const VISITOR = 'v'.repeat(25);
const SESSION = 's'.repeat(25);
const EVENT = 'e'.repeat(25);
const NOW = 2_222_222_222_222;
const STARTED = 1_111_111_111_111;

/** A request whose ids and times are to be filled in, and where they are. */
interface Template {
  bytes: Buffer;
  visitors: number[];
  sessions: number[];
  events: number[];
  now: number[];
  started: number[];
}

function placesOf(bytes: Buffer, text: string | number): number[] {
  const places: number[] = [];
  const sought = `${text}`;
  for (let at = bytes.indexOf(sought); at >= 0; at = bytes.indexOf(sought, at + 1)) places.push(at);
  return places;
}

function templateFrom(head: string, batch: Batch): Template {
  const body = JSON.stringify(batch);
  const bytes = Buffer.from(`${head}content-length: ${body.length}\r\n\r\n${body}`, 'latin1');
  return {
    bytes,
    visitors: placesOf(bytes, VISITOR),
    sessions: placesOf(bytes, SESSION),
    events: placesOf(bytes, EVENT),
    now: placesOf(bytes, NOW),
    started: placesOf(bytes, STARTED),
  };
}

/** What a browser says above a message. */
function headOf(path: string, browser: string): string {
  return `POST ${path} HTTP/1.1\r
host: collect.example\r
connection: keep-alive\r
user-agent: ${browser}\r
content-type: text/plain;charset=UTF-8\r
accept: */*\r
origin: ${SHOP}\r
sec-fetch-site: cross-site\r
sec-fetch-mode: no-cors\r
sec-fetch-dest: empty\r
referer: ${SHOP}/\r
accept-encoding: gzip, deflate, br, zstd\r
accept-language: en-GB,en;q=0.9\r
priority: u=4, i\r
`;
}

/** The messages of a session, one for each arrival: one a page view, or one that holds all. */
function sessionsOf(events: number): Batch[][] {
  return ARRIVALS.map((arrival) => {
    const visit = { visitor: VISITOR, session: SESSION, number: 1, startedAt: STARTED, arrival };
    const view = (place: number) => pageView(visit, place, EVENT, place === 0 ? STARTED : NOW);
    const places = (count: number) => Array.from({ length: count }, (_, place) => view(place));
    return events === 1
      ? places(PAGES_PER_SESSION).map((event) => messageOf(visit, NOW, [event]))
      : [messageOf(visit, NOW, places(events))];
  });
}

const DIGITS = Buffer.from('0123456789abcdefghijklmnopqrstuv', 'latin1');

/** Ids as `shared/id.ts` makes them, written where they are to stand. Random enough for a bench. */
class Ids {
  private state = Math.floor(Math.random() * 2 ** 32) | 1;
  private now = 0;
  private readonly time = Buffer.alloc(9);

  private random(): number {
    this.state ^= this.state << 13;
    this.state ^= this.state >>> 17;
    this.state ^= this.state << 5;
    return this.state;
  }

  write(into: Buffer, now: number): void {
    if (now !== this.now) {
      this.now = now;
      this.time.write(now.toString(32).padStart(9, '0'), 'latin1');
    }
    into.set(this.time);
    for (let place = 9; place < 25; ) {
      let bits = this.random();
      for (let i = 0; i < 4; i++, bits >>>= 5) into[place++] = DIGITS[bits & 31] ?? 0;
    }
  }
}

function oneOf<T>(values: readonly T[]): T {
  const value = values[Math.floor(Math.random() * values.length)];
  if (value === undefined) throw new Error('There is nothing to choose from.');
  return value;
}

/** What one browser after the other sends over a connection. */
class Messages implements Requests {
  private readonly sessions: Template[][];
  private readonly returning: History | undefined;
  private readonly bytes: Buffer;
  private readonly visitor = Buffer.alloc(25);
  private readonly session = Buffer.alloc(25);
  private readonly started = Buffer.alloc(13);
  private readonly time = Buffer.alloc(13);
  private readonly ids = new Ids();
  private current: Template[] = [];
  private sent = 0;

  constructor(path: string, events: number, returning: History | undefined) {
    this.returning = returning;
    this.sessions = sessionsOf(events).flatMap((session) =>
      BROWSERS.map((browser) =>
        session.map((message) => templateFrom(headOf(path, browser), message)),
      ),
    );
    this.bytes = Buffer.alloc(Math.max(...this.sessions.flat().map(({ bytes }) => bytes.length)));
  }

  next(now: number): Buffer {
    this.time.write(`${now}`, 'latin1');
    const template = this.current[this.sent] ?? this.begin(now);
    this.sent += 1;
    const { bytes, time, started, visitor, session, ids } = this;
    template.bytes.copy(bytes);
    for (const place of template.visitors) bytes.set(visitor, place);
    for (const place of template.sessions) bytes.set(session, place);
    for (const place of template.now) bytes.set(time, place);
    for (const place of template.started) bytes.set(started, place);
    for (const place of template.events) ids.write(bytes.subarray(place, place + 25), now);
    return bytes.subarray(0, template.bytes.length);
  }

  /** Another visitor. */
  private begin(now: number): Template {
    const { returning, ids } = this;
    if (returning && Math.random() < RETURNING) {
      this.visitor.write(returning.anyVisitor(Math.random()), 'latin1');
    } else ids.write(this.visitor, now);
    ids.write(this.session, now);
    this.started.write(`${now}`, 'latin1');
    this.current = oneOf(this.sessions);
    this.sent = 0;
    return this.current[0] ?? oneOf(this.current);
  }
}

/** What whoever holds a key asks for. */
class Questions implements Requests {
  private readonly requests: Buffer[];

  constructor(paths: string[], key: string) {
    this.requests = paths.map((path) =>
      Buffer.from(
        `GET ${path} HTTP/1.1\r\nhost: collect.example\r\nconnection: keep-alive\r\naccept: application/json\r\nauthorization: Bearer ${key}\r\n\r\n`,
        'latin1',
      ),
    );
  }

  next(): Buffer {
    return oneOf(this.requests);
  }
}

/** The requests of one connection. */
export function requestsOf(order: Order): Requests {
  if ('paths' in order) return new Questions(order.paths, order.key);
  const { path, events, returning } = order;
  return new Messages(path, events, returning && new History(returning));
}
