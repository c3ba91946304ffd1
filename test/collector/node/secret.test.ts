import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { waybill } from '../../support/executable.ts';
import { temporaryFolder } from '../../support/home.ts';

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

const signIn = () => waybill(['sign-in'], { WAYBILL_DATA: folder.path });
const secretFile = () => join(folder.path, 'secret');

describe("the embedded home's secret", () => {
  it('is made once, for the owner alone, also where several start at once', async () => {
    const ended = await Promise.all([signIn(), signIn(), signIn()]);
    expect(ended.map(({ code }) => code)).toEqual([0, 0, 0]);
    const secret = readFileSync(secretFile(), 'utf8');
    expect(secret).toMatch(/^[0-9a-f]{64}$/);
    expect(statSync(secretFile()).mode & 0o777).toBe(0o600);
    await signIn();
    expect(readFileSync(secretFile(), 'utf8')).toBe(secret);
    expect(readdirSync(folder.path).filter((name) => name.includes('secret'))).toEqual(['secret']);
  });

  it.each([
    ['nothing', ''],
    ['a part', 'ab12'],
  ])('is not taken for one where the file holds %s', async (_name, text) => {
    mkdirSync(folder.path, { recursive: true });
    writeFileSync(secretFile(), text);
    const { code, stderr } = await signIn();
    expect(code).toBe(1);
    expect(stderr).toContain(secretFile());
    expect(readFileSync(secretFile(), 'utf8')).toBe(text);
  });
});
