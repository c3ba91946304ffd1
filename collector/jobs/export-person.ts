import { leadById } from '../db/leads.ts';
import { intentsOf, pageViewsOf, sessionsOf } from '../db/people.ts';
import { listSites } from '../db/sites.ts';
import type { Deps } from '../deps.ts';
import { type Named, sparedOf } from '../domain/person.ts';
import type { PersonData } from '../domain/person-json.ts';
import type { Scope } from '../domain/scope.ts';
import { type Found, findPerson, idsOf } from './find-person.ts';
import { naming } from './naming.ts';
import { openContact } from './open-contact.ts';
import { projectInbox } from './project.ts';
import { readHandoff } from './read-handoff.ts';

type Exporting = Pick<Deps, 'db' | 'keyring' | 'now' | 'log'>;

async function leadsOf(deps: Exporting, { scope, leads }: Found) {
  const whole = await Promise.all(leads.map((id) => leadById(scope, deps.db, id)));
  return Promise.all(
    whole
      .filter((lead) => lead !== undefined)
      .map(async (lead) => ({
        whole: lead,
        contact: await openContact(deps, lead.contact),
        handoff: await readHandoff(scope, deps, lead),
      })),
  );
}

async function dataOn(deps: Exporting, found: Found) {
  const { scope, leads, sessions } = found;
  return {
    leads: await leadsOf(deps, found),
    sessions: await sessionsOf(scope, deps.db, [], sessions),
    pageViews: await pageViewsOf(scope, deps.db, sessions),
    intents: await intentsOf(scope, deps.db, sessions, leads),
  };
}

async function messagesOf({ db }: Exporting, scope: Scope, ids: readonly string[]) {
  const messages: PersonData['messages'][number][] = [];
  for await (const piece of naming(scope, db, ids)) messages.push(...piece);
  return messages;
}

/** All that is stored of a person on the sites of a scope. */
export async function exportPerson(
  deps: Exporting,
  scope: Scope,
  named: Named,
): Promise<PersonData> {
  // What was taken a moment ago is his, too.
  await projectInbox(deps);
  const found = await findPerson(deps, scope, named);
  const parts = await Promise.all(found.map((one) => dataOn(deps, one)));
  const sites = await listSites(scope, deps.db);
  return {
    siteKeys: new Map(sites.map(({ id, key }) => [id, key])),
    leads: parts.flatMap(({ leads }) => leads),
    sessions: parts.flatMap(({ sessions }) => sessions),
    pageViews: parts.flatMap(({ pageViews }) => pageViews),
    intents: parts.flatMap(({ intents }) => intents),
    messages: await messagesOf(deps, scope, idsOf(named, found)),
    leftOut: sparedOf(found),
  };
}
