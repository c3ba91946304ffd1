import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startWaybill, waybill } from '../../support/executable.ts';
import { SHOP, temporaryFolder, USER_AGENT } from '../../support/home.ts';
import { message, pageView } from '../../support/message.ts';

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
      [
        'lookback_days      90',
        'domains            (none)',
        'excluded           (none)',
        'consent            auto',
        'create             all',
        'forms_on           (none)',
        'forms_off          (none)',
        'map                (none)',
        'vendors            (none)',
        'dialects           (none)',
        'industry           (none)',
        'contact            off',
        'data_layer         (none)',
        'keep_raw_days      30',
        'keep_sessions_days 400',
        'keep_leads_days    forever',
        'keep_contacts_days forever',
        '',
      ].join('\n'),
    );
    expect((await settings('set', 'lookback_days', '30')).said).toBe('lookback_days      30\n');
    await settings('set', 'excluded', 'https://calendly.com/acme', 'sign.example');
    await settings('set', 'consent', 'klaro', 'tcf');
    expect((await settings('unset', 'lookback_days')).said).toBe('lookback_days      90\n');
    expect((await settings()).said).toContain(
      'lookback_days      90\ndomains            (none)\nexcluded           calendly.com sign.example\nconsent            klaro tcf\n',
    );
  });

  it.each([
    [['forms_on', '#Quote', '.a form, b'], "forms_on           '#Quote' '.a form, b'\n"],
    [['forms_off', "[name='it']"], "forms_off          '[name='\\''it'\\'']'\n"],
    [['map', '[name=input_7]=utm_source'], "map                '[name=input_7]=utm_source'\n"],
    [['vendors', 'calendly,hubspot'], 'vendors            hubspot calendly\n'],
    [['vendors', 'all'], 'vendors            all\n'],
    [['industry', 'b2b'], 'industry           b2b\n'],
    [['contact', 'auto'], 'contact            auto\n'],
    [['contact', 'name=#n', 'email=#e'], "contact            'name=#n' 'email=#e'\n"],
    [['data_layer', 'dataLayer'], 'data_layer         dataLayer\n'],
    [['keep_leads_days', '730'], 'keep_leads_days    730\n'],
    [['keep_leads_days', 'forever'], 'keep_leads_days    forever\n'],
  ])('takes each word of %j as it is', async (words, said) => {
    expect(await settings('set', ...words)).toEqual({ code: 0, said });
    expect((await settings()).said).toContain(said);
  });

  it('say which form tools were seen on the pages and are not switched on', async () => {
    await waybill(['origins', 'add', SHOP], data);
    await settings('set', 'vendors', 'kit');
    const started = await startWaybill(data, ['--no-demo']);
    const key = /\/s\/(\w+)\.js/.exec(started.printed)?.[1] ?? '';
    const answer = await fetch(`http://localhost:${started.port}/v1/collect/${key}`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain', 'user-agent': USER_AGENT, origin: SHOP },
      body: JSON.stringify(message([pageView({ hints: ['calendly.com', 'hs-form'] })])),
    });
    expect(answer.status).toBe(202);
    await expect
      .poll(async () => (await settings()).said, { timeout: 10_000 })
      .toContain(
        'seen on your pages, not switched on: hubspot, calendly. Switch on: npx waybill settings set vendors hubspot calendly kit\n',
      );
    await settings('set', 'vendors', 'hubspot', 'calendly', 'kit');
    expect((await settings()).said).not.toContain('seen on your pages');
    await started.stop();
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
      'domains            one.example two.example\nNo page of two.example may collect yet. Allow them, with www. or without: waybill origins add https://two.example\n',
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
    [
      ['set', 'forms_off', '#a', 'form['],
      'forms_off cannot be "form[". It takes up to 20 CSS selectors, each in quotes',
    ],
    [['set', 'map', '#a'], 'map cannot be "#a". It takes up to 40 times SELECTOR=FIELD'],
    [['set', 'consent'], "missing required argument 'value'"],
  ])('say what is wrong with %j', async (words, says) => {
    const { code, said } = await settings(...words);
    expect(code).toBe(1);
    expect(said).toContain(says);
  });
});
