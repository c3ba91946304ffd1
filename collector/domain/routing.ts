import { addBusinessMinutes, calendarWords, isWithinHours } from './business-time.ts';
import { DAY_MS } from './duration.ts';
import type { Owner } from './owner.ts';
import { isLike } from './pattern.ts';
import type { Rule, To } from './rule-set.ts';

/** Of a lead what rules look at. */
export interface RoutedLead {
  siteId: string;
  id: string;
  receivedAt: number;
  channel: string;
  source: string;
  medium: string;
  campaign: string;
  landingPage: string;
  /** The addresses of all pages that were seen, that of the form among them. */
  pages: readonly string[];
  form: { id: string; name: string };
  leadType: string;
  topic: string;
  options: readonly { name: string; value: string }[];
  country: string;
  region: string;
  /** Whether a lead of the same person came before. */
  isKnown: boolean;
  /** Of the address that he wrote. */
  companyDomain: string;
}

/** A set of rules that is in force, of a site ('': of all). */
export interface ActiveSet {
  siteId: string;
  version: number;
  rules: readonly Rule[];
}

/** How much an owner has. */
export interface Load {
  /** Leads that are his to follow up. */
  open: number;
  /** Larger the later he was last given one; 0 before the first. */
  lastTurn: number;
}

/** What is expected, in whose hours. */
interface Expectation {
  minutes: number;
  calendar: string;
}

/** A lead of the same person that came before, and is still somebody's to follow up. */
export interface EarlierLead {
  id: string;
  receivedAt: number;
  form: { id: string; name: string };
  ownerId: string;
  /** Whether a first human action is still expected. */
  isUnanswered: boolean;
  dueAt: number | null;
  expectation: Expectation | null;
}

/** All that a decision goes by. */
export interface Situation {
  lead: RoutedLead;
  /** When it is assigned. */
  at: number;
  /** In the order in which they are asked. */
  sets: readonly ActiveSet[];
  /** Who is there, by their ids. */
  owners: ReadonlyMap<string, Owner>;
  loadOf: (ownerId: string) => Load;
  /** The newest first. */
  earlier: readonly EarlierLead[];
}

/** Whose a lead is, and what is expected of him. */
export interface Decision {
  ownerId: string;
  rule: string;
  ruleSet: { siteId: string; version: number };
  why: string;
  priority: number;
  qualification: string;
  nextAction: string;
  dueAt: number | null;
  expectation: Expectation | null;
  escalation: { afterMinutes: number; ownerId: string }[];
  /** The lead that it only repeats. */
  duplicateOf: string | null;
}

/** Whoever sends the same form again sooner asks for the same thing. */
const DUPLICATE_MS = DAY_MS;

const without = (text: string, end: RegExp) => text.replace(end, '') || '/';

