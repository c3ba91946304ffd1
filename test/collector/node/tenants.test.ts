import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createApp } from '../../../collector/app.ts';
import { readNodeSettings } from '../../../collector/config.ts';
import { openHome } from '../../../collector/node/home.ts';
import { waybill } from '../../support/executable.ts';
import { SHOP, temporaryFolder } from '../../support/home.ts';

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

const run = (...words: string[]) => waybill(words, { WAYBILL_DATA: folder.path });

/** What a command prints that must succeed. */
async function printed(...words: string[]): Promise<string> {
  const { code, stdout, stderr } = await run(...words);
  expect([code, code ? stderr : '']).toEqual([0, '']);
  return stdout;
}

/** A table that was printed: its rows, without the head. */
async function rows(...words: string[]): Promise<string[][]> {
  const lines = (await printed(...words)).trimEnd().split('\n');
  return lines.slice(1).map((line) => line.split(/ {2,}/));
}

const found = (text: string, pattern: RegExp) => pattern.exec(text)?.[1] ?? '';
const keyInTag = (text: string) => found(text, /\/s\/(\w+)\.js"/);

/** What the app of this folder answers. */
async function asked(path: string, headers: Record<string, string>): Promise<Response> {
  const home = await openHome(readNodeSettings({ WAYBILL_DATA: folder.path }));
  const answer = await createApp(home.deps).request(path, { headers });
  await home.close();
  return answer;
}

const statusOf = async (key: string, path = '/v1/leads') =>
  (await asked(path, { authorization: `Bearer ${key.trim()}` })).status;

describe('waybill init', () => {
  it('makes the first account, and shows what it needs this once', async () => {
    const words = ['--name', 'Acme', '--site', 'Acme shop', '--origin', `${SHOP}/contact`];
    const first = await printed('init', ...words);
    const key = found(first, /API key\s+(\w{32})/);
    expect(await statusOf(key)).toBe(200);
    const link = found(first, /Dashboard\s+http:\/\/localhost:8787(\S+)/);
    expect(await (await asked(link, {})).text()).toContain('This link works once.');
    expect(first).toMatch(new RegExp(`Collects on\\s+${SHOP}\n`));
    const site = keyInTag(first);
    const again = await printed('init', '--name', 'Other', '--origin', 'https://other.example');
    expect(again).toContain('There is an account already, and nothing was changed.');
    expect(keyInTag(again)).toBe(keyInTag(first));
    expect(again).not.toMatch(/token=|\b\w{32}\b/);
    expect(await rows('sites', 'list')).toEqual([[site, 'Acme shop', SHOP]]);
    expect((await rows('accounts', 'list'))[0]?.[1]).toBe('Acme');
    expect(await rows('members', 'list')).toMatchObject([[{}, 'admin', '(all)', 'Admin', {}]]);
    expect(await rows('keys', 'list')).toHaveLength(1);
  });

  it('says what is missing before it makes anything', async () => {
    const settings = {
      WAYBILL_DATABASE_URL: 'libsql://db.example',
      WAYBILL_DATABASE_TOKEN: 'token',
      WAYBILL_SECRET: 'x'.repeat(32),
    };
    const { code, stderr } = await waybill(['init'], settings);
    expect([code, stderr]).toEqual([
      1,
      'Set WAYBILL_PUBLIC_URL to where browsers reach the collector: https://collect.example.com\n',
    ]);
  });
});

describe('waybill keys', () => {
  it('makes, lists, replaces and revokes them', async () => {
    await printed('init');
    const key = await printed('keys', 'add', '--access', 'admin', '--name', 'CRM');
    expect(key).toMatch(/^\w{32}\n$/);
    expect(await statusOf(key, '/v1/keys')).toBe(200);
    const id = async (name: string) =>
      (await rows('keys', 'list')).find((row) => row.includes(name))?.[0] ?? '';
    const old = await id('CRM');
    const { stdout: next, stderr } = await run('keys', 'rotate', old, '--overlap', '2h');
    expect(stderr).toMatch(new RegExp(`^${old} works until [-\\d]+ [:\\d]+ UTC\\. In its place`));
    expect([await statusOf(key), await statusOf(next)]).toEqual([200, 200]);
    const third = found((await run('keys', 'rotate', old, '--overlap', '0')).stdout, /(\w{32})/);
    expect([await statusOf(key), await statusOf(third)]).toEqual([401, 200]);
    expect((await rows('keys', 'list')).find(([one]) => one === old)?.at(-1)).toMatch(/^expired/);
    expect(await printed('keys', 'revoke', await id('First key'))).toMatch(/is no key any more/);
    expect((await rows('keys', 'list'))[0]?.at(-1)).toMatch(/^revoked/);
  });

  it('gives a key of a site, for a while', async () => {
    const site = keyInTag(await printed('init'));
    await printed('keys', 'add', '--site', site, '--access', 'collect', '--expires', '90d');
    expect((await rows('keys', 'list'))[1]).toMatchObject([
      ...[{}, 'collect', site, {}],
      expect.stringMatching(/^works until/),
    ]);
  });
});

describe('waybill members', () => {
  it('are added with a link, sign in by another, and are removed', async () => {
    const site = keyInTag(await printed('init'));
    const link = await printed('members', 'add', 'Ann', '--access', 'write', '--site', site);
    expect(link).toMatch(/^http:\/\/localhost:8787\/sign-in\?token=\w{32}\n$/);
    const ann = (await rows('members', 'list')).find((row) => row.includes('Ann')) ?? [];
    expect(ann).toMatchObject([{}, 'write', site, 'Ann', {}]);
    const id = ann[0] ?? '';
    expect(await printed('sign-in', '--member', id)).toMatch(/token=\w{32}\n$/);
    expect(await printed('members', 'remove', id)).toBe(`${id} is no member any more.\n`);
    const { code, stderr } = await run('sign-in', '--member', id);
    expect([code, stderr]).toEqual([
      1,
      `No member of this account has the id ${id}. See who there is: waybill members list\n`,
    ]);
  });

  it('are made anew where no admin is left', async () => {
    await printed('init');
    const [admin] = await rows('members', 'list');
    await printed('members', 'remove', admin?.[0] ?? '');
    expect((await run('sign-in')).stderr).toContain('waybill members add NAME --access admin');
    await printed('members', 'add', 'Bea', '--access', 'admin');
    expect(await printed('sign-in')).toMatch(/token=\w{32}\n$/);
  });
});

describe('waybill sites', () => {
  it('get another key, and keep the old one until it is revoked', async () => {
    const old = keyInTag(await printed('init'));
    const key = keyInTag(await printed('sites', 'rotate-key'));
    expect(await rows('sites', 'list')).toEqual([[key, 'My site', '', old]].map(squeezed));
    expect((await asked(`/s/${old}.js`, {})).status).toBe(200);
    expect(await printed('sites', 'revoke-key', old)).toBe(`${old} is no key any more.\n`);
    expect((await asked(`/s/${old}.js`, {})).status).toBe(404);
    expect((await run('sites', 'revoke-key', key)).stderr).toContain(
      `Give it another first: waybill sites rotate-key --site ${key}`,
    );
    expect((await run('sites', 'revoke-key', old)).stderr).toContain('No site has had the key');
  });

  it('are named where there is more than one', async () => {
    const first = keyInTag(await printed('init'));
    const second = keyInTag(await printed('sites', 'add', 'Two', '--origin', SHOP));
    for (const words of [['tag'], ['settings']]) {
      const { code, stderr } = await run(...words);
      expect(code).toBe(1);
      expect(stderr).toBe(
        `Say which site by --site KEY. There are:\nKEY           NAME\n${first}  My site\n${second}  Two\n`,
      );
    }
    expect(keyInTag(await printed('tag', '--site', second))).toBe(second);
    expect(await printed('origins', 'list', '--site', second)).toBe(`${SHOP}\n`);
    await printed('settings', 'set', '--site', second, 'lookback_days', '7');
    expect(await printed('settings', '--site', second)).toContain('lookback_days      7\n');
    expect(await printed('settings', '--site', first)).toContain('lookback_days      90\n');
    expect((await run('tag', '--site', 'nosuchsite')).stderr).toContain(second);
  });
});

describe('waybill accounts', () => {
  it('are named where there is more than one', async () => {
    const first = keyInTag(await printed('init'));
    const second = found(await printed('accounts', 'add', 'Client'), /account (\w{25})/);
    expect(await rows('accounts', 'list')).toMatchObject([
      [{}, 'My account'],
      [second, 'Client'],
    ]);
    const { code, stderr } = await run('keys', 'list');
    expect([code, stderr.split('\n')[0]]).toEqual([
      1,
      'Say which account by --account ID. There are:',
    ]);
    expect(stderr).toContain(`${second}  Client`);
    expect((await run('tag', '--account', second)).stderr).toContain('waybill sites add NAME');
    const theirs = keyInTag(await printed('sites', 'add', 'Theirs', '--account', second));
    for (const key of [first, theirs])
      expect(keyInTag(await printed('tag', '--site', key))).toBe(key);
    expect(await rows('sites', 'list', '--account', second)).toMatchObject([[theirs, 'Theirs']]);
    expect((await run('tag', '--account', second, '--site', first)).code).toBe(1);
    expect((await run('keys', 'list', '--account', 'nobody')).stderr).toContain(second);
    expect(await printed('sign-in', '--account', second)).toMatch(/token=/);
  });
});

/** A row as it is read from a table, where cells that hold nothing do not show. */
function squeezed(row: string[]): string[] {
  return row.filter(Boolean);
}

describe('what is said wrongly', () => {
  it.each([
    [['keys', 'add', '--access', 'all'], 'Allowed choices are collect, read, write, admin'],
    [['keys', 'add', '--expires', 'soon'], 'Write it like 30m, 24h or 90d.'],
    [['keys', 'revoke', 'ffffffffffff'], 'No key has the id ffffffffffff'],
    [['members', 'add', 'a\u001b[2J'], 'A name has 1 to 100 characters'],
    [['members', 'remove', 'nobody'], 'No member has the id nobody'],
    [['sites', 'add', 'One', '--origin', 'example.com'], 'is not an origin'],
  ])('%j', async (words, says) => {
    const { code, stderr } = await run(...words);
    expect(code).toBe(1);
    expect(stderr).toContain(says);
  });
});
