import { describe, expect, it } from 'vitest';
import { readLink, signLink } from '../../../collector/secrets/link.ts';

const SECRET = 's'.repeat(40);
const NOW = 1_790_000_000_000;
const LINK = { siteId: 'site', leadId: 'lead', assignment: 2, expiresAt: NOW + 1 };

describe('a link in a message', () => {
  it('says what it was made for, until its time', async () => {
    const token = await signLink(SECRET, LINK);
    expect(token).toMatch(/^[\w-]+\.[\w-]{43}$/);
    expect(await readLink(SECRET, token, NOW)).toEqual(LINK);
    expect(await readLink(SECRET, token, NOW + 1)).toBeUndefined();
  });

  it.each<[string, (token: string) => string]>([
    ['nothing', () => ''],
    ['no proof', (token) => token.split('.')[0] ?? ''],
    ['another proof', (token) => token.replace(/\..*/, `.${'A'.repeat(43)}`)],
    [
      'another lead',
      (token) => `${btoa('["site","other",2,9999999999999]')}.${token.split('.')[1]}`,
    ],
    ['more behind it', (token) => `${token}A`],
    ['what is no base64', (token) => token.replace('.', '%.')],
    ['a long text', () => `${'A'.repeat(5_000)}.${'A'.repeat(43)}`],
  ])('is none with %s', async (_name, changed) => {
    const token = changed(await signLink(SECRET, LINK));
    expect(await readLink(SECRET, token, NOW)).toBeUndefined();
  });

  it('is none of another secret', async () => {
    const token = await signLink('o'.repeat(40), LINK);
    expect(await readLink(SECRET, token, NOW)).toBeUndefined();
  });
});
