// biome-ignore-all lint/suspicious/noThenProperty: a word of the rules, and no function
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { routeWaiting } from '../../../collector/jobs/route.ts';
import { waybill } from '../../support/executable.ts';
import { SHOP, temporaryFolder, testHome } from '../../support/home.ts';
import { sendLead } from '../../support/leads.ts';

const folder = temporaryFolder();
const data = { WAYBILL_DATA: folder.path };
const file = join(folder.path, 'rules.json');

beforeAll(async () => {
  await waybill(['origins', 'add', SHOP], data);
});
afterAll(() => folder.remove());

const run = (...words: string[]) => waybill(words, data);

async function printed(...words: string[]): Promise<string> {
  const { code, stdout, stderr } = await run(...words);
  expect([code, code ? stderr : '']).toEqual([0, '']);
  return stdout;
}

async function refused(...words: string[]): Promise<string> {
  const { code, stdout, stderr } = await run(...words);
  expect([code, stdout]).toEqual([1, '']);
  return stderr;
}

async function rows(...words: string[]): Promise<string[][]> {
  const lines = (await printed(...words)).trimEnd().split('\n');
  return lines.slice(1).map((line) => line.split(/ {2,}/));
}

describe('waybill owners', () => {
  it('adds, changes, lists and removes them', async () => {
    const hours = ['--hours', 'mon-thu 09:00-12:00,13:00-17:30', '--hours', 'fri 09:00-15:00'];
    const zone = ['--time-zone', 'Europe/Berlin', '--holiday', '2026-12-25'];
    const ann = (await printed('owners', 'add', 'Ann', ...zone, ...hours)).trim();
    const queue = (await printed('owners', 'add', 'Sales', '--queue')).trim();
    const words = 'Mon–Thu 09:00–12:00 and 13:00–17:30, Fri 09:00–15:00 (Europe/Berlin)';
    expect(await rows('owners', 'list')).toEqual([
      [ann, 'person', 'Ann', '(all)', words],
      [queue, 'queue', 'Sales', '(all)', 'around the clock'],
    ]);
    expect(
      await printed('owners', 'change', ann, '--name', 'Anna', '--time-zone', 'Europe/Paris'),
    ).toBe(`Anna: ${words.replace('Berlin', 'Paris')}\n`);
    expect(await printed('owners', 'remove', queue)).toBe('Nothing is routed to Sales any more.\n');
    expect((await rows('owners', 'list')).map(([id]) => id)).toEqual([ann]);
  });

  // biome-ignore format: a table
  it.each<[words: string[], said: string]>([
    [['add', 'Bob', '--time-zone', 'Berlin'], 'calendar.time_zone: is a time zone like Europe/Berlin\n'],
    [['add', 'Bob', '--hours', 'weekdays'], "Write it like 'mon-fri 09:00-12:00,13:00-17:30'."],
    [['add', 'Bob', '--hours', 'mon 9-5'], 'calendar.hours.mon.0.0: opens at a time like 09:00'],
    [['add', 'Bob', '--member', 'x'], 'No member has the id x. See which there are: waybill members list\n'],
    [['remove', 'x'], 'No owner has the id x. See which there are: waybill owners list\n'],
  ])('refuses %j', async (words, said) => {
    expect(await refused('owners', ...words)).toContain(said);
  });
});

describe('waybill rules', () => {
  it('checks, keeps and activates them, and tries them on past leads', async () => {
    const bob = (await printed('owners', 'add', 'Bob')).trim();
    writeFileSync(file, JSON.stringify([{ name: 'All', then: { to: 'Eve' } }]));
    expect(await refused('rules', 'add', file)).toBe(
      'rule 1 "All": then.to no owner has the name or the id "Eve".\n',
    );
    writeFileSync(file, JSON.stringify([{ name: 'All', then: { to: 'Bob' } }]));
    expect(await printed('rules', 'add', file)).toBe('1\n');
    expect(await rows('rules', 'list')).toMatchObject([['1', '1', {}, 'command line']]);
    expect(await refused('rules', 'show')).toMatch(/^There are none\./);
    expect(await printed('rules', 'activate', '1')).toBe('Version 1 is in force.\n');
    expect((await rows('rules', 'list'))[0]?.[4]).toMatch(/^since 20/);
    const shown = JSON.parse(await printed('rules', 'show'));
    expect(shown).toMatchObject([{ name: 'All', then: { to: bob } }]);
    expect(await refused('owners', 'remove', bob)).toContain('"All"');
    expect(await printed('rules', 'replay', file)).toContain('Leads: 0, to somebody else: 0\n');
    expect(await refused('rules', 'replay')).toContain('names rules or a version, one of them');
    expect(await refused('rules', 'activate', '2')).toContain('no such version');
    expect(await refused('rules', 'add', 'nowhere.json')).toContain('nowhere.json cannot be read');
  });

  it('says whom past leads would have gone to', async () => {
    const home = await testHome();
    try {
      const { siteKey } = home;
      const id = await sendLead(home);
      await routeWaiting(home.home.deps);
      const own = { WAYBILL_DATA: home.folder };
      await waybill(['owners', 'add', 'Bob'], own);
      const { code, stdout } = await waybill(['rules', 'replay', file, '--limit', '10'], own);
      expect([code, stdout.split('\n').map((line) => line.split(/ {2,}/))]).toEqual([
        0,
        [
          ['Leads: 1, to somebody else: 1'],
          [''],
          ['OWNER', 'WAS', 'WOULD BE'],
          ['Bob', '0', '1'],
          ['Inbox', '1', '0'],
          [''],
          ['RULE', 'WAS', 'WOULD BE'],
          ['All', '0', '1'],
          ['Everything', '1', '0'],
          [''],
          ['LEAD', 'WAS', 'WOULD BE', 'BY', 'SINCE'],
          [id, 'Inbox', 'Bob', 'All', 'the rule names him'],
          [''],
        ],
      ]);
      const ofSite = await waybill(['rules', 'add', file, '--site', siteKey], own);
      expect([ofSite.stdout, ofSite.stderr]).toEqual([
        '1\n',
        `Put it in force: waybill rules activate 1 --site ${siteKey}\n`,
      ]);
    } finally {
      await home.close();
    }
  });
});
