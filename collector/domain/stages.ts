import * as z from 'zod';
import { STAGES, type Stage } from './handoff.ts';
import type { IsoTime } from './lead-json.ts';

/** What a stage means where an account says nothing else. */
const DEFAULT_WORDS: Readonly<Record<Stage, string>> = {
  received: 'The lead is here, and nobody owns it yet.',
  routed: 'It has an owner, who has not answered yet.',
  accepted: 'The owner took it on.',
  contacted: 'A person called, wrote or met.',
  qualified: 'There is a need that can be served, and somebody who decides on it.',
  opportunity: 'An offer is being worked out.',
  won: 'It was sold.',
  retained: 'The customer bought again, or stayed.',
  rejected: 'The owner did not take it on, for a reason from the list.',
  recycled: 'Not now: it comes back on a date.',
  disqualified: 'It was looked into, and there is nothing to sell.',
  lost: 'It was not sold.',
};

const Words = z.string().trim().min(1).max(500);

/** What the stages are to mean; those that are left out mean what they do without. */
export const NewStages = z.strictObject({
  stages: z.strictObject(Object.fromEntries(STAGES.map((stage) => [stage, Words.optional()]))),
  /** Who says so, for people. */
  by: z.string().trim().max(100).default(''),
});

/** A version of what the stages mean. */
interface Version {
  version: number;
  words: Partial<Record<Stage, string>>;
  createdAt: number;
  by: string;
}

/** What each stage means, in the order of the stages. */
export function stageWords(words: Partial<Record<Stage, string>> = {}): Record<Stage, string> {
  return { ...DEFAULT_WORDS, ...words };
}

/** What the stages mean, and meant: the newest version first. */
export function stagesJson(versions: readonly Version[], iso: IsoTime) {
  const [newest] = versions;
  return {
    /** 0 where the account says nothing of its own. */
    version: newest?.version ?? 0,
    stages: stageWords(newest?.words),
    versions: versions.map(({ version, words, createdAt, by }) => ({
      version,
      stages: words,
      created_at: iso(createdAt),
      by,
    })),
  };
}
