import type { Access } from './access.ts';
import type { IsoTime } from './lead-json.ts';

/** A secret key is called by so many characters, with which its hash begins. */
export const KEY_ID_CHARS = 12;

/** A secret key as it is stored, without its hash; `id` is how that begins. */
export interface StoredKey {
  id: string;
  /** The public key of its site; null for the whole account. */
  site: string | null;
  access: Access;
  name: string;
  createdAt: number;
  expiresAt: number | null;
  revokedAt: number | null;
}

/** Somebody who may sign in. */
export interface StoredMember {
  id: string;
  /** The public key of his site; null for the whole account. */
  site: string | null;
  access: Access;
  name: string;
  createdAt: number;
}

/** A site as its admins know it. */
export interface StoredSite {
  key: string;
  name: string;
  origins: readonly string[];
  createdAt: number;
}

export function keyJson(key: StoredKey, iso: IsoTime) {
  const { id, name, access, site, createdAt, expiresAt, revokedAt } = key;
  return {
    id,
    name,
    access,
    site,
    created_at: iso(createdAt),
    expires_at: expiresAt === null ? null : iso(expiresAt),
    revoked_at: revokedAt === null ? null : iso(revokedAt),
  };
}

export function memberJson({ id, name, access, site, createdAt }: StoredMember, iso: IsoTime) {
  return { id, name, access, site, created_at: iso(createdAt) };
}

export function siteJson({ key, name, origins, createdAt }: StoredSite, iso: IsoTime) {
  return { key, name, origins, created_at: iso(createdAt) };
}
