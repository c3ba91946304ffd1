import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { build } from 'esbuild';
import { minify } from 'terser';
import { PARTS, type Part } from '../shared/parts.ts';

/** Where the parts of a kind are: what their names begin with. */
const FOLDERS: Record<string, string> = {
  consent: 'consent',
  dialect: 'dialects',
  industry: 'industries',
  vendor: 'vendors',
};

/** Where a part begins: `snippet/consent/klaro.ts` is the entry of `consent-klaro`. */
function entryOf(name: Part): string {
  if (name === 'core') return 'snippet/main.ts';
  if (name === 'stub') return 'snippet/stub.ts';
  const [kind = '', file] = name.split(/-(.*)/);
  const folder = FOLDERS[kind];
  return folder && file ? `snippet/${folder}/${file}.ts` : `snippet/parts/${name}.ts`;
}

/** A built part: its code, and the files that went into it. */
interface Built {
  code: string;
  inputs: string[];
}

async function buildPart(entry: string): Promise<Built> {
  const result = await build({
    entryPoints: [entry],
    bundle: true,
    format: 'iife',
    target: 'es2022',
    charset: 'utf8',
    minifySyntax: true,
    metafile: true,
    // The snippet runs inside the page's own file: 13 bytes that change nothing here.
    tsconfigRaw: { compilerOptions: { alwaysStrict: false } },
    // What the classification calls its own things; nothing else of the page or a part has these.
    mangleProps: /^(channels|engine|kind|known|paid|platform|row|rule)$/,
    write: false,
  });
  // Terser leaves about 3 % less than esbuild's own renaming does, once compressed.
  const { code = '' } = await minify(result.outputFiles[0]?.text ?? '', {
    ecma: 2020,
    toplevel: true,
    // Functions inlined with their arguments compress worse than calls.
    compress: { passes: 3, unsafe_arrows: true, unsafe_methods: true, inline: 1 },
    // Whoever hosts the file may serve it in any encoding.
    format: { ascii_only: true },
  });
  return { code, inputs: Object.keys(result.metafile.inputs) };
}

/** Builds every part of the snippet, by name. */
export async function buildParts(): Promise<Record<Part, Built>> {
  const parts: Partial<Record<Part, Built>> = {};
  for (const name of PARTS) {
    parts[name] = await buildPart(entryOf(name));
  }
  return parts as Record<Part, Built>;
}

/** Builds the `waybill` executable and the file of its threads; its libraries stay outside. */
async function buildExecutable(): Promise<void> {
  await build({
    entryPoints: {
      waybill: 'collector/node/cli/main.ts',
      'database-thread': 'collector/node/database-thread.ts',
    },
    outdir: 'dist',
    bundle: true,
    packages: 'external',
    platform: 'node',
    target: 'node20',
    format: 'esm',
    jsx: 'automatic',
    jsxImportSource: 'hono/jsx',
    banner: { js: '#!/usr/bin/env node' },
  });
}

/**
 * Builds all that is run, into `dist/`. The parts go into one file, which both homes read; it ends
 * in `.txt`, which makes it a text module for the Workers bundler.
 */
export async function buildAll(): Promise<void> {
  await mkdir('dist/snippet', { recursive: true });
  const { version } = JSON.parse(await readFile('package.json', 'utf8'));
  const built = Object.entries(await buildParts()).map(([name, { code }]) => [name, code]);
  const { code: debug } = await buildPart('snippet/debug.ts');
  const parts = { version, code: Object.fromEntries(built), debug };
  await writeFile('dist/snippet/parts.txt', JSON.stringify(parts));
  await buildExecutable();
}

if (process.argv[1]?.endsWith('build.ts')) await buildAll();
