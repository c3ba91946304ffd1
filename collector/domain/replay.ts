import type { EarlierLead, Load } from './routing.ts';

/** Whose a lead is or would be, and why. */
export interface Outcome {
  ownerId: string;
  rule: string;
  why: string;
}

/** How many leads something has had, and would have had. */
interface Counts {
  was: number;
  would: number;
}

const EXAMPLES = 20;

/** Counts what rules would have done beside what was done. */
export class ReplayCount {
  private leads = 0;
  private changed = 0;
  /** Leads that no rule gives to anybody. */
  private nobody = 0;
  private readonly owners = new Map<string, Counts>();
  private readonly rules = new Map<string, Counts>();
  private readonly examples: { lead: string; was: Outcome | null; would: Outcome | null }[] = [];

  add(lead: string, was: Outcome | null, would: Outcome | null): void {
    this.leads++;
    if (!would) this.nobody++;
    for (const [word, outcome] of [['was', was] as const, ['would', would] as const]) {
      if (!outcome) continue;
      countIn(this.owners, outcome.ownerId, word);
      countIn(this.rules, outcome.rule, word);
    }
    if (was?.ownerId === would?.ownerId) return;
    this.changed++;
    if (this.examples.length < EXAMPLES) this.examples.push({ lead, was, would });
  }

  /** All of it as the API gives it. */
  told(nameOf: (ownerId: string) => string | null) {
    const shown = (outcome: Outcome | null) =>
      outcome && {
        owner: { id: outcome.ownerId, name: nameOf(outcome.ownerId) },
        rule: outcome.rule,
        why: outcome.why,
      };
    return {
      leads: this.leads,
      changed: this.changed,
      nobody: this.nobody,
      owners: mostFirst(this.owners).map(([id, counts]) => ({ id, name: nameOf(id), ...counts })),
      rules: mostFirst(this.rules).map(([name, counts]) => ({ name, ...counts })),
      examples: this.examples.map(({ lead, was, would }) => ({
        lead,
        was: shown(was),
        would: shown(would),
      })),
    };
  }
}

export type ReplayTold = ReturnType<ReplayCount['told']>;

function countIn(all: Map<string, Counts>, name: string, word: keyof Counts): void {
  const counts = all.get(name) ?? { was: 0, would: 0 };
  counts[word]++;
  all.set(name, counts);
}

function mostFirst(all: ReadonlyMap<string, Counts>): [string, Counts][] {
  return [...all].sort(([, one], [, other]) => other.would - one.would || other.was - one.was);
}

/** A lead that was replayed: what would have been decided, and what is known to have followed. */
export interface Replayed extends Omit<EarlierLead, 'isUnanswered'> {
  actedAt: number | null;
  closedAt: number | null;
}

const isAhead = (at: number | null, now: number) => at === null || at > now;

/** What replayed leads leave behind for those that come after them, in the order of their times. */
export class ReplayPast {
  private readonly byPerson = new Map<string, Replayed[]>();
  /** When each of an owner's open leads ends. */
  private readonly ends = new Map<string, (number | null)[]>();
  private readonly turns = new Map<string, number>();
  private turn = 0;

  add(lead: Replayed, personId: string | null): void {
    const { ownerId, closedAt } = lead;
    if (personId !== null) this.byPerson.set(personId, [lead, ...this.of(personId)]);
    const ends = this.ends.get(ownerId) ?? [];
    ends.push(closedAt);
    this.ends.set(ownerId, ends);
    this.turns.set(ownerId, ++this.turn);
  }

  private of(personId: string): Replayed[] {
    return this.byPerson.get(personId) ?? [];
  }

  isKnown(personId: string | null): boolean {
    return personId !== null && this.byPerson.has(personId);
  }

  /** A person's leads that were somebody's to follow up at a time, the newest first. */
  openOf(personId: string | null, now: number): EarlierLead[] {
    const own = personId === null ? [] : this.of(personId);
    return own
      .filter(({ closedAt }) => isAhead(closedAt, now))
      .map(({ actedAt, closedAt: _, ...lead }) => ({
        ...lead,
        isUnanswered: isAhead(actedAt, now),
      }));
  }

  loadOf(ownerId: string, now: number): Load {
    const open = (this.ends.get(ownerId) ?? []).filter((end) => isAhead(end, now));
    // Time goes on: what has ended by now has ended for the next lead, too.
    this.ends.set(ownerId, open);
    return { open: open.length, lastTurn: this.turns.get(ownerId) ?? 0 };
  }
}
