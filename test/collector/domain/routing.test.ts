// biome-ignore-all lint/suspicious/noThenProperty: a word of the rules, and no function
import { describe, expect, it } from 'vitest';
import { Calendar } from '../../../collector/domain/business-time.ts';
import type { Failure } from '../../../collector/domain/failure.ts';
import type { Owner } from '../../../collector/domain/owner.ts';
import {
  decide,
  type EarlierLead,
  type Load,
  type RoutedLead,
  type Situation,
} from '../../../collector/domain/routing.ts';
import { rulesFrom } from '../../../collector/domain/rule-set.ts';

const BERLIN = Calendar.parse({
  time_zone: 'Europe/Berlin',
  hours: Object.fromEntries(
    ['mon', 'tue', 'wed', 'thu', 'fri'].map((day) => [day, [['09:00', '17:00']]]),
  ),
});
const NEW_YORK = { ...BERLIN, time_zone: 'America/New_York' };
const ALWAYS = Calendar.parse({});

const owner = (name: string, calendar = ALWAYS, kind: Owner['kind'] = 'person'): Owner => ({
  id: name.toLowerCase(),
  kind,
  name,
  calendar,
});
const OWNERS = [
  owner('Ann', BERLIN),
  owner('Bob', BERLIN),
  owner('Cy', NEW_YORK),
  owner('Dee'),
  owner('Inbox', ALWAYS, 'queue'),
  owner('Sales', BERLIN, 'queue'),
];

/** A Wednesday: Berlin works, New York does not yet. */
const MORNING = Date.parse('2026-11-18T10:00+01:00');
const NIGHT = Date.parse('2026-11-18T01:00+01:00');

const LEAD: RoutedLead = {
  siteId: 'shop',
  id: 'lead',
  receivedAt: MORNING,
  channel: 'Paid Search',
  source: 'google',
  medium: 'cpc',
  campaign: 'Summer Sale',
  landingPage: 'https://www.shop.example/offers/?gclid=abc#top',
  pages: ['https://www.shop.example/offers/', 'https://www.shop.example/contact'],
  form: { id: 'contact', name: 'Contact us' },
  leadType: 'quote_request',
  topic: 'Boiler repair',
  options: [
    { name: 'service', value: 'Repair' },
    { name: 'when', value: 'This week' },
  ],
  country: 'DE',
  region: 'BE',
  isKnown: false,
  companyDomain: 'mail.acme.example',
};

const CATCH_ALL = { name: 'Everything else', then: { to: 'Inbox' } };

interface Given {
  rules?: object[];
  lead?: Partial<RoutedLead>;
  at?: number;
  loads?: Record<string, Partial<Load>>;
  earlier?: Partial<EarlierLead>[];
  owners?: Owner[];
  siteRules?: object[];
}

function situation(given: Given): Situation {
  const { rules = [], siteRules, lead, at = MORNING, loads = {}, earlier = [] } = given;
  const sets = [
    ...(siteRules
      ? [{ siteId: 'shop', version: 7, rules: rulesFrom(siteRules, OWNERS, false) }]
      : []),
    { siteId: '', version: 3, rules: rulesFrom([...rules, CATCH_ALL], OWNERS, true) },
  ];
  return {
    lead: { ...LEAD, ...lead },
    at,
    sets,
    owners: new Map((given.owners ?? OWNERS).map((one) => [one.id, one])),
    loadOf: (id) => ({ open: 0, lastTurn: 0, ...loads[id] }),
    earlier: earlier.map((one) => ({
      ...{ id: 'earlier', receivedAt: MORNING - 3_600_000, form: LEAD.form, ownerId: 'bob' },
      ...{ isUnanswered: true, dueAt: MORNING + 60_000, expectation: null },
      ...one,
    })),
  };
}

const decided = (given: Given) => decide(situation(given));

