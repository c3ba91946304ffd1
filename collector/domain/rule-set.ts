import * as z from 'zod';
import { Failure } from './failure.ts';
import { Name } from './grant.ts';
import { isLike } from './pattern.ts';
import { CHANNEL_NAMES } from './routing-names.ts';

const MAX_RULES = 200;
/** Thirty days and nights. */
const MAX_MINUTES = 43_200;

const Pattern = z.string().trim().min(1).max(300);
/** One text or several, of which any. */
const Texts = z
  .union([Pattern, z.array(Pattern).min(1).max(100)], 'is a text, or a list of texts')
  .transform((value) => [value].flat());
const Channels = Texts.superRefine((names, context) => {
  for (const name of names) {
    if (CHANNEL_NAMES.some((channel) => isLike(channel, [name]))) continue;
    context.addIssue(`no channel is called "${name}". There are: ${CHANNEL_NAMES.join(', ')}`);
  }
});
const Country = z.string().regex(/^[a-z]{2}$/i, 'is a code of two letters like DE');
const Countries = z
  .union([Country, z.array(Country).min(1).max(250)], 'is a code of two letters like DE, or a list')
  .transform((value) => [value].flat());

/** An owner, by his id or his name; in what is stored, by his id. */
const Ref = z.string('is the name or the id of an owner').trim().min(1).max(100);
const Pool = z.array(Ref).min(1, 'names an owner at least').max(100);

const When = z
  .strictObject({
    channel: Channels,
    source: Texts,
    medium: Texts,
    campaign: Texts,
    landing_page: Texts,
    path_contains: Texts,
    form: Texts,
    lead_type: Texts,
    topic: Texts,
    option: z.record(Pattern, Texts),
    country: Countries,
    region: Texts,
    known_person: z.boolean(),
    company_domain: Texts,
    hours: z.union(
      [z.strictObject({ within: Ref }), z.strictObject({ outside: Ref })],
      'is {"within": OWNER} or {"outside": OWNER}',
    ),
  })
  .partial();

const To = z.union(
  [Ref, z.strictObject({ round_robin: Pool }), z.strictObject({ least_loaded: Pool })],
  'is an owner, {"round_robin": [OWNER, …]} or {"least_loaded": [OWNER, …]}',
);
export type To = z.infer<typeof To>;

const Words = z.string().trim().max(500).default('');
const Minutes = z.number().int().max(MAX_MINUTES, `is at most ${MAX_MINUTES}: thirty days`);

const Then = z.strictObject({
  to: To,
  priority: z.number().int().min(0).max(100).default(0),
  qualification: Words,
  next_action: Words,
  respond_within_minutes: Minutes.min(1).optional(),
  escalate: z
    .array(z.strictObject({ after_minutes: Minutes.min(0), to: Ref }))
    .max(10)
    .default([]),
});

const Rule = z
  // biome-ignore lint/suspicious/noThenProperty: a word of the rules, and no function
  .strictObject({ name: Name.min(1), when: When.default({}), then: Then })
  .superRefine(({ then: { escalate, respond_within_minutes: within } }, context) => {
    if (escalate.length && within === undefined) {
      context.addIssue({
        code: 'custom',
        path: ['then', 'escalate'],
        message: 'asks for respond_within_minutes: without it nothing is late',
      });
    }
    if (escalate.some((step, i) => step.after_minutes < (escalate[i - 1]?.after_minutes ?? 0))) {
      context.addIssue({
        code: 'custom',
        path: ['then', 'escalate'],
        message: 'lists its steps in the order of their after_minutes',
      });
    }
  });
export type Rule = z.infer<typeof Rule>;

/** Whom a rule may name. */
export interface Nameable {
  id: string;
  name: string;
}

/** What is wrong with a rule, which is called by its place and its name. */
interface Fault {
  rule: string;
  field: string;
  message: string;
}

function isForAll({ when }: Rule): boolean {
  return Object.keys(when).length === 0;
}

const inLower = (text: string) => text.toLowerCase();

/** Finds whom rules name, and what is wrong with them as a whole. */
class RuleCheck {
  readonly faults: Fault[] = [];
  private readonly owners: readonly Nameable[];

  constructor(owners: readonly Nameable[]) {
    this.owners = owners;
  }

  private add(rule: string, field: string, message: string): void {
    this.faults.push({ rule, field, message });
  }

  /** What each rule says by itself. */
  read(inputs: readonly unknown[]): Map<string, Rule> {
    const rules = new Map<string, Rule>();
    for (const [place, input] of inputs.entries()) {
      const name = Object(input).name;
      const called = `rule ${place + 1}${typeof name === 'string' ? ` "${name.slice(0, 100)}"` : ''}`;
      const found = Rule.safeParse(input);
      if (found.success) rules.set(called, this.withIds(called, found.data));
      for (const { path, message } of found.error?.issues ?? []) {
        this.add(called, path.join('.') || 'rule', message);
      }
    }
    return rules;
  }

