import { brotliCompressSync, gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { buildParts } from '../../snippet/build.ts';

/** Bytes, compressed as browsers get them: what a site's visitor pays. */
const BUDGETS = { core: 3_000 };

it('holds nothing but snippet/ and shared/, and each part keeps to its budget', async () => {
  const parts = await buildParts();
  expect(Object.keys(parts)).toEqual(Object.keys(BUDGETS));
  for (const [name, { code, inputs }] of Object.entries(parts)) {
    const brotli = brotliCompressSync(code).length;
    console.log(
      `${name}: ${code.length} bytes, ${gzipSync(code, { level: 9 }).length} gzip, ${brotli} brotli`,
    );
    expect(inputs.filter((file) => !/^(snippet|shared)\//.test(file))).toEqual([]);
    // wire.ts holds schemas: of it only types may be used, or zod would come along.
    expect(inputs).not.toContain('shared/wire.ts');
    expect(brotli).toBeLessThanOrEqual(BUDGETS[name as keyof typeof BUDGETS]);
  }
});