describe('a rule takes a lead', () => {
  // biome-ignore format: a table
  it.each<[when: object, lead: Partial<RoutedLead>, takes: boolean]>([
    [{ channel: 'Paid Search' }, {}, true],
    [{ channel: 'paid search' }, {}, true],
    [{ channel: ['Email', 'Paid *'] }, {}, true],
    [{ channel: 'Organic *' }, {}, false],
    [{ source: 'google' }, {}, true],
    [{ source: ['bing', 'duckduckgo'] }, {}, false],
    [{ medium: 'c*c' }, {}, true],
    [{ campaign: 'summer*' }, {}, true],
    [{ campaign: '*sale' }, {}, true],
    [{ campaign: '*mm*sa*' }, {}, true],
    [{ campaign: '*sa*mm*' }, {}, false],
    [{ campaign: '*' }, {}, true],
    [{ campaign: '*' }, { campaign: '' }, false],
    [{ campaign: 'a*a' }, { campaign: 'a' }, false],
    [{ landing_page: '/offers' }, {}, true],
    [{ landing_page: '/offers/' }, {}, true],
    [{ landing_page: '/off*' }, {}, true],
    [{ landing_page: '/' }, {}, false],
    [{ landing_page: '/' }, { landingPage: 'https://www.shop.example' }, true],
    [{ landing_page: 'https://www.shop.example/offers' }, {}, true],
    [{ landing_page: '*gclid*' }, {}, false],
    [{ path_contains: '/CONTACT' }, {}, true],
    [{ path_contains: ['/prices', '/offers'] }, {}, true],
    [{ path_contains: '/prices' }, {}, false],
    [{ form: 'contact' }, {}, true],
    [{ form: 'Contact us' }, {}, true],
    [{ form: 'newsletter' }, {}, false],
    [{ lead_type: ['appointment', 'quote_request'] }, {}, true],
    [{ lead_type: 'quote_request' }, { leadType: '' }, false],
    [{ topic: '*repair*' }, {}, true],
    [{ option: { service: 'Repair' } }, {}, true],
    [{ option: { service: ['Rent', 'Repair'], when: 'this*' } }, {}, true],
    [{ option: { service: 'Repair', when: 'Next week' } }, {}, false],
    [{ option: { when: 'Repair' } }, {}, false],
    [{ country: 'de' }, {}, true],
    [{ country: ['AT', 'CH'] }, {}, false],
    [{ country: 'DE' }, { country: '' }, false],
    [{ region: 'BE' }, {}, true],
    [{ known_person: true }, {}, false],
    [{ known_person: false }, {}, true],
    [{ known_person: true }, { isKnown: true }, true],
    [{ company_domain: 'acme.example' }, {}, true],
    [{ company_domain: 'cme.example' }, {}, false],
    [{ company_domain: '*.example' }, {}, true],
    [{ company_domain: 'acme.example' }, { companyDomain: '' }, false],
    [{ hours: { within: 'Ann' } }, {}, true],
    [{ hours: { outside: 'Ann' } }, {}, false],
    [{ hours: { within: 'Cy' } }, {}, false],
    [{ hours: { outside: 'Cy' } }, {}, true],
    [{ hours: { within: 'Dee' } }, {}, true],
    [{ source: 'google', country: 'DE' }, {}, true],
    [{ source: 'google', country: 'FR' }, {}, false],
  ])('where %j: %j → %s', (when, lead, takes) => {
    const rules = [{ name: 'It', when, then: { to: 'Dee' } }];
    expect(decided({ rules, lead })?.rule).toBe(takes ? 'It' : 'Everything else');
  });

  it('in the order of the rules', () => {
    const rules = [
      { name: 'First', when: { source: 'google' }, then: { to: 'Dee' } },
      { name: 'Second', when: { medium: 'cpc' }, then: { to: 'Ann' } },
    ];
    expect(decided({ rules })).toMatchObject({
      rule: 'First',
      ownerId: 'dee',
      ruleSet: { siteId: '', version: 3 },
    });
  });

  it('of the site before the account’s', () => {
    const rules = [{ name: 'Account', when: { source: 'google' }, then: { to: 'Dee' } }];
    const siteRules = [{ name: 'Site', when: { medium: 'cpc' }, then: { to: 'Ann' } }];
    expect(decided({ rules, siteRules })).toMatchObject({
      rule: 'Site',
      ruleSet: { siteId: 'shop', version: 7 },
    });
    expect(decided({ rules, siteRules, lead: { medium: '' } })?.rule).toBe('Account');
  });
});

const POOL = ['Ann', 'Bob', 'Cy'];
const rule = (to: unknown, more: object = {}) => [
  { name: 'It', when: { source: 'google' }, then: { to, ...more } },
];