/** An address without its parameters, and the path of it alone. */
function addressForms(url: string): [address: string, path: string] {
  const address = without(url.split(/[?#]/)[0] ?? '', /\/$/);
  return [address, without(address, /^[a-z]+:\/\/[^/]*/i)];
}

/** A path is written with or without the slash at its end. */
function isPage(url: string, patterns: readonly string[]): boolean {
  const wanted = patterns.map((pattern) => without(pattern, /\/$/));
  return !!url && addressForms(url).some((form) => isLike(form, wanted));
}

function holdsAny(urls: readonly string[], texts: readonly string[]): boolean {
  return urls.some((url) => texts.some((text) => url.toLowerCase().includes(text.toLowerCase())));
}

function isOfDomain(domain: string, patterns: readonly string[]): boolean {
  return (
    isLike(domain, patterns) ||
    isLike(
      domain,
      patterns.map((pattern) => `*.${pattern}`),
    )
  );
}

type Conditions = Rule['when'];

/** Whether a lead is as a rule says, by each item that it may name. */
const HOLDS: {
  [Item in keyof Conditions]-?: (
    wanted: NonNullable<Conditions[Item]>,
    situation: Situation,
  ) => boolean;
} = {
  channel: (wanted, { lead }) => isLike(lead.channel, wanted),
  source: (wanted, { lead }) => isLike(lead.source, wanted),
  medium: (wanted, { lead }) => isLike(lead.medium, wanted),
  campaign: (wanted, { lead }) => isLike(lead.campaign, wanted),
  landing_page: (wanted, { lead }) => isPage(lead.landingPage, wanted),
  path_contains: (wanted, { lead }) => holdsAny(lead.pages, wanted),
  form: (wanted, { lead }) => isLike(lead.form.id, wanted) || isLike(lead.form.name, wanted),
  lead_type: (wanted, { lead }) => isLike(lead.leadType, wanted),
  topic: (wanted, { lead }) => isLike(lead.topic, wanted),
  option: (wanted, { lead }) =>
    Object.entries(wanted).every(([name, values]) =>
      lead.options.some((option) => isLike(option.name, [name]) && isLike(option.value, values)),
    ),
  country: (wanted, { lead }) => isLike(lead.country, wanted),
  region: (wanted, { lead }) => isLike(lead.region, wanted),
  known_person: (wanted, { lead }) => lead.isKnown === wanted,
  company_domain: (wanted, { lead }) => isOfDomain(lead.companyDomain, wanted),
  hours: (wanted, { owners, at }) => {
    const isWithin = 'within' in wanted;
    const owner = owners.get(isWithin ? wanted.within : wanted.outside);
    return !!owner && isWithinHours(owner.calendar, at) === isWithin;
  },
};

function holds(rule: Rule, situation: Situation): boolean {
  const items = Object.keys(rule.when) as (keyof Conditions)[];
  return items.every((item) => {
    const wanted = rule.when[item];
    // Each item's own check is for its own kind of value.
    const check = HOLDS[item] as (wanted: unknown, situation: Situation) => boolean;
    return wanted === undefined || check(wanted, situation);
  });
}

interface Chosen {
  owner: Owner;
  why: string;
}

/** The first of those for whom a number is the smallest. */
function least<T>(all: readonly T[], ...numbersOf: ((one: T) => number)[]): T | undefined {
  const compare = (one: T, other: T) =>
    numbersOf.map((of) => of(one) - of(other)).find((difference) => difference !== 0) ?? 0;
  return [...all].sort(compare)[0];
}

function isThere<T>(value: T | undefined): value is T {
  return value !== undefined;
}

/** Whom a rule leads to, if he is there; of several one who works now. */
function chosenBy(to: To, { owners, at, loadOf }: Situation): Chosen | undefined {
  if (typeof to === 'string') {
    const owner = owners.get(to);
    return owner && { owner, why: 'the rule names him' };
  }
  const isByLoad = 'least_loaded' in to;
  const pool = isByLoad ? to.least_loaded : to.round_robin;
  const working = pool
    .map((id) => owners.get(id))
    .filter(isThere)
    .filter(({ calendar }) => isWithinHours(calendar, at));
  const turn = ({ id }: Owner) => loadOf(id).lastTurn;
  const open = ({ id }: Owner) => loadOf(id).open;
  const owner = isByLoad ? least(working, open, turn) : least(working, turn);
  const among = `among ${working.length} of ${pool.length} who work at that time`;
  const how = isByLoad
    ? `he has the fewest open leads, ${owner && open(owner)},`
    : 'it is his turn';
  return owner && { owner, why: `${how} ${among}` };
}

function sameForm(one: RoutedLead['form'], other: RoutedLead['form']): boolean {
  return one.id === other.id && one.name === other.name;
}

/** The lead that this one only repeats. */
function repeatedBy({ lead, earlier, owners }: Situation): EarlierLead | undefined {
  return earlier.find(
    ({ form, receivedAt, isUnanswered, ownerId }) =>
      sameForm(form, lead.form) &&
      lead.receivedAt - receivedAt <= DUPLICATE_MS &&
      isUnanswered &&
      owners.has(ownerId),
  );
}

/** Who follows the same person up already. */
function keptBy({ earlier, owners }: Situation): Chosen | undefined {
  const found = earlier.map(({ ownerId }) => owners.get(ownerId)).filter(isThere);
  const owner = found.find(({ kind }) => kind === 'person');
  return owner && { owner, why: 'he has an open lead of the same person' };
}

/** Who has what nobody else can take. */
function lastResort(situation: Situation): Chosen | undefined {
  const rule = situation.sets.at(-1)?.rules.at(-1);
  const chosen = rule && chosenBy(rule.then.to, situation);
  return (
    chosen && { ...chosen, why: `nobody whom the rule names works at that time: "${rule.name}"` }
  );
}

function ruleFor(situation: Situation) {
  for (const { rules, ...ruleSet } of situation.sets) {
    const rule = rules.find((one) => holds(one, situation));
    if (rule) return { rule, ruleSet };
  }
  return undefined;
}

/** When somebody is to have acted, who is given something now. */
function expected(owner: Owner, at: number, minutes: number | undefined) {
  if (minutes === undefined) return { dueAt: null, expectation: null };
  const calendar = `${owner.name}: ${calendarWords(owner.calendar)}`;
  return {
    dueAt: addBusinessMinutes(owner.calendar, at, minutes),
    expectation: { minutes, calendar },
  };
}

/** What a rule says of a lead, whoever has it. */
function termsOf({ name, then }: Rule, { siteId, version }: Omit<ActiveSet, 'rules'>) {
  return {
    rule: name,
    ruleSet: { siteId, version },
    priority: then.priority,
    qualification: then.qualification,
    nextAction: then.next_action,
  };
}

/**
 * Whose a lead is to be; the same situation gives the same decision. Nothing where no rule holds, or
 * nobody whom the last one names is there any more.
 */
export function decide(situation: Situation): Decision | undefined {
  const found = ruleFor(situation);
  if (!found) return undefined;
  const { rule, ruleSet } = found;
  const terms = termsOf(rule, ruleSet);
  const repeated = repeatedBy(situation);
  if (repeated) {
    const { id, ownerId, dueAt, expectation } = repeated;
    // The clock of the first goes on; along the path that one alone goes.
    const why = 'it repeats a lead of the same person and form, which he has not answered yet';
    return { ...terms, ownerId, why, dueAt, expectation, escalation: [], duplicateOf: id };
  }
  const { to, respond_within_minutes: minutes, escalate } = rule.then;
  const chosen = keptBy(situation) ?? chosenBy(to, situation) ?? lastResort(situation);
  if (!chosen) return undefined;
  return {
    ...terms,
    ...expected(chosen.owner, situation.at, minutes),
    ownerId: chosen.owner.id,
    why: chosen.why,
    escalation: escalate.map((step) => ({ afterMinutes: step.after_minutes, ownerId: step.to })),
    duplicateOf: null,
  };
}
