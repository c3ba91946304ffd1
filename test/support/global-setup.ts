import type { TestProject } from 'vitest/node';
import { buildAll } from '../../snippet/build.ts';
import { ensureBrowsers } from './browsers.ts';

/** Tests of the built things must never meet those of yesterday; browser tests need their browsers. */
export default async function setup({ config }: TestProject) {
  const named = config.project;
  const all = !named || named.length === 0;
  if (all || named.includes('browser')) ensureBrowsers();
  await buildAll();
}
