/**
 * `npm run bench`: the collector's figures; `npm run bench -- collector grow`: as its database
 * grows; `npm run bench -- snippet`: the script's; `npm run bench -- handoff`: how leads go out. Each
 * beside others, in one run on one machine.
 */
import { parseArgs } from 'node:util';
import { buildAll } from '../../snippet/build.ts';
import { benchCollector, FULL } from './collector.ts';
import { benchGrowth, MILLION } from './grow.ts';
import { benchHandoff, FULL_HANDOFF } from './handoff.ts';
import { benchSnippet } from './snippet.ts';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    leads: { type: 'string' },
    rounds: { type: 'string' },
    seconds: { type: 'string' },
    sessions: { type: 'string' },
  },
});
/** What was said of how much is to be measured. */
const said = Object.fromEntries(
  Object.entries(values).map(([name, value]) => [name, Number(value)]),
);
const tell = (text: string) => process.stderr.write(`${text}\n`);

/** A table, and last one line of JSON. */
function print({ text, result }: { text: string; result: unknown }): void {
  console.log(`${text}\n\n${JSON.stringify(result)}`);
}

const BENCHES = new Map<string, () => Promise<void>>([
  ['collector', async () => print(await benchCollector({ ...FULL, ...said, tell }))],
  ['collector grow', async () => print(await benchGrowth({ ...MILLION, ...said, tell }))],
  ['handoff', async () => print(await benchHandoff({ ...FULL_HANDOFF, ...said, tell }))],
  ['snippet', benchSnippet],
]);

const bench = BENCHES.get(positionals.join(' ') || 'collector');
if (!bench) throw new Error(`There is a bench of: ${[...BENCHES.keys()].join(', ')}.`);
await buildAll();
await bench();
