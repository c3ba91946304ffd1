import type { TestProject } from 'vitest/node';
import { buildAll } from '../../snippet/build.ts';
import { ensureChromium } from './chromium.ts';

/** Tests of the built things must never meet those of yesterday; browser tests need a browser. */
export default async function setup({ config }: TestProject) {
  const named = config.project;
  const all = !named || named.length === 0;
  if (all || named.includes('browser')) ensureChromium();
  await buildAll();
}
