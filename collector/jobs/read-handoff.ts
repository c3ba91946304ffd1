import { personOfLead } from '../db/persons.ts';
import { stageDefinitionsOf } from '../db/stage-definitions.ts';
import { timelineOf } from '../db/timeline.ts';
import type { Deps } from '../deps.ts';
import type { WholeLead } from '../domain/lead-json.ts';
import { manifestOf } from '../domain/manifest.ts';
import type { Scope } from '../domain/scope.ts';
import { stageWords } from '../domain/stages.ts';
import { stateOf } from '../domain/timeline.ts';
import type { Handoff } from '../domain/timeline-json.ts';

/** Where a lead stands, what it carries, and what happened to it. */
export async function readHandoff(
  scope: Scope,
  { db }: Pick<Deps, 'db'>,
  { lead, classification }: Pick<WholeLead, 'lead' | 'classification'>,
): Promise<Handoff> {
  const [{ events, assignment }, [definitions], person] = await Promise.all([
    timelineOf(scope, db, lead),
    stageDefinitionsOf(scope, db),
    personOfLead(scope, db, lead),
  ]);
  const state = stateOf(events, assignment);
  return {
    ...{ state, events, assignment, person },
    manifest: manifestOf({ lead, classification, assignment, state }),
    stages: { version: definitions?.version ?? 0, words: stageWords(definitions?.words) },
  };
}
