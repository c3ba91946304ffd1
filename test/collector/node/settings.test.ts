import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startWaybill, waybill } from '../../support/executable.ts';
import { temporaryFolder } from '../../support/home.ts';

let folder: ReturnType<typeof temporaryFolder>;
let data: { WAYBILL_DATA: string };
beforeEach(() => {
  folder = temporaryFolder();
  data = { WAYBILL_DATA: folder.path };
});
afterEach(() => folder.remove());

const settings = async (...words: string[]) => {
  const { code, stdout, stderr } = await waybill(['settings', ...words], data);
  return { code, said: stdout + stderr.replace(/^Made your account.*\n/, '') };
};

describe('waybill settings', () => {
  it('prints them, sets them, and unsets them', async () => {
    expect((await settings()).said).toBe(
      'lookback_days  90\ndomains        (none)\nexcluded       (none)\nconsent        auto\n',
    );
    expect((await settings('set', 'lookback_days', '30')).said).toBe('lookback_days  30\n');
    await settings('set', 'excluded', 'https://calendly.com/acme', 'sign.example');
    await settings('set', 'consent', 'klaro', 'tcf');
    expect((await settings('unset', 'lookback_days')).said).toBe('lookback_days  90\n');
    expect((await settings()).said).toBe(
      'lookback_days  90\ndomains        (none)\nexcluded       calendly.com sign.example\nconsent        klaro tcf\n',
    );
  });

  it('reach the script that is served, and the one that is printed', async () => {
    const started = await startWaybill(data, ['--no-demo']);
    const key = /\/s\/(\w+)\.js/.exec(started.printed)?.[1] ?? '';
    await settings('set', 'lookback_days', '7');
    const served = await (await fetch(`http://localhost:${started.port}/s/${key}.js`)).text();
    expect(served).toContain('"lookback_ms":604800000');
    const printed = await waybill(['snippet', '--site', key], {
      ...data,
      PORT: `${started.port}`,
    });
    expect(printed.stdout).toBe(served);
    await started.stop();
  });

  it('say which of the domains may not collect yet, and how to allow them', async () => {
    await waybill(['origins', 'add', 'https://www.one.example'], data);
    const { code, said } = await settings('set', 'domains', 'one.example', 'two.example');
    expect(code).toBe(0);
    expect(said).toBe(
      'domains        one.example two.example\nNo page of two.example may collect yet. Allow them, with www. or without: waybill origins add https://two.example\n',
    );
    await waybill(['origins', 'add', 'https://shop.two.example'], data);
    expect((await settings('set', 'domains', 'two.example')).said).not.toContain('may collect');
  });

  it.each([
    [['set', 'colour', 'red'], 'There is no setting colour. There are: lookback_days, domains, '],
    [['unset', 'colour'], 'There is no setting colour.'],
    [
      ['set', 'lookback_days', 'long'],
      'lookback_days cannot be "long". It takes a whole number of',
    ],
    [
      ['set', 'domains', 'co.uk'],
      'domains cannot be "co.uk". It takes up to 20 other hosts of yours',
    ],
    [['set', 'consent'], "missing required argument 'value'"],
  ])('say what is wrong with %j', async (words, says) => {
    const { code, said } = await settings(...words);
    expect(code).toBe(1);
    expect(said).toContain(says);
  });
});
