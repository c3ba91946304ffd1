import { changeDestination, destinationById, insertDestination } from '../db/destinations.ts';
import type { DestinationKind } from '../delivery/destination.ts';
import { DESTINATION_KINDS, kindNamed } from '../delivery/list.ts';
import { sampleTold } from '../delivery/sample.ts';
import type { Deps } from '../deps.ts';
import {
  type ChangedDestination,
  type NewDestination,
  partsFrom,
} from '../domain/destination-request.ts';
import { Failure } from '../domain/failure.ts';
import type { OutgoingRequest } from '../domain/outgoing.ts';
import type { Scope } from '../domain/scope.ts';
import {
  type DestinationSecrets,
  openSecrets,
  rotated,
  sealSecrets,
} from './destination-secrets.ts';
import { type Ready, shownRequest, type Telling, type Told, tell, toldLead } from './tell.ts';

/*
 * What is done about destinations by hand, over the API and at the command line.
 */

type Shell = Pick<Deps, 'db' | 'keyring' | 'now' | 'newId'>;

const iso = (ms: number) => new Date(ms).toISOString();

/** @throws {Failure} where there is no such kind */
function kindFrom(name: string): DestinationKind {
  const kind = kindNamed(name);
  if (kind) return kind;
  const names = DESTINATION_KINDS.map((one) => one.name);
  throw new Failure('bad_request', `kind: is one of ${names.join(', ')}.`);
}

/** A destination and what it is called by; the secret that its requests are signed with, once. */
export interface MadeDestination {
  id: string;
  signingSecret: string | null;
}

/**
 * A new destination for all that a scope holds.
 * @throws {Failure} naming everything that is wrong with what it was given
 */
export async function makeDestination(
  scope: Scope,
  deps: Shell,
  asked: Omit<NewDestination, 'site'>,
): Promise<MadeDestination> {
  const kind = kindFrom(asked.kind);
  const settings = partsFrom(kind.settings, asked.settings, 'settings');
  const given = partsFrom(kind.secrets, asked.secrets, 'secrets');
  const now = deps.now();
  const unsigned: DestinationSecrets = { given, signing: [] };
  const { secrets, secret } = kind.isSigned
    ? rotated(unsigned, now, now)
    : { secrets: unsigned, secret: null };
  const id = deps.newId();
  await insertDestination(scope, deps.db, {
    ...{ id, settings, createdAt: now, kind: kind.name },
    ...{ name: asked.name, acceptsTests: asked.accepts_tests },
    secrets: await sealSecrets(deps, secrets),
  });
  return { id, signingSecret: secret };
}

async function readySaid(scope: Scope, deps: Shell, id: string) {
  const found = await destinationById(scope, deps.db, id);
  if (!found) return undefined;
  const secrets = await openSecrets(deps, found.secrets);
  const ready: Ready = { kind: kindFrom(found.kind), settings: found.settings, secrets };
  return { found, ready };
}

/**
 * Changes what is named of a destination, and leaves the rest as it is. Returns false where there is
 * none.
 * @throws {Failure} naming everything that is wrong with what it was given
 */
export async function editDestination(
  scope: Scope,
  deps: Shell,
  id: string,
  asked: ChangedDestination,
): Promise<boolean> {
  const said = await readySaid(scope, deps, id);
  if (!said) return false;
  const { kind, settings, secrets } = said.ready;
  const given = { ...secrets.given, ...asked.secrets };
  return changeDestination(scope, deps.db, id, {
    ...(asked.name !== undefined && { name: asked.name }),
    ...(asked.accepts_tests !== undefined && { acceptsTests: asked.accepts_tests }),
    ...(asked.settings && {
      settings: partsFrom(kind.settings, { ...settings, ...asked.settings }, 'settings'),
    }),
    ...(asked.secrets && {
      secrets: await sealSecrets(deps, {
        ...secrets,
        given: partsFrom(kind.secrets, given, 'secrets'),
      }),
    }),
  });
}

/**
 * A new secret to sign by; the one before signs beside it for a while. Undefined where there is no
 * such destination.
 * @throws {Failure} where its requests are not signed
 */
export async function rotateSigning(
  scope: Scope,
  deps: Shell,
  id: string,
  overlapMs: number,
): Promise<string | undefined> {
  const said = await readySaid(scope, deps, id);
  if (!said) return undefined;
  const { kind, secrets: old } = said.ready;
  if (!kind.isSigned) {
    throw new Failure(
      'bad_request',
      `Requests to a destination of kind ${kind.name} are not signed.`,
    );
  }
  const now = deps.now();
  const { secrets, secret } = rotated(old, now, now + overlapMs);
  await changeDestination(scope, deps.db, id, { secrets: await sealSecrets(deps, secrets) });
  return secret;
}

/** Sends a lead that nobody sent, now; undefined where there is no such destination. */
export async function testDestination(
  scope: Scope,
  deps: Telling,
  id: string,
): Promise<Told | undefined> {
  const said = await readySaid(scope, deps, id);
  if (!said) return undefined;
  const site = { key: said.found.site ?? '', name: said.found.name };
  return tell(deps, said.ready, sampleTold(deps.newId(), site, deps.now(), iso));
}

/** What would be sent of a lead, without keys and links; undefined where there is no destination. */
export async function previewOf(
  scope: Scope,
  deps: Telling,
  id: string,
  leadId: string,
): Promise<OutgoingRequest | undefined> {
  const said = await readySaid(scope, deps, id);
  if (!said) return undefined;
  const news = { messageId: 'preview', leadId, what: 'lead.routed', at: deps.now() };
  const told = await toldLead(deps, scope, news);
  if (!told) throw new Failure('not_found', 'No lead of this account has this id.');
  const { headers, ...request } = shownRequest(said.ready, told, told.contact);
  const signed = said.ready.kind.isSigned
    ? { 'webhook-id': '…', 'webhook-timestamp': '…', 'webhook-signature': '…' }
    : {};
  return { ...request, headers: { ...headers, ...signed } };
}
