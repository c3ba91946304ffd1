import type { Contact } from '../../shared/wire.ts';
import { base64From, bytesIn, bytesOf } from './base64.ts';

/** What the collector's secret is used for; each has a key of its own, derived from it. */
type Purpose = 'seal' | 'hash' | 'link';

/** Fewer are an extension, or no number at all. */
const MIN_PHONE_DIGITS = 6;

/** Without a byte order mark of its own accord: what was sealed comes out as it went in. */
const textOf = (bytes: Uint8Array) =>
  new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);

/** HKDF (RFC 5869), so that no use of the secret tells anything of another. */
export async function derived<T>(
  secret: string,
  purpose: Purpose,
  as: (bits: ArrayBuffer) => Promise<T>,
): Promise<T> {
  const root = await crypto.subtle.importKey('raw', bytesIn(secret), 'HKDF', false, ['deriveBits']);
  const info = bytesIn(`waybill ${purpose}`);
  const how = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info };
  return as(await crypto.subtle.deriveBits(how, root, 256));
}

function sealingKey(bits: BufferSource): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', bits, 'AES-GCM', false, ['encrypt', 'decrypt']);
}

/** AES-256-GCM with a random nonce, which stands before the rest; as base64. */
async function sealedBy(key: CryptoKey, bytes: BufferSource): Promise<string> {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const sealed = new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, bytes));
  return `${base64From(iv)}.${base64From(sealed)}`;
}

async function openedBy(key: CryptoKey, text: string): Promise<Uint8Array<ArrayBuffer>> {
  const [iv = '', sealed = ''] = text.split('.');
  const how = { name: 'AES-GCM', iv: bytesOf(iv) };
  return new Uint8Array(await crypto.subtle.decrypt(how, key, bytesOf(sealed)));
}

/** What a person wrote of himself, as it is stored. */
interface SealedContact {
  /** The lead's own key, sealed by the collector's. */
  key: string;
  sealed: string;
  emailHash: string | null;
  phoneHash: string | null;
}

/** The uses of the collector's secret. */
export interface Keyring {
  seal(text: string): Promise<string>;
  /** @throws where the text was sealed by another secret, or changed */
  open(sealed: string): Promise<string>;
  /** A keyed hash, the same for the same text and site: 32 hexadecimal digits. */
  hash(siteId: string, kind: string, text: string): Promise<string>;
  /** The keyed hash of an address or a number, as it is compared; null where it is none. */
  contactHash(siteId: string, slot: 'email' | 'phone', text: string): Promise<string | null>;
  /** Seals with a new key, which belongs to one lead. */
  sealContact(siteId: string, contact: Contact): Promise<SealedContact>;
  /** @throws where it was sealed by another secret, or changed */
  openContact(contact: Pick<SealedContact, 'key' | 'sealed'>): Promise<Contact>;
}

/**
 * What of a contact two leads of one person have in common, since people write the same address and
 * the same number in more than one way; '' where it is none, so that no two persons share a "-".
 */
const AS_COMPARED = {
  email(text: string): string {
    const email = text.normalize('NFC').trim().toLowerCase();
    return email.includes('@') ? email : '';
  },
  /** Its last nine digits, with or without a country's code, and without an extension. */
  phone(text: string): string {
    const digits = text.replace(/[x#;,].*$/is, '').replace(/\D/g, '');
    return digits.length < MIN_PHONE_DIGITS ? '' : digits.slice(-9);
  },
};

/** @param secret with at least 32 characters of full entropy */
export async function keyringFrom(secret: string): Promise<Keyring> {
  const own = await derived(secret, 'seal', sealingKey);
  const hmac = await derived(secret, 'hash', (bits) =>
    crypto.subtle.importKey('raw', bits, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']),
  );

  const hash: Keyring['hash'] = async (siteId, kind, text) => {
    const signed = await crypto.subtle.sign(
      'HMAC',
      hmac,
      bytesIn(JSON.stringify([siteId, kind, text])),
    );
    const half = new Uint8Array(signed).subarray(0, 16);
    return Array.from(half, (byte) => byte.toString(16).padStart(2, '0')).join('');
  };

  const contactHash: Keyring['contactHash'] = async (siteId, slot, text) => {
    const compared = AS_COMPARED[slot](text);
    return compared ? hash(siteId, slot, compared) : null;
  };

  return {
    hash,
    contactHash,
    seal: (text) => sealedBy(own, bytesIn(text)),
    open: async (sealed) => textOf(await openedBy(own, sealed)),
    async sealContact(siteId, contact) {
      const bits = crypto.getRandomValues(new Uint8Array(32));
      const text = bytesIn(JSON.stringify(contact));
      return {
        key: await sealedBy(own, bits),
        sealed: await sealedBy(await sealingKey(bits), text),
        emailHash: await contactHash(siteId, 'email', contact.email ?? ''),
        phoneHash: await contactHash(siteId, 'phone', contact.phone ?? ''),
      };
    },
    async openContact({ key, sealed }) {
      const opened = await openedBy(await sealingKey(await openedBy(own, key)), sealed);
      return JSON.parse(textOf(opened));
    },
  };
}
