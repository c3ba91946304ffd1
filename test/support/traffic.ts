import { Agent, request } from 'node:http';
import type { LeadEvent, WireEvent } from '../../shared/wire.ts';
import { SHOP, USER_AGENT } from './home.ts';
import { lead, message, newId, pageView } from './message.ts';

/** As many browsers send at once. */
const CONNECTIONS = 64;
/** So long a browser waits before it sends again what was not taken, and where nobody listens. */
const RETRY_MS = 40;
const REFUSED_MS = 250;
/** How much of what was not taken is never sent again: its page was closed. */
const CLOSED = 0.2;
/** What an event says that goes by the id of another. */
const CONFLICT = 'another';

/** A message, and how often it was sent. */
export interface Sending {
  /** The message says it as its script's version, which is kept with it. */
  id: string;
  body: string;
  events: WireEvent[];
  sent: number;
  acknowledged: number;
}

/** What a request was answered; status 0 where the connection failed, for what reason. */
interface Answer {
  status: number;
  reason: string;
  retryAfter: string;
}

/** Sends messages on connections that are kept. */
export function messenger(target: () => string, connections: number) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const send = (body: string) =>
    new Promise<Answer>((done) => {
      const headers = {
        'content-type': 'text/plain;charset=UTF-8',
        'content-length': Buffer.byteLength(body),
        origin: SHOP,
        'user-agent': USER_AGENT,
      };
      const asked = request(target(), { agent, method: 'POST', headers, timeout: 30_000 });
      asked.once('response', (answer) => {
        const { 'waybill-reason': reason = '', 'retry-after': retryAfter = '' } = answer.headers;
        // It was answered, also where the rest of the answer breaks off.
        const told = { status: answer.statusCode ?? 0, reason: `${reason}`, retryAfter };
        answer.resume().once('close', () => done(told));
      });
      asked.once('error', ({ code = '' }: NodeJS.ErrnoException) =>
        done({ status: 0, reason: code, retryAfter: '' }),
      );
      asked.once('timeout', () => asked.destroy());
      asked.end(body);
    });
  return { send, close: () => agent.destroy() };
}

/** A message that tells its own id, so that its row is known in the inbox. */
export function sendingOf(events: WireEvent[], changes: object = {}): Sending {
  const id = newId();
  const body = JSON.stringify(message(events, { script: id, ...changes }));
  return { id, body, events, sent: 0, acknowledged: 0 };
}

/** What the person of a lead wrote of himself. */
export function contactOf(leadId: string): NonNullable<LeadEvent['contact']> {
  return { email: `${leadId}@person.example`, name: 'Ann Example' };
}

function intent(): WireEvent {
  const page = `${SHOP}/contact`;
  return { type: 'intent', id: newId(), at: Date.now(), action: 'start', page, intent: {} };
}

/** A lead, of half of them what a person wrote, and of half its success. */
function submission(): WireEvent[] {
  const event = lead();
  if (Math.random() < 0.5) event.contact = contactOf(event.id);
  const { id, page } = event;
  const accepted: WireEvent = { type: 'accepted', id, at: Date.now(), by: 'answer', page };
  return Math.random() < 0.5 ? [event] : [event, accepted];
}

/** Another event by the same id, as no browser sends it. */
function contradiction(event: WireEvent): WireEvent {
  if (event.type === 'page_view') return { ...event, title: CONFLICT };
  return { ...event, page: `${SHOP}/${CONFLICT}` };
}

/** What a browser may send, and sometimes what contradicts an earlier message. */
function eventsAfter(earlier: Sending | undefined): WireEvent[] {
  const dice = Math.random();
  const contradicted = dice < 0.05 ? earlier?.events.filter((it) => it.type !== 'accepted') : [];
  if (contradicted?.length) return contradicted.map(contradiction);
  if (dice < 0.2) return [intent()];
  if (dice < 0.45) return submission();
  return dice < 0.8 ? [pageView()] : [pageView(), pageView(), pageView()];
}

/** The next message after some others: a new one, or one of them again. */
export function nextSending(earlier: readonly Sending[]): Sending {
  const one = earlier[Math.floor(Math.random() * earlier.length)];
  return one && Math.random() < 0.08 ? one : sendingOf(eventsAfter(one));
}

/**
 * Sends what browsers send, on as many connections, and keeps account of it: page views, intents,
 * leads and their success, what was acknowledged before, and what contradicts that. What is not
 * taken is sent again.
 */
export class Traffic {
  /** All that was ever sent. */
  readonly sendings: Sending[] = [];
  /** How often what was answered: `503 busy 2`; `0 ECONNRESET` where nothing was. */
  readonly answers = new Map<string, number>();
  /** How many requests were acknowledged. */
  acknowledged = 0;
  private readonly taken: Sending[] = [];
  private readonly messenger: ReturnType<typeof messenger>;
  private readonly browsers: Promise<void>[];
  private isEnded = false;

  /** @param target the address to send to, as it is now */
  constructor(target: () => string, connections = CONNECTIONS) {
    this.messenger = messenger(target, connections);
    this.browsers = Array.from({ length: connections }, () => this.browse());
  }

  /** How many requests were answered so. */
  answersLike(words: RegExp): number {
    const like = [...this.answers].filter(([answer]) => words.test(answer));
    return like.reduce((sum, [, times]) => sum + times, 0);
  }

  /** Resolves once as many more are acknowledged. */
  async more(count: number): Promise<void> {
    const goal = this.acknowledged + count;
    while (this.acknowledged < goal) await new Promise((done) => setTimeout(done, 5));
  }

  /** Resolves once everyone has the answer to what he sent last. */
  async stop(): Promise<void> {
    this.isEnded = true;
    await Promise.all(this.browsers);
    this.messenger.close();
  }

  private async browse(): Promise<void> {
    while (!this.isEnded) await this.deliver(this.next());
  }

  /** Sends until it is taken, or its page is closed. */
  private async deliver(sending: Sending): Promise<void> {
    for (;;) {
      const { status, reason, retryAfter } = await this.messenger.send(sending.body);
      // Where nobody listened, nothing was sent.
      const isSent = reason !== 'ECONNREFUSED';
      if (isSent) sending.sent += 1;
      const told = `${status} ${reason} ${retryAfter}`.trim();
      this.answers.set(told, (this.answers.get(told) ?? 0) + 1);
      if (status === 202) {
        if (!sending.acknowledged) this.taken.push(sending);
        sending.acknowledged += 1;
        this.acknowledged += 1;
        return;
      }
      if (this.isEnded || Math.random() < CLOSED) return;
      await new Promise((done) => setTimeout(done, isSent ? RETRY_MS : REFUSED_MS));
    }
  }

  private next(): Sending {
    const sending = nextSending(this.taken);
    if (!sending.sent) this.sendings.push(sending);
    return sending;
  }
}
