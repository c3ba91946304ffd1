import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { build } from 'esbuild';
import { minify } from 'terser';

/** The parts a site's script is joined from, by name. */
const PARTS = { core: 'snippet/main.ts' };

/** A built part: its code, and the files that went into it. */
export interface Part {
  code: string;
  inputs: string[];
}

async function buildPart(entry: string): Promise<Part> {
  const result = await build({
    entryPoints: [entry],
    bundle: true,
    format: 'iife',
    target: 'es2020',
    charset: 'utf8',
    minifySyntax: true,
    metafile: true,
    // The snippet runs inside the page's own file: 13 bytes that change nothing here.
    tsconfigRaw: { compilerOptions: { alwaysStrict: false } },
    write: false,
  });
  // Terser leaves about 3 % less than esbuild's own renaming does, once compressed.
  const { code = '' } = await minify(result.outputFiles[0]?.text ?? '', {
    ecma: 2020,
    toplevel: true,
    // Functions inlined with their arguments compress worse than calls.
    compress: { passes: 3, unsafe_arrows: true, unsafe_methods: true, inline: 1 },
  });
  return { code, inputs: Object.keys(result.metafile.inputs) };
}

/** Builds every part of the snippet, by name. */
export async function buildParts(): Promise<Record<string, Part>> {
  const parts: Record<string, Part> = {};
  for (const [name, entry] of Object.entries(PARTS)) parts[name] = await buildPart(entry);
  return parts;
}

/** Builds the `waybill` executable; its libraries stay outside. */
async function buildExecutable(): Promise<void> {
  await build({
    entryPoints: ['collector/node/cli/main.ts'],
    outfile: 'dist/waybill.js',
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
 * Builds all that is run, into `dist/`. The parts end in `.txt`, which makes them text modules for
 * the Workers bundler.
 */
export async function buildAll(): Promise<void> {
  await mkdir('dist/snippet', { recursive: true });
  const { version } = JSON.parse(await readFile('package.json', 'utf8'));
  await writeFile('dist/snippet/version.txt', version);
  for (const [name, { code }] of Object.entries(await buildParts())) {
    await writeFile(`dist/snippet/${name}.txt`, code);
  }
  await buildExecutable();
}

if (process.argv[1]?.endsWith('build.ts')) await buildAll();
