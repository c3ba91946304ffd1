import type { Context, MiddlewareHandler } from 'hono';
import { deleteCookie, getSignedCookie, setSignedCookie } from 'hono/cookie';
import { endSignIn, scopeOfKey, scopeOfSignIn, spendLink } from '../db/entry.ts';
import type { Deps } from '../deps.ts';
import { Failure } from '../domain/failure.ts';
import type { Scope } from '../domain/scope.ts';
import { hashOf, newSecret } from '../secrets/token.ts';

/** What a route behind a door finds in its context. */
export interface Caller {
  Variables: { scope: Scope };
}

const COOKIE = 'waybill_sign_in';
const SIGN_IN_SECONDS = 30 * 86_400;

/** Lets in whoever brings a secret key. */
export function requireKey({ db }: Deps): MiddlewareHandler<Caller> {
  return async function key(c, next) {
    const secret = /^Bearer\s+(\S+)$/i.exec(c.req.header('authorization') ?? '')?.[1];
    if (!secret) {
      throw new Failure('no_key', 'Send a secret key: "Authorization: Bearer KEY".');
    }
    const scope = await scopeOfKey(db, await hashOf(secret));
    if (!scope) throw new Failure('unknown_key', 'This key is unknown. Make one: waybill keys add');
    c.set('scope', scope);
    await next();
  };
}

/** Lets in whoever is signed in; shows the others where to. */
export function requireMember({ db, secret, now }: Deps): MiddlewareHandler<Caller> {
  return async function member(c, next) {
    const signIn = await getSignedCookie(c, secret, COOKIE);
    const scope = signIn && (await scopeOfSignIn(db, await hashOf(signIn), now()));
    if (!scope) return c.redirect('/sign-in', 303);
    c.set('scope', scope);
    return next();
  };
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
    await setSignedCookie(c, COOKIE, value, deps.secret, {
      path: '/',
      httpOnly: true,
      sameSite: 'Lax',
      secure: (deps.publicUrl ?? c.req.url).startsWith('https:'),
      maxAge: SIGN_IN_SECONDS,
    });
  }
  return done;
}

export async function signOut(c: Context, deps: Deps): Promise<void> {
  const value = await getSignedCookie(c, deps.secret, COOKIE);
  if (value) await endSignIn(deps.db, await hashOf(value));
  deleteCookie(c, COOKIE, { path: '/' });
}
