import { brotliCompressSync, gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { PARTS, type Part } from '../../shared/parts.ts';
import { buildParts } from '../../snippet/build.ts';

/** Bytes, compressed as browsers get them: what a site's visitor pays. */
const BUDGETS: Partial<Record<Part, number>> = {
  core: 6_000,
  policy: 1_500,
  report: 2_000,
  intent: 3_000,
  outcome: 2_400,
  storage: 1_600,
  links: 1_600,
  foreign: 800,
  stub: 300,
};
/** By what the names of a kind begin with. */
const KIND_BUDGETS: Record<string, number> = { consent: 300, vendor: 500 };
const OTHER_BUDGET = 800;

function budgetOf(name: string): number {
  const [kind = '', one] = name.split('-');
  return BUDGETS[name as Part] ?? ((one && KIND_BUDGETS[kind]) || OTHER_BUDGET);
}

it('holds nothing but snippet/ and shared/, and each part keeps to its budget', async () => {
  const parts = await buildParts();
  expect(Object.keys(parts)).toEqual([...PARTS]);
  for (const [name, { code, inputs }] of Object.entries(parts)) {
    const brotli = brotliCompressSync(code).length;
    console.log(
      `${name}: ${code.length} bytes, ${gzipSync(code, { level: 9 }).length} gzip, ${brotli} brotli`,
    );
    expect(inputs.filter((file) => !/^(snippet|shared)\//.test(file))).toEqual([]);
    // wire.ts holds schemas: of it only types may be used, or zod would come along.
    expect(inputs).not.toContain('shared/wire.ts');
    // Whoever hosts the script may serve it in any encoding.
    expect(code).toMatch(/^[\0-\x7f]*$/);
    // A part may stand in the page itself.
    expect(code).not.toMatch(/<\/script|<!--/i);
    expect(brotli).toBeLessThanOrEqual(budgetOf(name));
  }
});
