import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startWaybill, waybill } from '../../support/executable.ts';
import { SHOP, temporaryFolder, USER_AGENT } from '../../support/home.ts';
import { lead, message, pageView } from '../../support/message.ts';

const folder = temporaryFolder();
const data = { WAYBILL_DATA: folder.path };
const ann = lead({ contact: { email: 'ann@example.com', phone: '020 7946 0123' } });
const bob = lead({ contact: { email: 'bob@example.com' } });
let siteKey: string;

beforeAll(async () => {
  await waybill(['origins', 'add', SHOP], data);
  await waybill(['settings', 'set', 'contact', 'auto'], data);
  const started = await startWaybill(data, ['--no-demo']);
  siteKey = /\/s\/(\w+)\.js/.exec(started.printed)?.[1] ?? '';
  for (const event of [ann, bob]) {
    const answer = await fetch(`http://localhost:${started.port}/v1/collect/${siteKey}`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain', origin: SHOP, 'user-agent': USER_AGENT },
      body: JSON.stringify(message([pageView(), event])),
    });
    expect(answer.status).toBe(202);
  }
  await started.stop();
});
afterAll(() => folder.remove());

const person = (...words: string[]) => waybill(['person', ...words], data);

describe('waybill person', () => {
  it('prints all that is stored of somebody', async () => {
    const { code, stdout } = await person('export', '--phone', '+44 20 7946 0123');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      leads: [{ id: ann.id, contact: { email: 'ann@example.com' } }],
      page_views: [{ title: 'Home' }],
      messages: [{ site: siteKey }],
    });
    expect(stdout).not.toContain('bob@');
  });

  it('says first what would be removed, and removes it once it is told to', async () => {
    const named = ['erase', '--email', 'ann@example.com', '--site', siteKey];
    const first = await person(...named);
    expect(first.stderr).toBe('Nothing is removed yet. Add --yes to remove this for good.\n');
    const counts = JSON.parse(first.stdout).would_remove;
    expect(counts).toMatchObject({
      leads: 1,
      contacts: 1,
      sessions: 1,
      page_views: 1,
      messages: 1,
    });
    const second = await person(...named, '--yes');
    expect([second.code, JSON.parse(second.stdout).removed]).toEqual([0, counts]);
    const { stdout } = await person('export', '--lead', ann.id);
    expect(JSON.parse(stdout)).toMatchObject({ leads: [], sessions: [], messages: [] });
    const other = await person('export', '--email', 'BOB@example.com');
    expect(JSON.parse(other.stdout).leads).toMatchObject([{ id: bob.id }]);
  });

  it.each([
    [['export'], 'Say who by one of --email, --phone, --lead and --visitor.'],
    [
      ['erase', '--email', 'a@example.com', '--lead', ann.id, '--yes'],
      'Say who by one of --email, --phone, --lead and --visitor.',
    ],
    [['export', '--email', 'ann'], '--email is an address like ann@example.com.'],
    [['export', '--phone', '12-34'], '--phone has at least 6 digits.'],
    [['export', '--lead', 'x'], '--lead is an id of 25 letters and digits.'],
    [['export', '--email', 'a@example.com', '--site', 'nokey'], 'No site has the key nokey.'],
  ])('says what is wrong with %j', async (words, says) => {
    const { code, stdout, stderr } = await person(...words);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain(says);
  });
});
