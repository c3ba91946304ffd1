import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type KnownKey, type LeadKeys, personsOf } from '../../../collector/domain/person-id.ts';

const SITE = 'site';

/** What a database would hold after some turns. */
class World {
  readonly keys = new Map<string, KnownKey>();
  readonly leads = new Map<string, string>();
  readonly merged = new Map<string, string>();

  turn(leads: readonly LeadKeys[]): void {
    const wanted = leads.flatMap(({ emailHash, phoneHash }) => [
      `email/${emailHash}`,
      `phone/${phoneHash}`,
    ]);
    const known = wanted.flatMap((key) => this.keys.get(key) ?? []);
    const rows = personsOf(leads, known);
    for (const key of rows.keys) this.keys.set(`${key.kind}/${key.hash}`, key);
    for (const { leadId, personId } of rows.leads) this.leads.set(leadId, personId);
    for (const { id, staysId } of rows.merged) {
      this.merged.set(id, staysId);
      for (const key of this.keys.values()) if (key.personId === id) key.personId = staysId;
      for (const [lead, person] of this.leads) if (person === id) this.leads.set(lead, staysId);
      for (const [one, stays] of this.merged) if (stays === id) this.merged.set(one, staysId);
    }
  }

  now(id: string): string {
    return this.merged.get(id) ?? id;
  }
}

const hash = (letters: string) => fc.option(fc.constantFrom(...letters));
const turnsOf = fc
  .array(
    fc.array(
      fc.record({ emailHash: hash('abcdef'), phoneHash: hash('uvwxyz'), weight: fc.nat(999) }),
      { minLength: 1, maxLength: 4 },
    ),
    { maxLength: 6 },
  )
  .map((turns) =>
    turns.map((leads, turn) =>
      leads.map(
        ({ weight, ...keys }, index): LeadKeys => ({
          ...keys,
          siteId: SITE,
          leadId: `lead ${turn}.${index}`,
          // In no order.
          newPersonId: `${`${weight}`.padStart(3, '0')}-${turn}.${index}`,
        }),
      ),
    ),
  );

/** Which leads have anything in common, by and by. */
function groups(leads: readonly LeadKeys[]): string[][] {
  const all = leads.filter(({ emailHash, phoneHash }) => emailHash ?? phoneHash);
  const found: LeadKeys[][] = [];
  for (const lead of all) {
    const meets = (one: LeadKeys) =>
      (one.emailHash !== null && one.emailHash === lead.emailHash) ||
      (one.phoneHash !== null && one.phoneHash === lead.phoneHash);
    const same = found.filter((group) => group.some(meets));
    for (const group of same) found.splice(found.indexOf(group), 1);
    found.push([...same.flat(), lead]);
  }
  return found.map((group) => group.map(({ leadId }) => leadId).sort()).sort();
}

describe('persons', () => {
  it('are those whose leads have an address or a number in common', () => {
    fc.assert(
      fc.property(turnsOf, (turns) => {
        const world = new World();
        for (const turn of turns) world.turn(turn);
        const byPerson = new Map<string, string[]>();
        for (const [lead, person] of world.leads) {
          byPerson.set(person, [...(byPerson.get(person) ?? []), lead]);
        }
        expect([...byPerson.values()].map((leads) => leads.sort()).sort()).toEqual(
          groups(turns.flat()),
        );
      }),
      { numRuns: 1_000 },
    );
  });

  it('never lose an id that was known: it stays, or leads on to one that was known, too', () => {
    fc.assert(
      fc.property(turnsOf, (turns) => {
        const world = new World();
        for (const turn of turns) {
          const before = new Set(world.leads.values());
          const leads = new Map(world.leads);
          world.turn(turn);
          const after = new Set(world.leads.values());
          for (const id of before) {
            expect(before).toContain(world.now(id));
            expect(after).toContain(world.now(id));
          }
          for (const [lead, id] of leads) expect(world.leads.get(lead)).toBe(world.now(id));
        }
      }),
      { numRuns: 1_000 },
    );
  });
});
