import { Hono } from 'hono';
import type { Deps } from '../deps.ts';
import { STATUS } from '../domain/failure.ts';
import { type Present, requireMember, signIn, signOut } from '../middleware/auth.ts';
import { formField } from '../middleware/body.ts';
import { REASON_HEADER } from '../middleware/errors.ts';
import { LedgerPage } from '../ui/ledger.tsx';
import { SignInHelpPage, SignInPage } from '../ui/sign-in.tsx';
import { STYLE } from '../ui/style.ts';
import { leadPageRoutes } from './lead-pages.tsx';
import { readLedger } from './ledger.ts';
import { ourPagesOnly, pageHeaders } from './pages.ts';

/** What people see. Nothing here runs script, and nothing is loaded from elsewhere. */
export function dashboardRoutes(deps: Deps) {
  const app = new Hono<Present>();
  app.use(pageHeaders);
  const fromOurPages = ourPagesOnly(deps);

  app.get('/waybill.css', (c) => {
    c.header('Cache-Control', 'public, max-age=300');
    return c.body(STYLE, 200, { 'Content-Type': 'text/css; charset=utf-8' });
  });

  app.get('/sign-in', (c) => {
    const token = c.req.query('token');
    return c.html(token ? <SignInPage token={token} /> : <SignInHelpPage spent={false} />);
  });

  app.post('/sign-in', fromOurPages, async (c) => {
    const token = await formField(c, 'token');
    if (token && (await signIn(c, deps, token))) return c.redirect('/leads', 303);
    c.header(REASON_HEADER, 'link_spent');
    return c.html(<SignInHelpPage spent />, STATUS.link_spent);
  });

  app.post('/sign-out', fromOurPages, async (c) => {
    await signOut(c, deps);
    return c.redirect('/sign-in', 303);
  });

  app.get('/', (c) => c.redirect('/leads', 302));

  app.get('/ledger', requireMember(deps, 'read'), async (c) =>
    c.html(<LedgerPage ledger={await readLedger(c.var.scope, deps)} />),
  );

  app.route('/leads', leadPageRoutes(deps));

  return app;
}