describe('of several owners', () => {
  // biome-ignore format: a table
  it.each<[name: string, to: object, given: Given, ownerId: string, why: string]>([
    ['the first, where nobody had one', { round_robin: POOL }, {}, 'ann', 'it is his turn among 2 of 3 who work at that time'],
    ['the next', { round_robin: POOL }, { loads: { ann: { lastTurn: 1 } } }, 'bob', 'it is his turn among 2 of 3 who work at that time'],
    ['from the beginning again', { round_robin: POOL }, { loads: { ann: { lastTurn: 1 }, bob: { lastTurn: 2 } } }, 'ann', 'it is his turn among 2 of 3 who work at that time'],
    ['a tie to the first named', { round_robin: ['Bob', 'Ann'] }, { loads: { ann: { lastTurn: 4 }, bob: { lastTurn: 4 } } }, 'bob', 'it is his turn among 2 of 2 who work at that time'],
    ['who works, though it is another’s turn', { round_robin: ['Cy', 'Bob'] }, { loads: { bob: { lastTurn: 9 } } }, 'bob', 'it is his turn among 1 of 2 who work at that time'],
    ['who always works, at night', { round_robin: [...POOL, 'Dee'] }, { at: NIGHT, loads: { dee: { lastTurn: 9 } } }, 'dee', 'it is his turn among 1 of 4 who work at that time'],
    ['who has the fewest', { least_loaded: POOL }, { loads: { ann: { open: 3 }, bob: { open: 2 } } }, 'bob', 'he has the fewest open leads, 2, among 2 of 3 who work at that time'],
    ['whose turn it is, of two who have as many', { least_loaded: POOL }, { loads: { ann: { open: 2, lastTurn: 8 }, bob: { open: 2, lastTurn: 5 } } }, 'bob', 'he has the fewest open leads, 2, among 2 of 3 who work at that time'],
    ['the first named, of two alike', { least_loaded: ['Bob', 'Ann'] }, {}, 'bob', 'he has the fewest open leads, 0, among 2 of 2 who work at that time'],
    ['nobody works', { round_robin: ['Ann', 'Bob'] }, { at: NIGHT }, 'inbox', 'nobody whom the rule names works at that time: "Everything else"'],
    ['nobody works, by load', { least_loaded: ['Ann', 'Bob'] }, { at: NIGHT }, 'inbox', 'nobody whom the rule names works at that time: "Everything else"'],
    ['none is there any more', { round_robin: ['Ann', 'Bob'] }, { owners: [owner('Inbox')] }, 'inbox', 'nobody whom the rule names works at that time: "Everything else"'],
  ])('%s', (_name, to, given, ownerId, why) => {
    expect(decided({ ...given, rules: rule(to) })).toMatchObject({ rule: 'It', ownerId, why });
  });

  it('one that is named alone has it also when he does not work, from when he does', () => {
    expect(
      decided({ rules: rule('Ann', { respond_within_minutes: 30 }), at: NIGHT }),
    ).toMatchObject({
      ownerId: 'ann',
      why: 'the rule names him',
      dueAt: Date.parse('2026-11-18T09:30+01:00'),
      expectation: { minutes: 30, calendar: 'Ann: Mon–Fri 09:00–17:00 (Europe/Berlin)' },
    });
  });

  it('nothing is decided where nobody is there at all', () => {
    expect(decided({ rules: rule('Ann'), owners: [] })).toBeUndefined();
  });
});

describe('what is expected', () => {
  it('is said by the rule, also where somebody else has the lead', () => {
    const more = {
      priority: 5,
      qualification: 'Owns the house',
      next_action: 'Call him',
      respond_within_minutes: 60,
      escalate: [
        { after_minutes: 0, to: 'Sales' },
        { after_minutes: 240, to: 'Dee' },
      ],
    };
    const rules = rule({ round_robin: ['Cy'] }, more);
    expect(decided({ rules })).toEqual({
      ...{ ownerId: 'inbox', rule: 'It', ruleSet: { siteId: '', version: 3 } },
      ...{ priority: 5, qualification: 'Owns the house', nextAction: 'Call him' },
      why: 'nobody whom the rule names works at that time: "Everything else"',
      dueAt: MORNING + 3_600_000,
      expectation: { minutes: 60, calendar: 'Inbox: around the clock' },
      escalation: [
        { afterMinutes: 0, ownerId: 'sales' },
        { afterMinutes: 240, ownerId: 'dee' },
      ],
      duplicateOf: null,
    });
  });

  it('is nothing where the rule says nothing', () => {
    expect(decided({})).toMatchObject({ dueAt: null, expectation: null, escalation: [] });
  });
});

