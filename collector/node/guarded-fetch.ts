import { lookup } from 'node:dns';
import * as http from 'node:http';
import * as https from 'node:https';
import type { LookupFunction } from 'node:net';
import type { Deps } from '../deps.ts';
import type { IncomingAnswer, OutgoingRequest } from '../domain/outgoing.ts';
import { isPublicAddress, literalAddress } from '../domain/public-address.ts';

/** From the first byte sent to the last one read. */
const TIMEOUT_MS = 15_000;
/** What is read of an answer; nobody needs more of it. */
const MAX_ANSWER_BYTES = 16_384;

interface Guard {
  /** Whether requests may go where only this network reaches. */
  allowPrivate: boolean;
  /** Origins that requests may go to wherever they are: the demo site's. */
  trusted?: readonly string[];
  timeoutMs?: number;
}

const PRIVATE =
  'the address is inside a private network; WAYBILL_ALLOW_PRIVATE_DESTINATIONS=1 permits that';

class Barred extends Error {}

/**
 * Resolves a name, and gives no address where any of it is not public. The connection goes to what
 * was looked at here: the name is not resolved once more.
 */
const publicLookup: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, found) => {
    const [first] = found ?? [];
    if (error || !first) {
      callback(error ?? new Error('no address'), []);
    } else if (!found.every(({ address }) => isPublicAddress(address))) {
      callback(new Barred(PRIVATE), []);
    } else if (options.all) {
      callback(null, found);
    } else {
      callback(null, first.address, first.family);
    }
  });
};

function unanswered(fault: string): IncomingAnswer {
  return { status: null, retryAfter: '', body: '', fault };
}

/** Why a request failed, without the addresses that errors name. */
function faultOf(error: NodeJS.ErrnoException): string {
  return error instanceof Barred ? error.message : (error.code ?? 'the connection failed');
}

function isTrusted({ origin }: URL, { allowPrivate, trusted = [] }: Guard): boolean {
  return allowPrivate || trusted.includes(origin);
}

function urlOf(text: string, guard: Guard): URL | string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) return 'the address is none';
  // Names are looked at when they are resolved; an address is not.
  const address = literalAddress(url.hostname);
  return isTrusted(url, guard) || address === undefined || isPublicAddress(address) ? url : PRIVATE;
}

/** The end of a request, whichever comes first; what comes after it changes nothing. */
function exchange(
  asked: http.ClientRequest,
  timeoutMs: number,
  done: (answer: IncomingAnswer) => void,
): void {
  let answer = unanswered(`none within ${timeoutMs / 1000} seconds`);
  const end = (isCut: boolean) => {
    clearTimeout(timer);
    if (isCut) asked.destroy();
    done(answer);
  };
  const timer = setTimeout(() => end(true), timeoutMs);
  asked.once('response', (response) => {
    const { statusCode = 0, headers } = response;
    answer = { ...unanswered(''), status: statusCode, retryAfter: headers['retry-after'] ?? '' };
    let bytes = 0;
    response.setEncoding('utf8').on('data', (text: string) => {
      bytes += Buffer.byteLength(text);
      answer = { ...answer, body: answer.body + text };
      if (bytes > MAX_ANSWER_BYTES) end(true);
    });
    response.once('end', () => end(false)).once('error', () => end(true));
  });
  asked.on('error', (error) => {
    if (answer.status === null) answer = unanswered(faultOf(error));
    end(false);
  });
}

/**
 * Sends requests to public addresses, on connections that are kept. It follows no redirect, and cuts
 * off who trickles or floods; an answer whose status was read is an answer, whatever came of the rest.
 */
export function guardedFetch(guard: Guard): Deps['send'] {
  const { timeoutMs = TIMEOUT_MS } = guard;
  const agents = {
    'http:': new http.Agent({ keepAlive: true }),
    'https:': new https.Agent({ keepAlive: true }),
  };
  return ({ method, url: text, headers, body }: OutgoingRequest) =>
    new Promise((done) => {
      const url = urlOf(text, guard);
      if (typeof url === 'string') return done(unanswered(url));
      const { request } = url.protocol === 'https:' ? https : http;
      const asked = request(url, {
        method,
        agent: agents[url.protocol as keyof typeof agents],
        headers: { ...headers, 'content-length': Buffer.byteLength(body) },
        ...(!isTrusted(url, guard) && { lookup: publicLookup }),
      });
      exchange(asked, timeoutMs, done);
      asked.end(body);
    });
}
