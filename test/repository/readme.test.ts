import { readFileSync } from 'node:fs';
import { brotliCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { SETTING_NAMES } from '../../collector/domain/setting-words.ts';
import { TAGS } from '../../shared/fields.ts';
import { HEAD_TABLE } from '../../shared/head-table.ts';
import { CONSENT_TOOLS } from '../../shared/parts.ts';
import { idNamesOf } from '../../shared/source.ts';
import { builtScript } from '../support/visitor.ts';

const readme = readFileSync('README.md', 'utf8');
const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'));

describe('the README', () => {
  it('states the size of the snippet as it is built', () => {
    const size = brotliCompressSync(builtScript()).length;
    const kB = (bytes: number) => `${(bytes / 1000).toFixed(1)} kB`;
    expect(readme).toContain(`a ${kB(size)} script`);
    expect(readme).toContain(`adapters make it ${kB(size)}`);
    const { code } = JSON.parse(readFileSync('dist/snippet/parts.txt', 'utf8'));
    expect(readme).toContain(`the core is ${kB(brotliCompressSync(code.core).length)}`);
    const bare = brotliCompressSync(builtScript({ consent: 'none' })).length;
    expect(readme).toContain(`has with it ${kB(bare)}`);
  });

  it('leads with the two commands', () => {
    const commands = [...readme.matchAll(/```sh\n(.*)\n```/g)].map(([, command]) => command);
    expect(commands.slice(0, 2)).toEqual(['npm ci && npm start', 'npm ci && npm test']);
  });

  it('names no npm script that is not there', () => {
    const named = [...readme.matchAll(/npm run ([\w:]+)/g)].map(([, name]) => name ?? '');
    expect(Object.keys(scripts)).toEqual(expect.arrayContaining(named));
  });

  it('names every setting, and every consent tool', () => {
    for (const name of [...SETTING_NAMES, ...CONSENT_TOOLS])
      expect(readme).toContain(`\`${name}\``);
  });

  it('names every tag, and no click id that is not captured', () => {
    for (const tag of TAGS) expect(readme).toContain(`\`utm_${tag}\``);
    const ids = idNamesOf(HEAD_TABLE);
    const named = [...readme.matchAll(/`(\w+cl\w*id|[gw]braid)`/g)].map(([, name]) => name);
    expect(ids).toEqual(expect.arrayContaining(named));
  });
});