describe('a lead of a person of whom another is open', () => {
  const DAY = 86_400_000;
  const KEPT = 'he has an open lead of the same person';
  const REPEATS = 'it repeats a lead of the same person and form, which he has not answered yet';
  const other = { id: 'callback', name: 'Call me' };
  const rules = rule('Dee', {
    respond_within_minutes: 10,
    escalate: [{ after_minutes: 5, to: 'Ann' }],
  });

  // biome-ignore format: a table
  it.each<[name: string, earlier: Partial<EarlierLead>[], ownerId: string, why: string, duplicateOf: string | null]>([
    ['repeats it', [{}], 'bob', REPEATS, 'earlier'],
    ['repeats it to a day', [{ receivedAt: MORNING - DAY }], 'bob', REPEATS, 'earlier'],
    ['goes to the same owner a day later', [{ receivedAt: MORNING - DAY - 1 }], 'bob', KEPT, null],
    ['goes to the same owner from another form', [{ form: other }], 'bob', KEPT, null],
    ['goes to the same owner once he has acted', [{ isUnanswered: false }], 'bob', KEPT, null],
    ['repeats one of a queue, too', [{ ownerId: 'inbox' }], 'inbox', REPEATS, 'earlier'],
    ['goes by the rules where a queue has the other', [{ ownerId: 'inbox', form: other }], 'dee', 'the rule names him', null],
    ['goes by the rules where its owner is gone', [{ ownerId: 'eve' }], 'dee', 'the rule names him', null],
    ['goes to the owner of the newest', [{ ownerId: 'ann', form: other }, { form: other }], 'ann', KEPT, null],
    ['goes to a person rather than a queue', [{ ownerId: 'inbox', form: other }, { form: other }], 'bob', KEPT, null],
  ])('%s', (_name, earlier, ownerId, why, duplicateOf) => {
    expect(decided({ rules, earlier })).toMatchObject({ rule: 'It', ownerId, why, duplicateOf });
  });

  it('starts no new clock where it repeats it, and is late with no one twice', () => {
    const expectation = { minutes: 15, calendar: 'Bob: around the clock' };
    expect(decided({ rules, earlier: [{ expectation }] })).toMatchObject({
      dueAt: MORNING + 60_000,
      expectation,
      escalation: [],
    });
    expect(decided({ rules, earlier: [{ form: other }] })).toMatchObject({
      dueAt: MORNING + 600_000,
      escalation: [{ afterMinutes: 5, ownerId: 'ann' }],
    });
  });
});

/** What is said of rules with which something is wrong. */
function fault(rules: unknown[], isLast = true): string {
  try {
    rulesFrom(rules, [...OWNERS, { ...owner('Bob'), id: 'other-bob' }], isLast);
    return '';
  } catch (error) {
    return (error as Failure).message;
  }
}

