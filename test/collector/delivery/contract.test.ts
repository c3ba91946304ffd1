import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { kindNamed } from '../../../collector/delivery/list.ts';
import { COMMON_RULES, type Vendor } from '../../../collector/delivery/outcome.ts';
import { sampleTold } from '../../../collector/delivery/sample.ts';
import { type Ready, tell } from '../../../collector/jobs/tell.ts';
import { guardedFetch } from '../../../collector/node/guarded-fetch.ts';
import { newSigningSecret } from '../../../collector/secrets/sign.ts';
import {
  type Answers,
  floods,
  hangs,
  type Receiver,
  sentTo,
  startReceiver,
  status,
  trickles,
} from '../../support/receiver.ts';

const NOW = 1_790_000_000_000;
const TIMEOUT_MS = 300;
const SITE = { key: 'sitekey', name: 'Acme' };
const iso = (ms: number) => new Date(ms).toISOString();

const MAIL = { from: 'leads@example.com', to: ['ann@example.com'] };
const URL_SECRET = { url: 'https://hooks.example.com/services/T0/B0/secretsecret' };

/** Every destination there is, as it is set up, and how it says that it refuses a field. */
const DESTINATIONS: Record<
  string,
  { kind: string; settings: object; given: object; refuses: [number, string] }
> = {
  webhook: {
    kind: 'webhook',
    settings: { url: 'https://crm.example.com/in' },
    given: {},
    refuses: [422, 'no such field'],
  },
  slack: { kind: 'slack', settings: {}, given: URL_SECRET, refuses: [400, 'invalid_payload'] },
  teams: {
    kind: 'teams',
    settings: {},
    given: URL_SECRET,
    refuses: [413, 'RequestEntityTooLarge'],
  },
  'mail by Resend': {
    kind: 'mail',
    settings: { ...MAIL, provider: 'resend' },
    given: { key: 're_secret' },
    refuses: [422, '{"name":"missing_required_field"}'],
  },
  'mail by Postmark': {
    kind: 'mail',
    settings: { ...MAIL, provider: 'postmark' },
    given: { key: 'pm-4f2a90c1' },
    refuses: [422, '{"ErrorCode":300,"Message":"Invalid To"}'],
  },
  'ADF over HTTP': {
    kind: 'adf',
    settings: { by: 'http', url: 'https://dealer.example.com/adf', vendor: 'Acme Cars' },
    given: { key: 'Bearer secret' },
    refuses: [400, 'bad XML'],
  },
  'ADF by mail': {
    kind: 'adf',
    settings: { ...MAIL, by: 'mail', provider: 'resend', vendor: 'Acme Cars' },
    given: { key: 're_secret' },
    refuses: [422, '{"name":"validation_error"}'],
  },
};

function ready(name: string): Ready {
  const { kind: kindName, settings, given } = DESTINATIONS[name] as (typeof DESTINATIONS)[string];
  const kind = kindNamed(kindName);
  if (!kind) throw new Error(`There is no kind ${kindName}.`);
  const signing = kind.isSigned ? [{ secret: newSigningSecret(), until: null }] : [];
  return {
    kind,
    settings: kind.settings.parse(settings),
    secrets: { given: kind.secrets.parse(given), signing },
  };
}

let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.close());

/** Tells a destination of a lead, with its vendor played by the receiver. */
async function toldTo(name: string, answers: Answers) {
  receiver.answers = answers;
  const send = sentTo(receiver, guardedFetch({ allowPrivate: true, timeoutMs: TIMEOUT_MS }));
  const deps = { now: () => NOW, send } as unknown as Parameters<typeof tell>[0];
  return tell(deps, ready(name), sampleTold('message1', SITE, NOW, iso));
}

const delivered = { outcome: 'delivered', pauses: false };
const retry = { outcome: 'retry', pauses: false };
const final = { outcome: 'final', pauses: false };

