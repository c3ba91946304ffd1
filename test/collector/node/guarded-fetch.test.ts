import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { guardedFetch } from '../../../collector/node/guarded-fetch.ts';
import { type Receiver, startReceiver, status } from '../../support/receiver.ts';

let receiver: Receiver;
beforeAll(async () => {
  receiver = await startReceiver(status(200, 'in here'));
});
afterAll(() => receiver.close());

const guarded = guardedFetch({ allowPrivate: false, timeoutMs: 500 });
const open = guardedFetch({ allowPrivate: true, timeoutMs: 500 });
const to = (url: string) => ({ method: 'POST' as const, url, headers: {}, body: 'x' });

describe('a guarded request', () => {
  it.each([
    '127.0.0.1',
    'localhost',
    '[::1]',
    '[::ffff:127.0.0.1]',
    '0.0.0.0',
    '2130706433',
    '127.1',
  ])('does not go to %s', async (host) => {
    const { port } = new URL(receiver.url);
    const answer = await guarded(to(`http://${host}:${port}/`));
    expect(answer).toMatchObject({ status: null, fault: expect.stringContaining('private') });
    expect(receiver.received).toEqual([]);
  });

  it.each(['file:///etc/passwd', 'gopher://example.com', 'nowhere', ''])(
    'does not go to %j',
    async (url) => {
      expect(await guarded(to(url))).toMatchObject({ status: null, fault: 'the address is none' });
    },
  );

  it('goes there where that is permitted', async () => {
    expect(await open(to(receiver.url))).toEqual({
      ...{ status: 200, retryAfter: '', body: 'in here', fault: '' },
    });
  });

  it('tells of a failure without the address', async () => {
    const { fault } = await open(to('http://127.0.0.1:9/'));
    expect(fault).toBe('ECONNREFUSED');
  });
});
