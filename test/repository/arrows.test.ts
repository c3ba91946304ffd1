import { spawnSync } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/home.ts';

/** Imports (and globals) that a layer must not use, planted at the top of one of its files. */
const FORBIDDEN: [file: string, planted: string][] = [
  ['shared/fields.ts', "import '../snippet/config.ts';"],
  ['shared/id.ts', 'export const now = Date.now();'],
  ['shared/parts.ts', "import './limits.ts';"],
  ['shared/source.ts', "import 'zod';"],
  ['shared/wire.ts', "import '../collector/app.ts';"],
  ['snippet/attribution/touch.ts', "import '../browser/store.ts';"],
  ['snippet/attribution/session.ts', 'export const url = location.href;'],
  ['snippet/parts/journey.ts', "import '../main.ts';"],
  ['snippet/consent/klaro.ts', "import '../attribution/touch.ts';"],
  ['shared/landing.ts', "import './wire.ts';"],
  ['snippet/browser/store.ts', "import '../forms/fill.ts';"],
  ['snippet/forms/fill.ts', "import '../main.ts';"],
  ['snippet/main.ts', "import '../collector/app.ts';"],
  ['collector/domain/batch.ts', "import 'hono';"],
  ['collector/domain/settings.ts', "import '../config.ts';"],
  ['collector/domain/snippet.ts', "void fetch('https://example.com');"],
  ['collector/db/leads.ts', "import '@libsql/client';"],
  ['collector/ui/lead.tsx', "import '../db/leads.ts';"],
  ['collector/secrets/token.ts', "import '../db/leads.ts';"],
  ['collector/middleware/visitor-cookie.ts', "import '../routes/mount.ts';"],
  ['collector/middleware/auth.ts', "import '../routes/leads.ts';"],
  ['collector/jobs/project.ts', "import '../routes/leads.ts';"],
  ['collector/routes/leads.ts', "import '../node/home.ts';"],
  ['collector/app.ts', "import './node/home.ts';"],
  ['collector/worker.ts', "import 'node:fs';"],
  ['collector/node/home.ts', "import '../../snippet/main.ts';"],
];

/** The files of the sources, some of them with a plant, in which the linter sees a broken arrow. */
function broken(plants: typeof FORBIDDEN): Set<string> {
  const folder = temporaryFolder();
  for (const name of ['shared', 'snippet', 'collector', 'package.json']) {
    cpSync(name, join(folder.path, name), { recursive: true });
  }
  const biome = JSON.parse(readFileSync('biome.json', 'utf8'));
  writeFileSync(
    join(folder.path, 'biome.json'),
    JSON.stringify({ ...biome, $schema: undefined, vcs: { enabled: false } }),
  );
  for (const [file, planted] of plants) {
    const path = join(folder.path, file);
    writeFileSync(path, `${planted}\n${readFileSync(path, 'utf8')}`);
  }
  const words = ['lint', '--reporter=github', '--max-diagnostics=none', '.'];
  const { stdout, error } = spawnSync(resolve('node_modules/.bin/biome'), words, {
    cwd: folder.path,
    encoding: 'utf8',
  });
  folder.remove();
  if (error) throw error;
  const found = stdout.matchAll(/noRestricted(?:Imports|Globals),file=([^,]+)/g);
  return new Set(Array.from(found, ([, file]) => relative(folder.path, file ?? '')));
}

describe('the arrows', () => {
  it('hold as the sources stand', () => {
    expect(broken([])).toEqual(new Set());
  });

  const seen = broken(FORBIDDEN);
  it.each(FORBIDDEN)('%s may not hold: %s', (file) => {
    expect(seen).toContain(file);
  });
});
