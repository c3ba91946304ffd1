import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { changeSetting } from '../../collector/node/setup.ts';
import { addKey, SHOP, testHome } from '../support/home.ts';
import { lead, message, newId } from '../support/message.ts';

let home: Awaited<ReturnType<typeof testHome>>;
let key: string;
beforeAll(async () => {
  home = await testHome();
  await changeSetting(home.home, home.local, 'contact', {});
  key = await addKey(home.home, home.local, 'write');
});
afterAll(() => home.close());

async function leadOf(email: string): Promise<string> {
  const event = lead({ contact: { email } });
  await home.request(`/v1/collect/${home.siteKey}`, {
    method: 'POST',
    headers: { 'content-type': 'text/plain', origin: SHOP },
    body: JSON.stringify(message([event])),
  });
  return event.id;
}

async function upload(text: string, type = 'text/csv; charset=utf-8') {
  const answer = await home.request('/v1/events/csv', {
    method: 'POST',
    headers: { 'content-type': type, authorization: `Bearer ${key}` },
    body: text,
  });
  return { status: answer.status, body: await answer.json() };
}

describe('a table of outcomes', () => {
  it('is recorded line by line, with a report of each; again it changes nothing', async () => {
    const email = `${newId()}@b.example`;
    const id = await leadOf(email);
    const text = [
      'Waybill ID,Email,Kind,At,Reason,Note,Value,Currency',
      `${id},,accepted,2026-11-01T10:00:00Z,,,,`,
      `,${email},qualified,,,"said ""yes"",`,
      `on the phone",,`,
      '',
      `${id},,won,,,,1200.50,EUR`,
      `${id},,won,,,,1'200,EUR`,
      `${id},,rejected,,,,,`,
      `${newId()},,won,,,,,`,
      `,,won,,,,,`,
      `${id},,won,,,,,,,,`,
    ].join('\r\n');
    const { status, body } = await upload(`\ufeff${text}`);
    expect(status).toBe(200);
    expect(body).toMatchObject({ lines: 8, recorded: 3, known: 0, refused: 5 });
    const lines = body.report.map(({ line, status, stage, message }: Record<string, string>) => [
      ...[line, status, stage ?? message],
    ]);
    expect(lines).toEqual([
      [2, 'recorded', 'won'],
      [4, 'recorded', 'won'],
      [6, 'recorded', 'won'],
      [7, 'refused', expect.stringContaining('value: ')],
      [8, 'refused', 'reason: is missing: rejected needs it'],
      [9, 'refused', 'no lead of this account is named so'],
      [10, 'refused', 'name the lead by one of lead, record, email and phone'],
      [11, 'refused', 'has more fields than there are columns'],
    ]);
    expect((await upload(`\ufeff${text}`)).body).toMatchObject({ recorded: 0, known: 3 });
    // Nobody's address comes back in a report.
    expect(JSON.stringify(body)).not.toContain(email);
  });

  it.each([
    ['semicolons', ';'],
    ['tabs', '\t'],
  ])('may have %s between its columns', async (_name, delimiter) => {
    const id = await leadOf(`${newId()}@b.example`);
    const { body } = await upload(
      ['lead,kind', `${id},accepted`].join('\n').replaceAll(',', delimiter),
    );
    expect(body).toMatchObject({ lines: 1, recorded: 1 });
  });

  it.each([
    ['', 'The table is empty'],
    ['lead,colour,kind\n', 'These columns are not known: colour.'],
    ['lead\n', 'needs a column kind'],
    ['lead,waybill_id,kind\n', 'no column twice'],
    ['lead,kind\n"marker', 'cannot be read'],
    [`lead,kind\n${'x,won\n'.repeat(5_001)}`, 'more than 5000 lines'],
  ])('that is none is refused', async (text, message) => {
    const { status, body } = await upload(text);
    expect(status).toBe(400);
    expect(body.error.message).toContain(message);
    expect(body.error.message).not.toContain('marker');
  });

  it('of another type, or too large, is refused', async () => {
    expect((await upload('{}', 'application/json')).status).toBe(415);
    expect((await upload(`lead,kind\n${'x'.repeat(1_000_000)}`)).status).toBe(413);
  });
});
