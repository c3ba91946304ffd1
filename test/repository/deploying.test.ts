import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { waybill } from '../support/executable.ts';

const readme = readFileSync('README.md', 'utf8');
const deploying = readFileSync('docs/deploying.md', 'utf8');
const proxies = 'test/fixtures/proxies';

describe('the page on deploying', () => {
  it.each(readdirSync(proxies))('shows %s as it is tried', (file) => {
    const tried = readFileSync(`${proxies}/${file}`, 'utf8');
    const kind = file.endsWith('Caddyfile') ? 'caddy' : 'nginx';
    expect(deploying).toContain(`\`\`\`${kind}\n${tried}\`\`\``);
  });
});

/** The commands that there are, or those of a group; of what is no group none. */
async function commandsOf(...group: string[]): Promise<string[]> {
  const { stdout } = await waybill([...group, '--help'], {});
  const listed = stdout.split('\nCommands:\n')[1] ?? '';
  return [...listed.matchAll(/^ {2}(\w[\w-]*)/gm)].map(([, name]) => name ?? '');
}

it('README and docs name no command that is not there', async () => {
  const pages = readdirSync('docs').filter((name) => name.endsWith('.md'));
  const text = [readme, ...pages.map((name) => readFileSync(`docs/${name}`, 'utf8'))].join('\n');
  const named = [...text.matchAll(/(?:npx waybill|waybill\.js) ([a-z-]+)(?: ([a-z-]+))?/g)];
  const first = [...new Set(named.map(([, name]) => name ?? ''))];
  expect(await commandsOf()).toEqual(expect.arrayContaining(first));
  let groups = 0;
  for (const group of first) {
    const there = await commandsOf(group);
    if (!there.length) continue;
    groups += 1;
    const second = named.flatMap(([, name, of]) => (name === group && of ? [of] : []));
    expect([group, there]).toEqual([group, expect.arrayContaining(second)]);
  }
  expect(groups).toBeGreaterThan(3);
});

it('the README names every setting of the environment', () => {
  const all = readFileSync('collector/config.ts', 'utf8').matchAll(
    /^ {4}(WAYBILL_\w+|PORT|HOST):/gm,
  );
  const names = Array.from(all, ([, name]) => `\`${name}\``);
  expect(names.length).toBeGreaterThan(10);
  for (const name of names) expect(readme).toContain(name);
});
