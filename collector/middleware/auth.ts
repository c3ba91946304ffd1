import type { Context, MiddlewareHandler } from 'hono';
import { deleteCookie, getSignedCookie, setSignedCookie } from 'hono/cookie';
import {
  callerOfKey,
  callerOfSignIn,
  endSignIn,
  type Member,
  type Site,
  spendLink,
} from '../db/entry.ts';
import type { Deps } from '../deps.ts';
import { type Access, mayDo } from '../domain/access.ts';
import { Failure } from '../domain/failure.ts';
import { covers, type Scope } from '../domain/scope.ts';
import { hashOf, newSecret } from '../secrets/token.ts';

/** What a route behind a door finds in its context: whose things are asked for, and the most he may. */
export interface Caller {
  Variables: { scope: Scope; access: Access };
}

const COOKIE = 'waybill_sign_in';
const SIGN_IN_SECONDS = 30 * 86_400;

/** What a request brings in its header to be let in by. */
export function bearerOf(c: Context): string | undefined {
  return /^Bearer\s+(\S+)$/i.exec(c.req.header('authorization') ?? '')?.[1];
}

/** What was asked for is not for a browser, or whoever uses it next, to keep. */
function keepFromCaches(c: Context): void {
  c.header('Cache-Control', 'no-store');
}

/** Lets in whoever brings a secret key that may this. */
export function requireKey(deps: Deps, asks: Access): MiddlewareHandler<Caller> {
  return async function key(c, next) {
    const secret = bearerOf(c);
    const caller = secret && (await callerOfKey(deps.db, await hashOf(secret), deps.now()));
    if (!caller) c.header('WWW-Authenticate', 'Bearer');
    if (!secret) {
      throw new Failure('no_key', 'Send a secret key: "Authorization: Bearer KEY".');
    }
    if (!caller) {
      throw new Failure(
        'unknown_key',
        'This key is unknown, revoked or too old. Make one: waybill keys add',
      );
    }
    if (!mayDo(caller.access, asks)) {
      throw new Failure(
        'forbidden',
        `This asks for a key with access ${asks}; yours has ${caller.access}. Make one: waybill keys add --access ${asks}`,
      );
    }
    c.set('scope', caller.scope);
    c.set('access', caller.access);
    keepFromCaches(c);
    await next();
  };
}

/** What a page of the dashboard finds besides: who is there. */
export interface Present {
  Variables: Caller['Variables'] & { member: Member };
}

/** Lets in whoever is signed in and may this; shows those who are not signed in where to. */
export function requireMember(deps: Deps, asks: Access): MiddlewareHandler<Present> {
  return async function member(c, next) {
    const signIn = await signInOf(c, deps);
    const caller = signIn && (await callerOfSignIn(deps.db, await hashOf(signIn), deps.now()));
    if (!caller) return c.redirect('/sign-in', 303);
    if (!mayDo(caller.access, asks)) {
      throw new Failure(
        'forbidden',
        `This asks for access ${asks}; yours is ${caller.access}. Ask an admin of the account for it.`,
      );
    }
    c.set('scope', caller.scope);
    c.set('access', caller.access);
    c.set('member', caller.member);
    keepFromCaches(c);
    return next();
  };
}

/** Whether a request brings a secret key that collects for a site: a server has no Origin. */
export async function mayCollect({ db, now }: Deps, c: Context, site: Site): Promise<boolean> {
  const secret = bearerOf(c);
  if (!secret) return false;
  const caller = await callerOfKey(db, await hashOf(secret), now());
  return !!caller && mayDo(caller.access, 'collect') && covers(caller.scope, site.scope);
}

/**
 * Over https browsers take a cookie of this prefix from this very host alone, so that no other host
 * of its domain can sign anybody in as somebody else.
 */
function cookieOf(c: Context, { publicUrl }: Deps) {
  const secure = (publicUrl ?? c.req.url).startsWith('https:');
  return { secure, ...(secure && ({ prefix: 'host' } as const)) };
}

async function signInOf(c: Context, deps: Deps): Promise<string | undefined> {
  const { prefix } = cookieOf(c, deps);
  return (await getSignedCookie(c, deps.secret, COOKIE, prefix)) || undefined;
}

/** Signs in by a one-time link. Returns false where the link is unknown, spent or too old. */
export async function signIn(c: Context, deps: Deps, token: string): Promise<boolean> {
  const value = newSecret();
  const now = deps.now();
  const done = await spendLink(
    deps.db,
    { hash: await hashOf(token), now },
    { hash: await hashOf(value), expiresAt: now + SIGN_IN_SECONDS * 1000 },
  );
  if (done) {
    // The cookie of whoever was signed in before is gone from here: nobody is to have it.
    const before = await signInOf(c, deps);
    if (before) await endSignIn(deps.db, await hashOf(before));
    await setSignedCookie(c, COOKIE, value, deps.secret, {
      ...cookieOf(c, deps),
      path: '/',
      httpOnly: true,
      sameSite: 'Lax',
      maxAge: SIGN_IN_SECONDS,
    });
  }
  return done;
}

export async function signOut(c: Context, deps: Deps): Promise<void> {
  const value = await signInOf(c, deps);
  if (value) await endSignIn(deps.db, await hashOf(value));
  deleteCookie(c, COOKIE, { ...cookieOf(c, deps), path: '/' });
}
