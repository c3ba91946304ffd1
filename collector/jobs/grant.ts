import { insertKey, replaceKey } from '../db/keys.ts';
import { insertSignInLink } from '../db/members.ts';
import type { Deps } from '../deps.ts';
import type { Access } from '../domain/access.ts';
import { DAY_MS } from '../domain/duration.ts';
import type { Scope } from '../domain/scope.ts';
import { KEY_ID_CHARS } from '../domain/tenant-json.ts';
import { hashOf, newSecret } from '../secrets/token.ts';

/*
 * What others are let in by, for the API and the command line: the secret is given to whoever asked
 * for it, this once, and only its hash is kept.
 */

const LINK_VALID_MS = DAY_MS;
const SITE_KEY_CHARS = 12;

type Shell = Pick<Deps, 'db' | 'now'>;

/** A key as it is shown, once, and what it is called by. */
export interface NewSecret {
  id: string;
  secret: string;
}

async function keyMaterial() {
  const secret = newSecret();
  const hash = await hashOf(secret);
  return { hash, shown: { id: hash.slice(0, KEY_ID_CHARS), secret } };
}

/** A new secret key for all that a scope holds. */
export async function makeKey(
  scope: Scope,
  { db, now }: Shell,
  grant: { access: Access; name: string; validMs?: number | undefined },
): Promise<NewSecret> {
  const { hash, shown } = await keyMaterial();
  const { access, name, validMs } = grant;
  const createdAt = now();
  const expiresAt = validMs === undefined ? null : createdAt + validMs;
  await insertKey(scope, db, { hash, access, name, createdAt, expiresAt });
  return shown;
}

/** A key in the place of another, which works a while longer; nothing where there is no such. */
export async function rotateKey(
  scope: Scope,
  { db, now }: Shell,
  id: string,
  overlapMs: number,
): Promise<NewSecret | undefined> {
  const { hash, shown } = await keyMaterial();
  const createdAt = now();
  const old = { id, expiresAt: createdAt + overlapMs };
  return (await replaceKey(scope, db, old, { hash, createdAt })) ? shown : undefined;
}

/** A one-time link to the dashboard, valid for a day; nothing where there is no such member. */
export async function makeSignInLink(
  scope: Scope,
  { db, now }: Shell,
  memberId: string,
  url: string,
): Promise<{ url: string; expiresAt: number } | undefined> {
  const token = newSecret();
  const expiresAt = now() + LINK_VALID_MS;
  const made = await insertSignInLink(scope, db, {
    hash: await hashOf(token),
    memberId,
    expiresAt,
  });
  return made ? { url: `${url}/sign-in?token=${token}`, expiresAt } : undefined;
}

/** A new public key for a site. It stands in pages, so that it is short, and no secret. */
export function newSiteKey(): string {
  return newSecret().slice(0, SITE_KEY_CHARS);
}
