import { base64From, bytesIn, bytesOf } from './base64.ts';
import { derived } from './keyring.ts';

/** What a link in a message stands for: one lead, for whoever it was assigned to, for a while. */
export interface Link {
  siteId: string;
  leadId: string;
  /** The assignment's number: another one ends it. */
  assignment: number;
  /** Epoch milliseconds. */
  expiresAt: number;
}

/** Base64 as it may stand in a path. */
function pathFrom(bytes: Uint8Array): string {
  return base64From(bytes).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

function bytesOfPath(text: string): Uint8Array<ArrayBuffer> {
  return bytesOf(text.replaceAll('-', '+').replaceAll('_', '/'));
}

/** Of each secret: there is one. */
const keys = new Map<string, Promise<CryptoKey>>();

function keyOf(secret: string): Promise<CryptoKey> {
  const hmac = { name: 'HMAC', hash: 'SHA-256' };
  const key =
    keys.get(secret) ??
    derived(secret, 'link', (bits) =>
      crypto.subtle.importKey('raw', bits, hmac, false, ['sign', 'verify']),
    );
  keys.set(secret, key);
  return key;
}

/** The token of a link, to stand in a path: what it says, and the proof that we said it. */
export async function signLink(secret: string, link: Link): Promise<string> {
  const { siteId, leadId, assignment, expiresAt } = link;
  const said = pathFrom(bytesIn(JSON.stringify([siteId, leadId, assignment, expiresAt])));
  const proof = await crypto.subtle.sign('HMAC', await keyOf(secret), bytesIn(said));
  return `${said}.${pathFrom(new Uint8Array(proof))}`;
}

/** What a token stands for; undefined where it is none of ours, or too old. */
export async function readLink(
  secret: string,
  token: string,
  now: number,
): Promise<Link | undefined> {
  const [, said, proof] = /^([\w-]{1,300})\.([\w-]{43})$/.exec(token) ?? [];
  if (!said || !proof) return undefined;
  const isOurs = await crypto.subtle.verify(
    'HMAC',
    await keyOf(secret),
    bytesOfPath(proof),
    bytesIn(said),
  );
  if (!isOurs) return undefined;
  const [siteId, leadId, assignment, expiresAt] = JSON.parse(
    new TextDecoder().decode(bytesOfPath(said)),
  );
  return expiresAt > now ? { siteId, leadId, assignment, expiresAt } : undefined;
}
