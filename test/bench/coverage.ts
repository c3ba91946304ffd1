/**
 * `npx tsx test/bench/coverage.ts FOLDER`: how much of other people's lists of sources the
 * collector's table knows. FOLDER holds the lists, which are no part of the project; only figures
 * are printed, never the names that are missing.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FULL_TABLE } from '../../collector/domain/source-table.ts';
import type { Kind } from '../../shared/source.ts';

const folder = process.argv[2];
if (!folder) throw new Error('Say where the lists are: npx tsx test/bench/coverage.ts FOLDER');

const read = (file: string) => JSON.parse(readFileSync(join(folder, file), 'utf8'));

/** `{}` stands for a country; a path can hardly ever be seen, so that such an entry is no host. */
const hostsOf = (names: string[]) =>
  names.filter((name) => !name.includes('/')).map((name) => name.replace('{}', 'de'));

const ga4: Record<string, string> = read('ga4-source-categories.json').map;
const tokensOf = (category: string) =>
  Object.keys(ga4).filter((token) => ga4[token]?.toLowerCase().includes(category));

const engines: Record<string, string[]> = read('search-engines.json').engines;

const lists: [name: string, kind: Kind, names: string[]][] = [
  ['GA4 search', 'Search', tokensOf('search')],
  ['GA4 social', 'Social', tokensOf('social')],
  ['GA4 video', 'Video', tokensOf('video')],
  ['GA4 shopping', 'Shopping', tokensOf('shopping')],
  ['search engines', 'Search', hostsOf(Object.values(engines).flat())],
  ['social networks', 'Social', hostsOf(Object.keys(read('social-networks.json').hosts))],
  ['ad servers', 'Ads', read('ad-server-referrers.json').hosts],
];

const share = (part: number, whole: number) =>
  `${((100 * part) / whole).toFixed(1)} %`.padStart(12);

console.log(
  `${'list'.padEnd(18)}${'names'.padStart(7)}${'same kind'.padStart(12)}${'known'.padStart(12)}`,
);
for (const [list, kind, names] of lists) {
  const found = names.map((name) => FULL_TABLE.find(name.toLowerCase()));
  const same = found.filter((known) => known?.kind === kind).length;
  const known = found.filter(Boolean).length;
  console.log(
    `${list.padEnd(18)}${String(names.length).padStart(7)}${share(same, names.length)}${share(known, names.length)}`,
  );
}