describe('a set of rules', () => {
  const to = (name: string) => ({ then: { to: name } });

  // biome-ignore format: a table
  it.each<[name: string, rules: unknown[], said: string]>([
    ['nothing', [], 'the rules: rules need one at least: {"name": …, "then": {"to": OWNER}}.'],
    ['no rule', ['Ann'], 'rule 1: rule Invalid input: expected object, received string.'],
    ['a rule without a name', [to('Ann')], 'rule 1: name Invalid input: expected string, received undefined.'],
    ['a word that rules do not have', [{ name: 'A', if: {}, ...to('Ann') }], 'rule 1 "A": rule Unrecognized key: "if".'],
    ['a condition that there is not', [{ name: 'A', when: { chanel: 'Email' }, ...to('Ann') }, CATCH_ALL], 'rule 1 "A": when Unrecognized key: "chanel".'],
    ['a condition of another kind', [{ name: 'A', when: { source: 3 }, ...to('Ann') }, CATCH_ALL], 'rule 1 "A": when.source is a text, or a list of texts.'],
    ['a country in words', [{ name: 'A', when: { country: 'Germany' }, ...to('Ann') }, CATCH_ALL], 'rule 1 "A": when.country is a code of two letters like DE.'],
    ['hours of nobody', [{ name: 'A', when: { hours: 'within' }, ...to('Ann') }, CATCH_ALL], 'rule 1 "A": when.hours is {"within": OWNER} or {"outside": OWNER}.'],
    ['an unknown owner', [{ name: 'A', when: { source: 'x' }, ...to('Eve') }, CATCH_ALL], 'rule 1 "A": then.to no owner has the name or the id "Eve".'],
    ['an unknown owner in a pool', [{ name: 'A', when: { source: 'x' }, then: { to: { round_robin: ['Ann', 'Eve'] } } }, CATCH_ALL], 'rule 1 "A": then.to.round_robin no owner has the name or the id "Eve".'],
    ['an unknown owner in a path', [{ name: 'A', when: { source: 'x' }, then: { to: 'Ann', respond_within_minutes: 5, escalate: [{ after_minutes: 1, to: 'Eve' }] } }, CATCH_ALL], 'rule 1 "A": then.escalate no owner has the name or the id "Eve".'],
    ['a name that two owners have', [{ name: 'A', when: { source: 'x' }, ...to('BOB') }, CATCH_ALL], 'rule 1 "A": then.to 2 owners are called "BOB": name him by his id.'],
    ['an owner twice in a pool', [{ name: 'A', when: { source: 'x' }, then: { to: { least_loaded: ['Ann', 'ann'] } } }, CATCH_ALL], 'rule 1 "A": then.to.least_loaded names an owner twice.'],
    ['nobody in a pool', [{ name: 'A', when: { source: 'x' }, then: { to: { round_robin: [] } } }, CATCH_ALL], 'rule 1 "A": then.to.round_robin names an owner at least.'],
    ['a path without a due time', [{ name: 'A', then: { to: 'Inbox', escalate: [{ after_minutes: 5, to: 'Ann' }] } }], 'rule 1 "A": then.escalate asks for respond_within_minutes: without it nothing is late.'],
    ['a path that goes back in time', [{ name: 'A', then: { to: 'Inbox', respond_within_minutes: 5, escalate: [{ after_minutes: 5, to: 'Ann' }, { after_minutes: 4, to: 'Dee' }] } }], 'rule 1 "A": then.escalate lists its steps in the order of their after_minutes.'],
    ['more than thirty days', [{ name: 'A', then: { to: 'Inbox', respond_within_minutes: 43_201 } }], 'rule 1 "A": then.respond_within_minutes is at most 43200: thirty days.'],
    ['two of one name', [{ name: 'A', when: { source: 'x' }, ...to('Ann') }, { name: 'a', ...to('Inbox') }], 'rule 2 "a": name is the name of a rule before it, too.'],
    ['one that is never asked', [CATCH_ALL, { name: 'A', ...to('Ann') }], 'rule 2 "A": when is never asked: rule 1 "Everything else" before it takes every lead.'],
    ['no catch-all', [{ name: 'A', when: { source: 'x' }, ...to('Ann') }], 'rule 1 "A": when is not empty, and the last rule takes what no other does.'],
    ['a catch-all that may have nobody', [{ name: 'A', then: { to: { round_robin: ['Ann'] } } }], 'rule 1 "A": then.to is one owner, who has what nobody else can take.'],
    ['two faults at once', [{ name: 'A', when: { source: 'x' }, ...to('Eve') }, { name: 'B', ...to('Flo') }], 'rule 1 "A": then.to no owner has the name or the id "Eve"; rule 2 "B": then.to no owner has the name or the id "Flo".'],
    ['too many', [...Array.from({ length: 200 }, (_, i) => ({ name: `${i}`, when: { source: 'x' }, ...to('Ann') })), CATCH_ALL], 'the rules: rules are at most 200.'],
  ])('is refused with %s', (_name, rules, said) => {
    expect(fault(rules)).toContain(said);
  });

  it('says which channels there are', () => {
    const rules = [{ name: 'A', when: { channel: 'Payed Search' }, ...to('Ann') }, CATCH_ALL];
    expect(fault(rules)).toMatch(
      /^rule 1 "A": when\.channel no channel is called "Payed Search"\. There are: Direct, .*Paid Search, /,
    );
  });

  it('of a site needs no catch-all, and no rule at all', () => {
    expect(fault([{ name: 'A', when: { source: 'x' }, ...to('Ann') }], false)).toBe('');
    expect(fault([], false)).toBe('');
  });

  it('is kept with owners by their ids, and may be sent again as it is kept', () => {
    const rules = [
      {
        name: 'A',
        when: { hours: { outside: 'Ann' } },
        then: { to: { round_robin: ['Dee', 'cy'] } },
      },
      CATCH_ALL,
    ];
    const kept = rulesFrom(rules, OWNERS, true);
    expect(kept[0]).toMatchObject({
      when: { hours: { outside: 'ann' } },
      then: { to: { round_robin: ['dee', 'cy'] } },
    });
    expect(rulesFrom(JSON.parse(JSON.stringify(kept)), OWNERS, true)).toEqual(kept);
  });
});
