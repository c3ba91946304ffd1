import { readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync } from 'node:zlib';
import { build } from 'esbuild';
import type { Browser, CDPSession, Page } from 'playwright-core';
import { launchChromium } from '../support/browsers.ts';
import { SHOP } from '../support/home.ts';
import { startInternet } from '../support/internet.ts';
import { builtScript } from '../support/visitor.ts';
import { CHANGES_PER_SECOND, ELEMENTS, PAGE_SCRIPT, pageWith } from './page.ts';
import { CATEGORIES, spent, Trace } from './trace.ts';

const ROUNDS = 5;
const SLOW_DOWN = 4;
/** How long a page is left alone once it has loaded: what a script does until then is its load. */
const SETTLE_MS = 1_000;
const CHANGING_MS = 3_000;
/** How long after a click whatever follows it may take. */
const AFTER_MS = 500;

const TAG = `${SHOP}/tag.js`;
const LANDING = `${SHOP}/?utm_source=google&utm_medium=cpc&utm_campaign=spring&gclid=Abc-1_2`;
const REFERRER = 'https://www.bing.com/';
const PLAUSIBLE = 'https://plausible.example/api/event';
/** The goal: as much of sourcebuster's time at load at most, and no longer task. */
const GOAL = { load: 0.75, task_ms: 50 };

/** The time of a script in milliseconds, what the machine was busy with elsewhere included, unless said. */
interface Figures {
  load: number;
  /** The same, without what the thread waited; the browser's cookies are waited for. */
  load_cpu: number;
  submit: number;
  /** Of each second in which the page changes. */
  changing: number;
  /** The most that the script did in one task. */
  task: number;
  /** The longest task of the page, whoever did it. */
  page_task: number;
  heap_bytes: number;
  requests: number;
  cookie_bytes: number;
  storage_bytes: number;
}

interface Contender {
  name: string;
  /** Its script; none for the page alone. */
  script: string;
  rounds: Figures[];
}

/** The tracker as a site with a bundler has it. */
async function plausible(): Promise<string> {
  const contents = `import { init } from '@plausible-analytics/tracker';
init({ domain: 'www.shop.example', endpoint: '${PLAUSIBLE}', formSubmissions: true });`;
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: '.' },
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
  });
  return outputFiles[0]?.text ?? '';
}

function sourcebuster(): string {
  const file = fileURLToPath(import.meta.resolve('sourcebuster/dist/sourcebuster.min.js'));
  return `${readFileSync(file, 'utf8')};sbjs.init();`;
}

const answer = (type: string, text: string) =>
  new Response(text, { headers: { 'content-type': `text/${type}; charset=utf-8` } });

/** The shop, which serves the script of the contender whose turn it is, and whom that tells. */
async function startShop() {
  const turn = { script: '', requests: 0 };
  const hears = () => {
    turn.requests++;
    return new Response(null, { status: 202, headers: { 'access-control-allow-origin': '*' } });
  };
  const internet = await startInternet({
    'www.shop.example': ({ url }) => {
      switch (new URL(url).pathname) {
        case '/':
          return answer('html', pageWith(turn.script && '<script async src="/tag.js"></script>'));
        case '/tag.js':
          return answer('javascript', turn.script);
        case '/page.js':
          return answer('javascript', PAGE_SCRIPT);
        default:
          return answer(
            'html',
            '<!doctype html><title>Acme</title><link rel="icon" href="data:,">',
          );
      }
    },
    'collect.waybill.example': hears,
    'plausible.example': hears,
  });
  return { internet, turn };
}

/** JS heap in use, once all that can be freed is. */
async function heapOf(protocol: CDPSession): Promise<number> {
  // What finalizers let go of is freed by the second.
  await protocol.send('HeapProfiler.collectGarbage');
  await protocol.send('HeapProfiler.collectGarbage');
  return (await protocol.send('Runtime.getHeapUsage')).usedSize;
}

const mark = (page: Page, name: string) =>
  page.evaluate((said) => void performance.mark(said), name);
const change = (page: Page, isOn: boolean) => page.evaluate(`changePage(${isOn})`);

/** One visitor: lands from an ad, reads while the page changes, and asks for a quote. */
async function visit(
  browser: Browser,
  turn: { script: string; requests: number },
): Promise<Figures> {
  const context = await browser.newContext();
  const page = await context.newPage();
  // Slowed down is a process, and the page is to be in this one.
  await page.goto(`${SHOP}/empty`);
  const protocol = await context.newCDPSession(page);
  await protocol.send('Emulation.setCPUThrottlingRate', { rate: SLOW_DOWN });
  turn.requests = 0;
  await browser.startTracing(page, { categories: CATEGORIES });

  await page.goto(LANDING, { referer: REFERRER, waitUntil: 'load' });
  await page.waitForTimeout(SETTLE_MS);
  await mark(page, 'bench:change');
  await change(page, true);
  await page.waitForTimeout(CHANGING_MS);
  await change(page, false);
  await mark(page, 'bench:still');
  const cookies = await context.cookies();
  const storage: number = await page.evaluate(
    () =>
      Object.entries({ ...localStorage })
        .flat()
        .join('').length,
  );
  const heap_bytes = await heapOf(protocol);
  await page.fill('#contact [name=name]', 'Ann Example');
  await page.fill('#contact [name=email]', 'ann@shop.example');
  await page.selectOption('#contact [name=service]', 'Repair');
  await page.waitForTimeout(AFTER_MS);
  await mark(page, 'bench:submit');
  await page.press('#contact [name=email]', 'Enter');
  await page.waitForURL(`${SHOP}/contact`);
  await page.waitForTimeout(AFTER_MS);

  const trace = new Trace(await browser.stopTracing(), 'bench:submit');
  const work = trace.workOf(TAG);
  const [changeAt, stillAt, submitAt] = ['change', 'still', 'submit'].map((name) =>
    trace.markedAt(`bench:${name}`),
  ) as [number, number, number];
  await context.close();
  return {
    load: spent(work, 'wall', 0, changeAt),
    load_cpu: spent(work, 'cpu', 0, changeAt),
    submit: spent(work, 'wall', submitAt, Number.POSITIVE_INFINITY),
    changing: spent(work, 'wall', changeAt, stillAt) / ((stillAt - changeAt) / 1e6),
    task: trace.longestTask(work) / 1000,
    page_task: trace.longestTask() / 1000,
    heap_bytes,
    requests: turn.requests,
    cookie_bytes: cookies.map(({ name, value }) => name + value).join('').length,
    storage_bytes: storage,
  };
}

