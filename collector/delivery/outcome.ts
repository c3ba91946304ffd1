import type { IncomingAnswer } from '../domain/outgoing.ts';

/** What became of a try. */
export interface Outcome {
  outcome: 'delivered' | 'retry' | 'final';
  /** Whether nothing more is to be sent there before somebody looks. */
  pauses: boolean;
  /** In words. */
  note: string;
}

/** What an answer means, and the document that says so. */
export interface Rule {
  /** A status, or all from one to another. */
  status: number | readonly [number, number];
  /** What the answer says, where its status alone does not tell. */
  says?: RegExp;
  outcome: Outcome['outcome'];
  pauses?: true;
  why: string;
  document: string;
}

/** Who answers: what his answers mean, those rules first that stand first. */
export interface Vendor {
  name: string;
  rules: readonly Rule[];
}

const HTTP = 'https://www.rfc-editor.org/rfc/rfc9110.html';
const STANDARD_WEBHOOKS =
  'https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md';

/**
 * What holds where a vendor says nothing else. What is refused for what it says is refused at every
 * try; who asks, and where, can be mended meanwhile, since each try goes by the settings of its time.
 */
export const COMMON_RULES: readonly Rule[] = [
  { status: [200, 299], outcome: 'delivered', why: 'took it', document: STANDARD_WEBHOOKS },
  {
    status: [300, 399],
    outcome: 'retry',
    why: 'answered with a redirect, which is not followed: set the address that it leads to',
    document: STANDARD_WEBHOOKS,
  },
  {
    status: 400,
    outcome: 'final',
    why: 'refused what was sent',
    document: `${HTTP}#section-15.5.1`,
  },
  {
    status: 401,
    outcome: 'retry',
    why: 'did not accept the key: set another',
    document: `${HTTP}#section-15.5.2`,
  },
  {
    status: 403,
    outcome: 'retry',
    why: 'did not permit it: look at the key and at what it may',
    document: `${HTTP}#section-15.5.4`,
  },
  {
    status: 404,
    outcome: 'retry',
    why: 'has nothing at this address: set another',
    document: `${HTTP}#section-15.5.5`,
  },
  {
    status: 409,
    outcome: 'retry',
    why: 'was busy with the same',
    document: `${HTTP}#section-15.5.10`,
  },
  {
    status: 410,
    outcome: 'final',
    pauses: true,
    why: 'is gone for good',
    document: STANDARD_WEBHOOKS,
  },
  { status: 413, outcome: 'final', why: 'found it too large', document: `${HTTP}#section-15.5.14` },
  {
    status: 415,
    outcome: 'final',
    why: 'does not read this format',
    document: `${HTTP}#section-15.5.16`,
  },
  {
    status: 422,
    outcome: 'final',
    why: 'refused what was sent',
    document: `${HTTP}#section-15.5.21`,
  },
  {
    status: 429,
    outcome: 'retry',
    why: 'was sent too much at once',
    document: 'https://www.rfc-editor.org/rfc/rfc6585.html#section-4',
  },
  { status: [500, 599], outcome: 'retry', why: 'failed', document: STANDARD_WEBHOOKS },
  { status: [100, 999], outcome: 'retry', why: 'did not take it', document: STANDARD_WEBHOOKS },
];

function isMeant({ status, says }: Rule, answer: IncomingAnswer, by: number): boolean {
  const [from, to] = typeof status === 'number' ? [status, status] : status;
  return by >= from && by <= to && (says?.test(answer.body) ?? true);
}

/** What an answer means; without one there is something to try again. */
export function outcomeOf({ name, rules }: Vendor, answer: IncomingAnswer): Outcome {
  const { status } = answer;
  if (status === null) {
    return { outcome: 'retry', pauses: false, note: `No answer: ${answer.fault}` };
  }
  const rule = [...rules, ...COMMON_RULES].find((one) => isMeant(one, answer, status));
  const { outcome = 'retry', pauses = false, why = 'did not take it' } = rule ?? {};
  return { outcome, pauses, note: `${name} ${why} (${status})` };
}
