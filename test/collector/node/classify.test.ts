import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { spawnWaybill, waybill } from '../../support/executable.ts';
import { temporaryFolder } from '../../support/home.ts';

interface Case {
  id: string;
  landing_url: string;
  referrer: string;
  expect: { source: string; medium: string; channel: string };
}
const { cases }: { cases: Case[] } = JSON.parse(
  readFileSync('test/fixtures/referrer-cases.json', 'utf8'),
);

let folder: ReturnType<typeof temporaryFolder>;
let data: { WAYBILL_DATA: string };
beforeEach(() => {
  folder = temporaryFolder();
  data = { WAYBILL_DATA: join(folder.path, 'data') };
});
afterEach(() => folder.remove());

const LANDED = 'https://www.acme.example/';

async function ask(lines: unknown[]) {
  const input = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line)));
  const { code, stdout, stderr } = await waybill(['classify', '--jsonl'], data, input.join('\n'));
  const answers = stdout.split('\n').slice(0, -1);
  return { code, stderr, answers: answers.map((line) => JSON.parse(line)) };
}

describe('waybill classify', () => {
  it('answers with the source and what says so, as one line, and makes no data folder', async () => {
    const words = ['--landing', `${LANDED}?GCLID=Abc&utm_term=a+b`];
    const asked = ['classify', ...words, '--referrer', 'https://www.google.com/'];
    const { code, stdout, stderr } = await waybill(asked, data);
    expect([code, stderr, stdout.split('\n')]).toEqual([0, '', [expect.any(String), '']]);
    expect(JSON.parse(stdout)).toEqual({
      source: 'google',
      medium: 'cpc',
      campaign: '',
      term: 'a b',
      content: '',
      channel: 'Paid Search',
      platform: 'google',
      click_ids: { gclid: 'Abc' },
      evidence: {
        rule: 'S1',
        channel_rule: 'C6',
        on: 'gclid',
        rules_version: 2,
        table_version: expect.stringMatching(/\w/),
      },
    });
    expect(existsSync(data.WAYBILL_DATA)).toBe(false);
  });

  it('asks nothing of the settings of a collector', async () => {
    const settings = { PORT: 'eighty', WAYBILL_DATA: '/proc/none' };
    const { code, stdout } = await waybill(['classify', '--landing', LANDED], settings);
    expect([code, JSON.parse(stdout).channel]).toEqual([0, 'Direct']);
  });

  it.each([
    [['classify'], 'waybill classify --jsonl < '],
    [['classify', '--referrer', LANDED], 'waybill classify --landing URL --referrer URL'],
    [['classify', '--jsonl', '--landing', LANDED], 'not by both'],
    [['classify', LANDED], 'too many arguments'],
  ])('says how to ask when asked %j', async (words, says) => {
    const { code, stdout, stderr } = await waybill(words, data);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain(says);
  });

  it('names as evidence what was seen, as it was written', async () => {
    const seen = [
      ['?utm_source=news&gclid=abc', '', 'S1', 'gclid'],
      ['?gclid=a1&msclkid=b2', 'https://www.bing.com/', 'S1', 'msclkid'],
      ['?utm_source=NewsLetter', '', 'S2', 'utm_source=NewsLetter'],
      ['?utm_source=tiktok&ttclid=a', '', 'S2', 'utm_source=tiktok, ttclid'],
      ['?utm_medium=email', '', 'S2p', 'utm_medium=email'],
      ['?utm_campaign=x&ttclid=a', '', 'S2p', 'utm_campaign=x, ttclid'],
      ['?utm_campaign=x', 'https://bing.com/', 'S2p', 'utm_campaign=x, referrer bing.com'],
      ['?ttclid=E.C.P.a', '', 'S3', 'ttclid'],
      ['?mkt_tok=MTIzLUFCQy00NTYAAAGK', '', 'S3e', 'mkt_tok'],
      // What is left of it once the script has taken the person out.
      ['?mkt_tok=', '', 'S3e', 'mkt_tok'],
      ['', '', 'S4.0', ''],
      ['', 'https://blog.acme.example/', 'S4.1', 'referrer blog.acme.example'],
      ['', 'https://www.Google.com/', 'S4.8', 'referrer www.google.com'],
      ['', 'https://ann:pw@other.example/', 'S4.9', 'referrer other.example'],
    ];
    const { answers } = await ask(
      seen.map(([query, referrer]) => ({ landing_url: LANDED + query, referrer })),
    );
    const found = answers.map(({ evidence: { rule, on } }) => [rule, on]);
    expect(found).toEqual(seen.map(([, , rule, on]) => [rule, on]));
  });

  it("tells no value of a person's id", async () => {
    const query = '?mc_cid=camp1&mc_eid=person1&_kx=person2&mkt_tok=person3&igsh=person4';
    const { answers } = await ask([{ landing_url: LANDED + query }]);
    expect(JSON.stringify(answers)).not.toContain('person');
    expect(answers[0].click_ids).toEqual({ mc_cid: 'camp1' });
  });

  it('knows which hosts are of one site', async () => {
    const pairs = [
      // https://publicsuffix.org: where anybody may have a name, every name is a site.
      ['https://acme.github.io/', 'https://rival.github.io/', 'Referral'],
      ['https://shop.acme.co.uk/', 'https://www.acme.co.uk/', 'Direct'],
      ['https://acme.co.uk/', 'https://rival.co.uk/', 'Referral'],
      ['http://192.0.2.1:8080/', 'http://192.0.2.1/', 'Direct'],
      ['http://192.0.2.1/', 'http://192.0.2.2/', 'Referral'],
      ['not an address', 'https://rival.example/', 'Referral'],
    ];
    const { answers } = await ask(
      pairs.map(([landing_url, referrer]) => ({ landing_url, referrer })),
    );
    expect(answers.map(({ channel }) => channel)).toEqual(pairs.map(([, , channel]) => channel));
  });
});

