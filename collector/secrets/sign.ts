import { base64From, bytesIn, bytesOf } from './base64.ts';

/*
 * Standard Webhooks: who knows the secret knows who sent a request, and when.
 */

const PREFIX = 'whsec_';
const SECRET_BYTES = 32;

/** A new secret for a receiver, as the specification writes it. */
export function newSigningSecret(): string {
  return PREFIX + base64From(crypto.getRandomValues(new Uint8Array(SECRET_BYTES)));
}

async function signature(content: string, secret: string): Promise<string> {
  const bytes = bytesOf(secret.slice(PREFIX.length));
  const how = { name: 'HMAC', hash: 'SHA-256' };
  const key = await crypto.subtle.importKey('raw', bytes, how, false, ['sign']);
  const signed = await crypto.subtle.sign('HMAC', key, bytesIn(content));
  return `v1,${base64From(new Uint8Array(signed))}`;
}

/** The headers that sign a body by each of some secrets, at a time in seconds. */
export async function signedHeaders(
  id: string,
  seconds: number,
  body: string,
  secrets: readonly string[],
): Promise<Record<string, string>> {
  const content = `${id}.${seconds}.${body}`;
  const signatures = await Promise.all(secrets.map((secret) => signature(content, secret)));
  return {
    'webhook-id': id,
    'webhook-timestamp': `${seconds}`,
    'webhook-signature': signatures.join(' '),
  };
}
