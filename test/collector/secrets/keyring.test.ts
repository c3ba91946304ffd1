import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Keyring, keyringFrom } from '../../../collector/secrets/keyring.ts';

const SECRET = 'a secret of at least thirty-two characters';

let keyring: Keyring;
let other: Keyring;
beforeAll(async () => {
  keyring = await keyringFrom(SECRET);
  other = await keyringFrom(`${SECRET}.`);
});

/** Any text that a visitor may write. */
const text = fc.string({ unit: 'binary', maxLength: 200 });
const contact = fc.record(
  { email: text, name: text, phone: text, company: text, message: text },
  { requiredKeys: [] },
);

describe('the keyring', () => {
  it('opens what it sealed, whatever it is, and seals nothing twice alike', async () => {
    await fc.assert(
      fc.asyncProperty(text, async (plain) => {
        const [one, two] = [await keyring.seal(plain), await keyring.seal(plain)];
        expect(await keyring.open(one)).toBe(plain);
        expect(one).not.toBe(two);
      }),
      { examples: [['\uFEFFa'], ['']] },
    );
  });

  it('opens every contact that it sealed, slot by slot', async () => {
    await fc.assert(
      fc.asyncProperty(contact, async (plain) => {
        const sealed = await keyring.sealContact('s', plain);
        expect(await keyring.openContact(sealed)).toEqual(plain);
      }),
      { examples: [[{ name: '\ud800', message: '\uFEFF' }]] },
    );
  });

  it('seals as much as a message may hold', async () => {
    const long = 'é'.repeat(60_000);
    expect(await keyring.open(await keyring.seal(long))).toBe(long);
  });

  it('shows nothing of a contact', async () => {
    const plain = { email: 'ann@example.com', phone: '+44 20 7946 0123', name: 'Ann Example' };
    const stored = JSON.stringify(await keyring.sealContact('s', plain)).toLowerCase();
    const bare = ['ann', 'example', '7946', '79460123'];
    const encoded = bare.map((part) => btoa(part).replace(/=+$/, '').slice(0, -1).toLowerCase());
    for (const part of [...bare.slice(1), ...encoded.slice(1)]) expect(stored).not.toContain(part);
  });

  it.each([
    ['another secret', (sealed: string) => other.open(sealed)],
    ['a changed text', (sealed: string) => keyring.open(`${sealed.slice(0, -4)}AAAA`)],
    ['a cut text', (sealed: string) => keyring.open(sealed.slice(0, 20))],
    ['no text', () => keyring.open('')],
  ])('does not open with %s', async (_name, open) => {
    await expect(open(await keyring.seal('text'))).rejects.toThrow();
  });

  it('does not open a contact by the key of another lead', async () => {
    const [one, two] = [
      await keyring.sealContact('s', { name: 'One' }),
      await keyring.sealContact('s', { name: 'Two' }),
    ];
    await expect(keyring.openContact({ key: one.key, sealed: two.sealed })).rejects.toThrow();
    await expect(other.openContact(one)).rejects.toThrow();
  });

  it('hashes by secret, site, kind and text, and by nothing else', async () => {
    const hashes = await Promise.all([
      keyring.hash('s', 'lead', 'a'),
      keyring.hash('t', 'lead', 'a'),
      keyring.hash('s', 'visitor', 'a'),
      keyring.hash('s', 'lead', 'b'),
      keyring.hash('s","lead', '', 'a'),
      other.hash('s', 'lead', 'a'),
    ]);
    expect(new Set(hashes).size).toBe(hashes.length);
    expect(hashes[0]).toBe(await (await keyringFrom(SECRET)).hash('s', 'lead', 'a'));
    for (const hash of hashes) expect(hash).toMatch(/^[0-9a-f]{32}$/);
  });

  it.each([
    ['email', ' Ann@Example.COM ', 'ann@example.com', true],
    ['email', 'ren\u00e9@example.com', 'rene\u0301@example.com', true],
    ['email', 'ann+news@example.com', 'ann@example.com', false],
    ['phone', '+44 (0)20 7946-0123', '020 79460123', true],
    ['phone', '0044 20 7946 0123', '+442079460123', true],
    ['phone', '555-123-4567 ext. 12', '(555) 123 4567', true],
    ['phone', '5551234567x12', '+1 555 123 4567', true],
    ['phone', '555 123 4567', '555 123 4568', false],
  ] as const)('compares an %s as people mean it: %j and %j', async (slot, one, two, same) => {
    const [first, second] = [
      await keyring.contactHash('s', slot, one),
      await keyring.contactHash('s', slot, two),
    ];
    expect(first).toMatch(/^[0-9a-f]{32}$/);
    expect(first === second).toBe(same);
  });

  it.each([
    ['email', 'none'],
    ['email', ''],
    ['phone', '-'],
    ['phone', 'ext. 123456789'],
    ['phone', '12345'],
  ] as const)('ties no two persons by an %s like %j', async (slot, junk) => {
    expect(await keyring.contactHash('s', slot, junk)).toBeNull();
    const { emailHash, phoneHash } = await keyring.sealContact('s', { [slot]: junk });
    expect([emailHash, phoneHash]).toEqual([null, null]);
  });
});
