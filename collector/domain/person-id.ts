/*
 * Which person a lead is of. Persons are known by keyed hashes of what they wrote of themselves; two
 * of them turn out to be one where a lead has the address of the one and the number of the other.
 */

/** What a person is known by on a site. */
export interface PersonKey {
  siteId: string;
  kind: 'email' | 'phone';
  hash: string;
}

/** Such a key, and whose it is. */
export interface KnownKey extends PersonKey {
  personId: string;
}

/** A lead, and what it says of its person. */
export interface LeadKeys {
  siteId: string;
  leadId: string;
  emailHash: string | null;
  phoneHash: string | null;
  /** The id of its person, if nobody knows him yet. */
  newPersonId: string;
}

/** What leads add to what is known of persons. */
export interface PersonRows {
  keys: KnownKey[];
  leads: { siteId: string; leadId: string; personId: string }[];
  /** Ids that lead on to the one that stays. */
  merged: { siteId: string; id: string; staysId: string }[];
}

/** What a lead's person is known by. */
export function keysOfLead({
  siteId,
  emailHash,
  phoneHash,
}: Omit<LeadKeys, 'leadId' | 'newPersonId'>): PersonKey[] {
  return [
    ...(emailHash === null ? [] : [{ siteId, kind: 'email', hash: emailHash } as const]),
    ...(phoneHash === null ? [] : [{ siteId, kind: 'phone', hash: phoneHash } as const]),
  ];
}

const textOf = ({ siteId, kind, hash }: PersonKey) => `${siteId}/${kind}/${hash}`;

/** Ids of which some lead on to others. */
class Followed {
  private readonly on = new Map<string, string>();

  follow(id: string): string {
    let last = id;
    for (let next = this.on.get(last); next !== undefined; next = this.on.get(last)) last = next;
    return last;
  }

  lead(id: string, staysId: string): void {
    if (id !== staysId) this.on.set(id, staysId);
  }

  /** Each that leads on, to where it ends. */
  ends(): [string, string][] {
    return [...this.on.keys()].map((id) => [id, this.follow(id)]);
  }
}

/**
 * The persons of some leads. An id that is known is never given up for a new one; of two that are
 * known the smaller stays, whoever comes first, and the other leads on to it.
 *
 * @param known whose the keys of these leads are, as far as they are anybody's
 */
export function personsOf(leads: readonly LeadKeys[], known: readonly KnownKey[]): PersonRows {
  const followed = new Followed();
  const personOf = new Map(known.map((key) => [textOf(key), key.personId]));
  const siteOf = new Map(known.map(({ siteId, personId }) => [personId, siteId]));
  const isKnown = new Set(siteOf.keys());
  const keys = new Map<string, PersonKey>();
  const named = leads.flatMap((lead) => {
    const own = keysOfLead(lead);
    if (!own.length) return [];
    const ids = own
      .flatMap((key) => personOf.get(textOf(key)) ?? [])
      .map((id) => followed.follow(id));
    const [stays = lead.newPersonId] = [
      ids.filter((id) => isKnown.has(id)).sort(),
      ids.sort(),
    ].flat();
    siteOf.set(stays, lead.siteId);
    for (const id of ids) followed.lead(id, stays);
    for (const key of own) {
      keys.set(textOf(key), key);
      personOf.set(textOf(key), stays);
    }
    return [{ siteId: lead.siteId, leadId: lead.leadId, personId: stays }];
  });
  return {
    keys: [...keys].map(([text, key]) => ({
      ...key,
      personId: followed.follow(personOf.get(text) ?? ''),
    })),
    leads: named.map((lead) => ({ ...lead, personId: followed.follow(lead.personId) })),
    merged: followed.ends().map(([id, staysId]) => ({ siteId: siteOf.get(id) ?? '', id, staysId })),
  };
}
