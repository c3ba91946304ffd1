import { Window } from 'happy-dom';
import { describe, expect, it } from 'vitest';
import { kindNamed } from '../../../collector/delivery/list.ts';
import { sampleTold } from '../../../collector/delivery/sample.ts';
import type { ToldLead } from '../../../collector/domain/told-lead.ts';

const NOW = 1_790_000_000_000;
const iso = (ms: number) => new Date(ms).toISOString();
const BASE = 'https://collect.example.com';
/** What a visitor may have chosen, to be seen as something else. */
const SLY = '<b>&[Accept](https://thief.example) "x"\u0001';

const MAIL = { provider: 'resend', from: 'a@example.com', to: ['b@example.com'], contact: true };

function told(text = SLY): ToldLead {
  const sample = sampleTold('message1', { key: 'k', name: 'Acme' }, NOW, iso);
  const { handoff } = sample;
  const assignment = {
    ...{ ownerId: 'o', ownerName: 'Ann', ownerKind: 'person' as const },
    ...{ number: 1, at: NOW, rule: 'Quotes', why: 'the form', priority: 0 },
    ...{ qualification: 'budget', nextAction: 'call', dueAt: NOW + 3_600_000 },
    ...{ expectation: { minutes: 60, calendar: 'Europe/Berlin' }, escalation: null },
  };
  return {
    ...sample,
    type: 'lead.routed',
    story: text,
    lead: { ...sample.lead, intent: { topic: text } },
    handoff: {
      ...handoff,
      assignment,
      manifest: handoff.manifest.map((item) =>
        item.name === 'context' ? { ...item, value: text, missing: null } : item,
      ),
    },
    contact: { name: text, email: 'c@example.com', phone: null, company: null, message: text },
    links: {
      lead: `${BASE}/leads/l`,
      accept: `${BASE}/h/a`,
      reject: `${BASE}/h/r`,
      contacted: `${BASE}/h/c`,
    },
  };
}

function bodyOf(name: string, settings: object, lead = told()): string {
  const secrets = { url: 'https://hooks.example.com/', key: 'k' };
  const kind = kindNamed(name);
  if (!kind) throw new Error(`There is no kind ${name}.`);
  return kind.request(lead, settings, secrets, iso).body;
}

describe('what people read', () => {
  const cards: [string, object][] = [
    ['slack', { contact: true }],
    ['teams', { contact: true }],
    ['mail', MAIL],
  ];

  it.each(cards)('has the nine items, the due time and the links: %s', (name, settings) => {
    const body = bodyOf(name, settings);
    for (const word of [
      'Source',
      'Campaign and page',
      'Intent',
      'Lead type',
      'Owner',
      'Expected',
    ]) {
      expect(body).toContain(word);
    }
    for (const word of ['Status', 'Outcome', 'Feedback', 'missing: no outcome yet', 'for Ann']) {
      expect(body).toContain(word);
    }
    const due = iso(NOW + 3_600_000)
      .slice(0, 16)
      .replace('T', ' ');
    expect(body).toContain(`Answer until ${due} UTC. Next: call. To find out: budget.`);
    for (const path of ['leads/l', 'h/a', 'h/r', 'h/c']) expect(body).toContain(`${BASE}/${path}`);
    expect(body).toContain('c@example.com');
  });

  it.each(cards)('stays small, however much a visitor chose: %s', (name, settings) => {
    const long = 'x'.repeat(20_000);
    expect(bodyOf(name, settings, told(long)).length).toBeLessThan(28_000);
  });

  it('is no markup of a visitor in Slack', () => {
    const { text, blocks } = JSON.parse(bodyOf('slack', { contact: true }));
    const all = [text, ...blocks.map((block: { text: { text: string } }) => block.text.text)];
    expect(all.join()).not.toContain('<b>');
    expect(all.join()).toContain('&lt;b&gt;&amp;[Accept]');
  });

  it('is no link of a visitor in Teams', () => {
    expect(bodyOf('teams', { contact: true })).not.toContain('[Accept]');
  });

  it('is no markup of a visitor in a mail', () => {
    const { html } = JSON.parse(bodyOf('mail', MAIL));
    const { document } = new Window();
    document.body.innerHTML = html;
    expect(document.querySelector('b')).toBeNull();
    const links = [...document.querySelectorAll('a')].map((link) => link.getAttribute('href'));
    expect(links).toEqual(['h/a', 'h/r', 'h/c', 'leads/l'].map((path) => `${BASE}/${path}`));
  });
});

it.each([
  ['over HTTP', { by: 'http', url: 'https://dealer.example.com/', vendor: 'A & B' }],
  ['by mail', { ...MAIL, by: 'mail', vendor: 'A & B' }],
])('ADF %s is XML that a dealer reads', (_how, settings) => {
  const body = bodyOf('adf', settings);
  const xml: string = body.startsWith('<') ? body : JSON.parse(body).text;
  const window = new Window();
  const adf = new window.DOMParser().parseFromString(xml, 'text/xml');
  const textOf = (path: string) => adf.querySelector(path)?.textContent;
  expect(xml.startsWith('<?xml version="1.0" encoding="UTF-8"?>\n<?adf version="1.0"?>')).toBe(
    true,
  );
  expect(textOf('adf > prospect > id')).toBe('test');
  expect(textOf('customer > contact > email')).toBe('c@example.com');
  expect(textOf('vendor > vendorname')).toBe('A & B');
  expect(textOf('vehicle > model')).toContain('<b>&');
  expect(textOf('requestdate')).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$/);
  expect(xml).not.toContain('\u0001');
});
