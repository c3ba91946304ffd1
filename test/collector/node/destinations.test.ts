import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { waybill } from '../../support/executable.ts';
import { temporaryFolder } from '../../support/home.ts';
import { type Receiver, startReceiver, status } from '../../support/receiver.ts';

let folder: ReturnType<typeof temporaryFolder>;
let receiver: Receiver;
beforeEach(async () => {
  folder = temporaryFolder();
  receiver = await startReceiver(status(200, 'thanks'));
});
afterEach(async () => {
  await receiver.close();
  folder.remove();
});

const run = (words: string[], input = '') => {
  const settings = { WAYBILL_DATA: folder.path, WAYBILL_ALLOW_PRIVATE_DESTINATIONS: '1' };
  return waybill(words, settings, input);
};

describe('waybill destinations', { timeout: 120_000 }, () => {
  it('makes, tries, lists, rotates and removes one', async () => {
    const url = `url=${receiver.url}/hook`;
    const words = ['destinations', 'add', 'webhook', '--name', 'CRM', '--set', url];
    const made = await run(words);
    expect(made.stderr).toMatch(/shown this once:\nwhsec_\S{44}\n$/);
    const id = made.stdout.trim();
    expect(await run(['destinations', 'test', id])).toMatchObject({
      code: 0,
      stdout: 'The receiver took it (200)\nthanks\n',
    });
    expect((await run(['destinations', 'list'])).stdout).toMatch(
      new RegExp(`${id}  webhook  CRM   \\(all\\)  works\n$`),
    );
    expect((await run(['destinations', 'rotate', id])).stdout).toMatch(/^whsec_\S{44}\n$/);
    receiver.answers = status(503);
    expect(await run(['destinations', 'test', id])).toMatchObject({
      code: 1,
      stdout: 'The receiver failed (503)\n',
    });
    expect((await run(['destinations', 'remove', id])).code).toBe(0);
    expect(await run(['destinations', 'test', id])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(`No destination has the id ${id}`),
    });
  });

  it('reads a secret from standard input, and never prints it', async () => {
    const words = ['destinations', 'add', 'slack', '--name', 'Sales', '--secret', 'url'];
    const made = await run(words, `${receiver.url}/services/secret\n`);
    expect(made).toMatchObject({ code: 0, stderr: expect.not.stringContaining('secret') });
    await run(['destinations', 'test', made.stdout.trim()]);
    expect(receiver.received.map(({ path }) => path)).toEqual(['/services/secret']);
    expect((await run(['destinations', 'list'])).stdout).not.toContain('secret');
  });

  it('says what is missing', async () => {
    expect(await run(['destinations', 'add', 'fax', '--name', 'A'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('kind: is one of webhook, slack, teams, mail, adf.'),
    });
    expect(await run(['deliveries', 'replay'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('Say which: --id ID, or --since TIME'),
    });
    expect((await run(['deliveries', 'list'])).stdout).toBe(
      'ID  MADE  LEAD  TO  WHAT  STATE  TRIES  WHY\n',
    );
  });
});
