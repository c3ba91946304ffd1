/**
 * `npm run bench`: the collector's figures; `npm run bench -- snippet`: the script's. Each beside
 * others, in one run on one machine.
 */
import { buildAll } from '../../snippet/build.ts';
import { benchCollector } from './collector.ts';
import { benchSnippet } from './snippet.ts';

const BENCHES = new Map([
  ['collector', benchCollector],
  ['snippet', benchSnippet],
]);

const bench = BENCHES.get(process.argv[2] ?? 'collector');
if (!bench) throw new Error(`There is a bench of: ${[...BENCHES.keys()].join(', ')}.`);
await buildAll();
await bench();