  private idOf(called: string, field: string, ref: string): string {
    const byName = this.owners.filter(({ name }) => inLower(name) === inLower(ref));
    const owner = this.owners.find(({ id }) => id === ref) ?? byName[0];
    if (!owner) this.add(called, field, `no owner has the name or the id "${ref}"`);
    else if (owner.id !== ref && byName.length > 1) {
      this.add(called, field, `${byName.length} owners are called "${ref}": name him by his id`);
    }
    return owner?.id ?? ref;
  }

  private poolOf(called: string, field: string, refs: readonly string[]): string[] {
    const ids = refs.map((ref) => this.idOf(called, field, ref));
    if (new Set(ids).size < ids.length) this.add(called, field, 'names an owner twice');
    return ids;
  }

  private withIds(called: string, rule: Rule): Rule {
    const { when, then } = rule;
    const id = (field: string, ref: string) => this.idOf(called, field, ref);
    const pool = (field: string, refs: string[]) => this.poolOf(called, `then.to.${field}`, refs);
    const { hours } = when;
    const { to } = then;
    return {
      ...rule,
      when: {
        ...when,
        ...(hours && {
          hours:
            'within' in hours
              ? { within: id('when.hours', hours.within) }
              : { outside: id('when.hours', hours.outside) },
        }),
      },
      // biome-ignore lint/suspicious/noThenProperty: a word of the rules, and no function
      then: {
        ...then,
        to:
          typeof to === 'string'
            ? id('then.to', to)
            : 'round_robin' in to
              ? { round_robin: pool('round_robin', to.round_robin) }
              : { least_loaded: pool('least_loaded', to.least_loaded) },
        escalate: then.escalate.map((step) => ({ ...step, to: id('then.escalate', step.to) })),
      },
    };
  }

  /** What is wrong with their names and their order. */
  checkAll(rules: ReadonlyMap<string, Rule>): void {
    const names = new Set<string>();
    let forAll: string | undefined;
    for (const [called, rule] of rules) {
      const name = inLower(rule.name);
      if (names.has(name)) this.add(called, 'name', 'is the name of a rule before it, too');
      names.add(name);
      if (forAll) this.add(called, 'when', `is never asked: ${forAll} before it takes every lead`);
      else if (isForAll(rule)) forAll = called;
    }
  }

  /** That nothing falls through the rules that are asked last. */
  checkCatchAll(rules: ReadonlyMap<string, Rule>): void {
    const [called, last] = [...rules].at(-1) ?? [];
    if (!called || !last) {
      this.add('the rules', 'rules', 'need one at least: {"name": …, "then": {"to": OWNER}}');
    } else if (!isForAll(last)) {
      this.add(called, 'when', 'is not empty, and the last rule takes what no other does');
    } else if (typeof last.then.to !== 'string') {
      this.add(called, 'then.to', 'is one owner, who has what nobody else can take');
    }
  }
}

/**
 * The rules of a set, checked as a whole, with owners by their ids.
 * @param owners whom it may name
 * @param isLast whether no other rules are asked after these: those of the account
 * @throws {Failure} naming every rule with which something is wrong
 */
export function rulesFrom(
  inputs: readonly unknown[],
  owners: readonly Nameable[],
  isLast: boolean,
): Rule[] {
  const check = new RuleCheck(owners);
  const rules = check.read(inputs.slice(0, MAX_RULES));
  if (!check.faults.length) {
    check.checkAll(rules);
    if (isLast) check.checkCatchAll(rules);
  }
  const { faults } = check;
  if (inputs.length > MAX_RULES) {
    faults.push({ rule: 'the rules', field: 'rules', message: `are at most ${MAX_RULES}` });
  }
  if (!faults.length) return [...rules.values()];
  const named = faults.map(({ rule, field, message }) => `${rule}: ${field} ${message}`);
  throw new Failure('bad_request', `${named.join('; ')}.`, { details: faults });
}

/** The owners that a set of rules names. */
export function ownersIn(rules: readonly Rule[]): string[] {
  const ids = rules.flatMap(({ when: { hours }, then: { to, escalate } }) => [
    ...(hours ? Object.values(hours) : []),
    ...(typeof to === 'string' ? [to] : Object.values(to).flat()),
    ...escalate.map((step) => step.to),
  ]);
  return [...new Set(ids)];
}

/** The owners among whom rules choose, and those of them who are chosen by what they have. */
export function ownersInPools(rules: readonly Rule[]) {
  const pools = rules.map(({ then: { to } }) => to).filter((to) => typeof to !== 'string');
  const byLoad = pools.flatMap((to) => ('least_loaded' in to ? to.least_loaded : []));
  const inTurn = pools.flatMap((to) => ('round_robin' in to ? to.round_robin : []));
  return { inPools: [...new Set([...byLoad, ...inTurn])], byLoad: [...new Set(byLoad)] };
}

/** The rules of a set as it is stored: they were checked before. */
export function storedRules(stored: object): Rule[] {
  return stored as Rule[];
}
