import { createHmac, timingSafeEqual } from 'node:crypto';

/** Something that came to the receiver. */
export interface Received {
  at: Date;
  by: 'webhook' | 'card';
  /** The id that the sender gave it: the same, where it is sent again. */
  id: string;
  /** Whether its signature is right; a card has none. */
  isSigned: boolean;
  body: unknown;
}

const MAX_KEPT = 20;
/** Of an older message somebody may have kept a copy. */
const MAX_AGE_S = 300;

/** The `v1` signature of Standard Webhooks: https://www.standardwebhooks.com */
function signatureOf(secret: string, id: string, timestamp: string, body: string): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  return createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
}

function isEqual(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

/**
 * What a business would have to take leads with: it checks signatures as any receiver should, and keeps
 * what came last to be looked at.
 */
export class Receiver {
  readonly received: Received[] = [];
  /** Of the webhook; '' before there is one. */
  secret = '';

  takeWebhook(header: (name: string) => string | undefined, body: string): boolean {
    const [id = '', timestamp = ''] = [header('webhook-id'), header('webhook-timestamp')];
    const expected = signatureOf(this.secret, id, timestamp, body);
    const signatures = (header('webhook-signature') ?? '').split(' ');
    const isRecent = Math.abs(Date.now() / 1000 - Number(timestamp)) < MAX_AGE_S;
    const isSigned = isRecent && signatures.some((one) => isEqual(one, `v1,${expected}`));
    this.keep({ by: 'webhook', id, isSigned, body });
    return isSigned;
  }

  takeCard(body: string): void {
    this.keep({ by: 'card', id: '', isSigned: false, body });
  }

  private keep(one: Omit<Received, 'at' | 'body'> & { body: string }): void {
    let body: unknown = one.body;
    try {
      body = JSON.parse(one.body);
    } catch {
      // It is shown as it came.
    }
    this.received.unshift({ ...one, body, at: new Date() });
    this.received.length = Math.min(this.received.length, MAX_KEPT);
  }
}
