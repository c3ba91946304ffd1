import { Layout } from './layout.tsx';

/** The page behind a one-time link. It asks for a click, since mail scanners open links. */
export function SignInPage({ token }: { token: string }) {
  return (
    <Layout title="Sign in">
      <div class="sheet narrow">
        <h1>Sign in to Waybill</h1>
        <p class="soft">This link works once.</p>
        <form method="post" action="/sign-in">
          <input type="hidden" name="token" value={token} />
          <button type="submit">Sign in</button>
        </form>
      </div>
    </Layout>
  );
}

/** Where whoever is not signed in learns how to. */
export function SignInHelpPage({ spent }: { spent: boolean }) {
  return (
    <Layout title="Sign in">
      <div class="sheet narrow">
        <h1>{spent ? 'This link is spent or too old' : 'You are not signed in'}</h1>
        <p>
          Make a one-time link on the collector's machine and open it:{' '}
          <span class="mono">npx waybill sign-in</span>
        </p>
      </div>
    </Layout>
  );
}
