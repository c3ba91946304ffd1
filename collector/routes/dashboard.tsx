import { Hono } from 'hono';
import { csrf } from 'hono/csrf';
import { secureHeaders } from 'hono/secure-headers';
import { intentsBeside } from '../db/intents.ts';
import { leadById, listLeads } from '../db/leads.ts';
import { hintsOf } from '../db/site-hints.ts';
import { listSites } from '../db/sites.ts';
import type { Deps } from '../deps.ts';
import { Failure, STATUS } from '../domain/failure.ts';
import { labelsOf } from '../domain/label.ts';
import { besideJson, leadJson, leadSummaryJson } from '../domain/lead-json.ts';
import { cursorOf, pageOf } from '../domain/paging.ts';
import type { Scope } from '../domain/scope.ts';
import { suggestionOf } from '../domain/vendor-hints.ts';
import { openContact } from '../jobs/open-contact.ts';
import { type Caller, requireMember, signIn, signOut } from '../middleware/auth.ts';
import { formField } from '../middleware/body.ts';
import { REASON_HEADER } from '../middleware/errors.ts';
import { LeadPage } from '../ui/lead.tsx';
import { LeadsPage } from '../ui/leads.tsx';
import { LedgerPage } from '../ui/ledger.tsx';
import { SignInHelpPage, SignInPage } from '../ui/sign-in.tsx';
import { STYLE } from '../ui/style.ts';
import { filterOf } from './leads.ts';
import { readLedger } from './ledger.ts';
import { publicUrlOf } from './public-url.ts';
import { iso } from './time.ts';

const PER_PAGE = 50;

/** The form tools that were seen on the pages of sites and that their scripts do not know yet. */
async function suggestionsFor(scope: Scope, { db, now }: Deps) {
  const [sites, hints] = await Promise.all([listSites(scope, db), hintsOf(scope, db, now())]);
  return sites.flatMap(({ id, name, settings }) => {
    const seen = hints.filter(({ siteId }) => siteId === id).map(({ hint }) => hint);
    const suggestion = suggestionOf(seen, settings.vendors);
    return suggestion ? [{ ...suggestion, siteName: name }] : [];
  });
}

/** What people see. Nothing here runs script, and nothing is loaded from elsewhere. */
export function dashboardRoutes(deps: Deps) {
  const app = new Hono<Caller>();
  app.use(
    secureHeaders({
      // The proxy's to say: it would bind every other service of this host.
      strictTransportSecurity: false,
      // Without a referrer browsers send no usable Origin with a form, which csrf needs.
      referrerPolicy: 'same-origin',
      contentSecurityPolicy: {
        defaultSrc: ["'none'"],
        styleSrc: ["'self'"],
        imgSrc: ['data:'],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
      },
    }),
  );
  // Only these two take anything from a browser that is signed in, or about to be.
  const fromOurPages = csrf({ origin: (origin, c) => origin === publicUrlOf(c, deps) });

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

  app.get('/leads', requireMember(deps, 'read'), async (c) => {
    const after = cursorOf(c.req.query('after'));
    const show = filterOf(c.req.query('show'));
    const [found, suggestions] = await Promise.all([
      listLeads(c.var.scope, deps.db, { limit: PER_PAGE + 1, after, labels: labelsOf(show) }),
      suggestionsFor(c.var.scope, deps),
    ]);
    const { page, next } = pageOf(found, PER_PAGE);
    const leads = page.map((lead) => leadSummaryJson(lead, iso));
    return c.html(<LeadsPage leads={leads} next={next} show={show} suggestions={suggestions} />);
  });

  app.get('/ledger', requireMember(deps, 'read'), async (c) =>
    c.html(<LedgerPage ledger={await readLedger(c.var.scope, deps)} />),
  );

  app.get('/leads/:id', requireMember(deps, 'read'), async (c) => {
    const stored = await leadById(c.var.scope, deps.db, c.req.param('id'));
    if (!stored) throw new Failure('not_found', 'No lead of this account has this id.');
    const [beside, contact] = await Promise.all([
      intentsBeside(c.var.scope, deps.db, stored.lead),
      openContact(deps, stored.contact),
    ]);
    return c.html(
      <LeadPage
        lead={leadJson(stored, contact, iso)}
        siteName={stored.siteName}
        beside={beside.map((intent) => besideJson(intent, iso))}
      />,
    );
  });

  return app;
}