describe.each(Object.keys(DESTINATIONS))('%s', (name) => {
  const cases: [string, Answers, object][] = [
    ['takes it', status(200, 'ok'), { ...delivered, status: 200 }],
    ['takes it for later', status(202), { ...delivered, status: 202 }],
    ['does not know the key', status(401), { ...retry, status: 401 }],
    ['does not permit it', status(403), { ...retry, status: 403 }],
    ['is not there', status(404), { ...retry, status: 404 }],
    ['is busy with the same', status(409), { ...retry, status: 409 }],
    ['is gone', status(410), { outcome: 'final', pauses: true, status: 410 }],
    [
      'is sent too much',
      status(429, '', { 'retry-after': '120' }),
      { ...retry, status: 429, askedMs: 120_000 },
    ],
    [
      'is sent too much, until a date',
      status(429, '', { 'retry-after': new Date(NOW + 60_000).toUTCString() }),
      { ...retry, askedMs: 60_000 },
    ],
    ['fails', status(500, 'rollup_error'), { ...retry, status: 500 }],
    ['is down', status(503), { ...retry, status: 503, askedMs: null }],
    ['hangs', hangs, { ...retry, status: null, note: 'No answer: none within 0.3 seconds' }],
    ['trickles', trickles, { ...retry, status: null }],
    ['hangs up', ({ socket }) => socket?.destroy(), { ...retry, status: null }],
  ];

  it.each(cases)('%s', async (_what, answers, expected) => {
    expect(await toldTo(name, answers)).toMatchObject(expected);
  });

  it('refuses a field', async () => {
    const [code, body] = DESTINATIONS[name]?.refuses ?? [0, ''];
    expect(await toldTo(name, status(code, body))).toMatchObject({ ...final, status: code });
  });

  it('redirects, and is not followed', async () => {
    const to = { location: `${receiver.url}/elsewhere` };
    expect(await toldTo(name, status(302, '', to))).toMatchObject({ ...retry, status: 302 });
    expect(receiver.received).toHaveLength(1);
  });

  it('floods, and is cut off', async () => {
    const { outcome, answer } = await toldTo(name, floods);
    expect([outcome, answer.length]).toEqual(['delivered', 1_000]);
    await expect.poll(receiver.written).toBeGreaterThan(0);
    expect(receiver.written()).toBeLessThan(20_000_000);
  });

  it('is logged without its keys', async () => {
    const { kind, settings, secrets } = ready(name);
    const log = await toldTo(name, (response, { body, headers }) =>
      response.writeHead(200).end(JSON.stringify({ headers, body })),
    );
    for (const key of Object.values(secrets.given).filter(Boolean)) {
      expect(log.request + log.answer).not.toContain(key);
    }
    expect(log.request).toMatch(/^POST (https:\/\/[\w.]+|…)\ncontent-type: /);
    expect(kind.vendor(settings).name).toBeTruthy();
  });
});

/** What only one vendor says. */
it.each([
  ['slack', status(404, 'no_service'), retry],
  ['slack', status(410, 'channel_is_archived'), { outcome: 'final', pauses: true }],
  [
    'teams',
    status(
      200,
      'Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 429',
    ),
    retry,
  ],
  ['mail by Resend', status(409, '{"name":"concurrent_idempotent_requests"}'), retry],
  ['mail by Resend', status(409, '{"name":"invalid_idempotent_request"}'), final],
  ['mail by Postmark', status(422, '{"ErrorCode":406,"Message":"Inactive recipient"}'), final],
  ['mail by Postmark', status(422, '{"ErrorCode":412,"Message":"Account is pending"}'), retry],
])('%s has its own words', async (name, answers, expected) => {
  expect(await toldTo(name, answers)).toMatchObject(expected);
});

it('prints the table of the vendors', () => {
  const vendors = new Map<string, Vendor>();
  for (const name of Object.keys(DESTINATIONS)) {
    const { kind, settings } = ready(name);
    const vendor = kind.vendor(settings);
    vendors.set(vendor.name, vendor);
  }
  const lines = [...vendors.values(), { name: 'Everybody else', rules: COMMON_RULES }].flatMap(
    ({ name, rules }) =>
      rules.map(({ status: code, says, outcome, pauses, why, document }) => {
        const when = [[code].flat().join('–'), says && `saying ${says.source}`];
        const what = pauses ? `${outcome}, pauses` : outcome;
        return `${name} | ${when.filter(Boolean).join(' ')} | ${what} | ${why} | ${document}`;
      }),
  );
  console.log(lines.join('\n'));
  expect(lines.filter((line) => !line.includes('https://'))).toEqual([]);
  expect(lines.length).toBeGreaterThan(30);
});