function median(numbers: number[]): number {
  const sorted = numbers.sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function mediansOf(rounds: Figures[]): Figures {
  const names = Object.keys(rounds[0] ?? {}) as (keyof Figures)[];
  return Object.fromEntries(
    names.map((name) => [name, Number(median(rounds.map((one) => one[name])).toFixed(2))]),
  ) as never as Figures;
}

const COLUMNS: [title: string, of: (figures: Figures & { brotli_bytes: number }) => string][] = [
  ['load', ({ load }) => load.toFixed(1)],
  ['load (cpu)', ({ load_cpu }) => load_cpu.toFixed(1)],
  ['submit', ({ submit }) => submit.toFixed(1)],
  ['changing', ({ changing }) => changing.toFixed(1)],
  ['task', ({ task }) => task.toFixed(1)],
  ["page's task", ({ page_task }) => page_task.toFixed(0)],
  ['heap kB', ({ heap_bytes }) => (heap_bytes / 1000).toFixed(0)],
  ['requests', ({ requests }) => `${requests}`],
  ['cookies B', ({ cookie_bytes }) => `${cookie_bytes}`],
  ['storage B', ({ storage_bytes }) => `${storage_bytes}`],
  ['brotli B', ({ brotli_bytes }) => `${brotli_bytes}`],
];

const row = (name: string, cells: string[]) =>
  name.padEnd(28) + cells.map((cell) => cell.padStart(13)).join('');

function print(contenders: Contender[]): void {
  const bare = mediansOf(contenders[0]?.rounds ?? []).heap_bytes;
  const all = contenders.map(({ name, script, rounds }) => {
    const figures = mediansOf(rounds);
    const brotli_bytes = script ? brotliCompressSync(script).length : 0;
    return { name, ...figures, heap_bytes: figures.heap_bytes - bare, brotli_bytes };
  });
  console.log(
    row(
      '',
      COLUMNS.map(([title]) => title),
    ),
  );
  for (const one of all)
    console.log(
      row(
        one.name,
        COLUMNS.map(([, of]) => of(one)),
      ),
    );
  const load = (name: string) => all.find((one) => one.name === name)?.load ?? Number.NaN;
  const ratio = (name: string) => Number((load(name) / load('sourcebuster')).toFixed(2));
  console.log(
    `\n${JSON.stringify({
      load_vs_sourcebuster: ratio('Waybill'),
      load_vs_sourcebuster_with_all: ratio('Waybill, all tools'),
      goal: GOAL,
      load_average: loadavg()[0],
      rounds: ROUNDS,
      figures: all,
    })}`,
  );
}

/** `npm run bench -- snippet`: what the script costs a page, beside others in the same run. */
export async function benchSnippet(): Promise<void> {
  const contenders: Contender[] = [
    { name: 'nothing', script: '', rounds: [] },
    { name: 'Waybill', script: builtScript(), rounds: [] },
    {
      name: 'Waybill, all tools',
      script: builtScript({ vendors: 'all', dialects: 'all' }),
      rounds: [],
    },
    { name: 'sourcebuster', script: sourcebuster(), rounds: [] },
    { name: 'Plausible', script: await plausible(), rounds: [] },
  ];
  const { internet, turn } = await startShop();
  const launched = await launchChromium(internet);
  const browser = (await launched.newContext()).browser() as Browser;
  console.log(
    `A page of ${ELEMENTS} elements and 3 forms, ${CHANGES_PER_SECOND} changes a second, CPU ${SLOW_DOWN} times slower; medians of ${ROUNDS} rounds, load average ${loadavg()[0]?.toFixed(1)}.
Milliseconds of the script on the main thread: at load, at submit, in each second of changes, most in one task.\n`,
  );
  // The first visit of all is slower than the others.
  await visit(browser, turn);
  for (let round = 0; round < ROUNDS; round++) {
    // Nobody is always after the same one.
    const order = contenders.map((_one, i) => contenders[(i + round) % contenders.length]);
    for (const one of order as Contender[]) {
      turn.script = one.script;
      one.rounds.push(await visit(browser, turn));
      process.stderr.write(`\rround ${round + 1} of ${ROUNDS}, ${one.name}        `);
    }
  }
  process.stderr.write('\n');
  await launched.close();
  await internet.stop();
  print(contenders);
}