describe('waybill classify --jsonl', () => {
  it('answers the whole table of cases', async () => {
    const { code, answers } = await ask(cases);
    expect(code).toBe(0);
    const found = answers.map(({ id, source, medium, channel }) => ({
      id,
      source,
      medium,
      channel,
    }));
    expect(found).toEqual(cases.map((one) => ({ id: one.id, ...one.expect })));
    expect(found).toHaveLength(254);
  });

  it('answers in order, names what it cannot read, and goes on', async () => {
    const { code, answers } = await ask([
      '\ufeff{"landing_url":"https://a.example/","id":{"any":["thing",null]}}\r',
      '',
      '{"landing_url":',
      { landing_url: 1, id: 4 },
      { referrer: LANDED },
      '[]',
      'null',
      '{"id":12345678901234567890,"landing_url":""}',
      `{"landing_url":"","id":${'['.repeat(200_000)}${']'.repeat(200_000)}}`,
      { landing_url: `${LANDED}?${'a'.repeat(1_000_000)}` },
      { landing_url: 'https://b.example/', referrer: null, id: 0, secret: 'stays' },
    ]);
    expect(code).toBe(1);
    expect(answers.map(({ line }) => line)).toEqual([
      undefined,
      3,
      4,
      5,
      6,
      7,
      8,
      9,
      10,
      undefined,
    ]);
    for (const { error } of answers.slice(1, -1)) expect(error).toMatch(/Write /);
    expect(answers[0]).toMatchObject({ id: { any: ['thing', null] }, channel: 'Direct' });
    expect(Object.keys(answers.at(-1))).toEqual([
      'id',
      'source',
      'medium',
      'campaign',
      'term',
      'content',
      'channel',
      'platform',
      'click_ids',
      'evidence',
    ]);
  });

  it('answers as questions come, and asks for no more than is taken', async () => {
    const child = spawnWaybill(['classify', '--jsonl'], data);
    const ended = new Promise<number | null>((done) => child.once('exit', done));
    const question = `${JSON.stringify({ landing_url: `${LANDED}?utm_source=${'x'.repeat(100)}` })}\n`;
    child.stdin.write(question);
    const first = await new Promise<Buffer>((done) => child.stdout.once('data', done));
    expect(`${first}`).toMatch(/^\{.*\}\n$/);
    child.stdout.pause();
    child.stdin.end(question.repeat(10_000));
    await new Promise((done) => setTimeout(done, 1_000));
    expect(child.stdin.writableLength).toBeGreaterThan(0);
    let lines = 0;
    child.stdout.on('data', (text: Buffer) => {
      lines += `${text}`.split('\n').length - 1;
    });
    child.stdout.resume();
    expect(await ended).toBe(0);
    expect(lines).toBe(10_000);
  });

  it('ends without a word when nobody takes the answers any more', async () => {
    const child = spawnWaybill(['classify', '--jsonl'], data);
    const ended = new Promise<number | null>((done) => child.once('exit', done));
    let said = '';
    child.stderr.on('data', (text) => {
      said += text;
    });
    child.stdin.on('error', () => {});
    child.stdin.write('{"landing_url":""}\n');
    await new Promise((done) => child.stdout.once('data', done));
    child.stdout.destroy();
    const more = setInterval(() => child.stdin.write('{"landing_url":""}\n'), 20);
    expect(await ended).toBe(0);
    clearInterval(more);
    expect(said).toBe('');
  });
});
