import { Hono } from 'hono';
import { listDeliveries } from '../db/deliveries.ts';
import { intentsBeside } from '../db/intents.ts';
import { leadById, listLeads } from '../db/leads.ts';
import { listOwners } from '../db/owners.ts';
import { hintsOf } from '../db/site-hints.ts';
import { listSites } from '../db/sites.ts';
import type { Deps } from '../deps.ts';
import { mayDo } from '../domain/access.ts';
import { deliveryJson } from '../domain/delivery-log.ts';
import { Failure } from '../domain/failure.ts';
import { LEAD_FILTERS, type LeadFilter } from '../domain/label.ts';
import { besideJson, isLate, leadJson, leadSummaryJson } from '../domain/lead-json.ts';
import { outcomeFrom } from '../domain/outcome-request.ts';
import { cursorOf, pageOf } from '../domain/paging.ts';
import { saidByForm } from '../domain/said-by-form.ts';
import type { Scope } from '../domain/scope.ts';
import { handoffJson } from '../domain/timeline-json.ts';
import { suggestionOf } from '../domain/vendor-hints.ts';
import { openContact } from '../jobs/open-contact.ts';
import { readHandoff } from '../jobs/read-handoff.ts';
import { recordEvents } from '../jobs/record-events.ts';
import { type Present, requireMember } from '../middleware/auth.ts';
import { formFields } from '../middleware/body.ts';
import { LeadPage } from '../ui/lead.tsx';
import { type Choices, LeadsPage } from '../ui/leads.tsx';
import { addressOf, type LeadQuery, leadQueryOf, listedBy } from './lead-filter.ts';
import { ourPagesOnly } from './pages.ts';
import { iso } from './time.ts';

const PER_PAGE = 50;
/** Of one lead; more are over the API. */
const MAX_DELIVERIES = 100;

const SHOWN: Readonly<Record<LeadFilter, string>> = {
  people: 'People',
  spam: 'Spam',
  bot: 'Bots',
  test: 'Tests',
  all: 'All kinds',
};

/** The form tools that were seen on the pages of sites and that their scripts do not know yet. */
async function suggestionsFor(scope: Scope, { db, now }: Deps) {
  const [sites, hints] = await Promise.all([listSites(scope, db), hintsOf(scope, db, now())]);
  return sites.flatMap(({ id, name, settings }) => {
    const seen = hints.filter(({ siteId }) => siteId === id).map(({ hint }) => hint);
    const suggestion = suggestionOf(seen, settings.vendors);
    return suggestion ? [{ ...suggestion, siteName: name }] : [];
  });
}

/** What the list of leads can be asked for besides, from where it is. */
async function choicesOf(scope: Scope, { db }: Deps, query: LeadQuery): Promise<Choices> {
  const [sites, owners] = await Promise.all([listSites(scope, db), listOwners(scope, db)]);
  const { late, owner } = query;
  const to = (name: string, change: Partial<LeadQuery>, isOn: boolean) => ({
    name,
    address: addressOf({ ...query, ...change }),
    isOn,
  });
  return {
    standing: [
      to('All', { late: false, owner: '' }, !late && !owner),
      to('Mine', { late: false, owner: 'me' }, !late && owner === 'me'),
      to('Late', { late: true, owner: '' }, late),
      to('Unowned', { late: false, owner: 'nobody' }, !late && owner === 'nobody'),
    ],
    shown: LEAD_FILTERS.map((show) => to(SHOWN[show], { show }, show === query.show)),
    sites: sites.map(({ key, name }) => ({ id: key, name })),
    owners,
    chosen: query,
  };
}

/** Leads, for whoever is signed in: the list, and each with what can be said of it. */
export function leadPageRoutes(deps: Deps) {
  const app = new Hono<Present>();

  async function stored(scope: Scope, id: string) {
    const found = await leadById(scope, deps.db, id);
    if (!found) throw new Failure('not_found', 'No lead of this account has this id.');
    return found;
  }

  app.get('/', requireMember(deps, 'read'), async (c) => {
    const after = cursorOf(c.req.query('after'));
    const query = leadQueryOf(c);
    const { scope, listed } = await listedBy(c.var.scope, deps, query, c.var.member.id);
    const [found, suggestions, choices] = await Promise.all([
      listLeads(scope, deps.db, { ...listed, limit: PER_PAGE + 1, after }),
      suggestionsFor(c.var.scope, deps),
      choicesOf(c.var.scope, deps, query),
    ]);
    const { page, next } = pageOf(found, PER_PAGE);
    const leads = page.map((lead) => leadSummaryJson(lead, iso, deps.now()));
    const older = next && addressOf(query, next);
    return c.html(
      <LeadsPage leads={leads} next={older} choices={choices} suggestions={suggestions} />,
    );
  });

  app.get('/:id', requireMember(deps, 'read'), async (c) => {
    const { scope } = c.var;
    const whole = await stored(scope, c.req.param('id'));
    const [beside, contact, handoff, sent] = await Promise.all([
      intentsBeside(scope, deps.db, whole.lead),
      openContact(deps, whole.contact),
      readHandoff(scope, deps, whole),
      listDeliveries(scope, deps.db, { lead: whole.lead.id, limit: MAX_DELIVERIES }),
    ]);
    return c.html(
      <LeadPage
        lead={leadJson(whole, contact, iso)}
        handoff={handoffJson(handoff, iso)}
        deliveries={sent.map((one) => deliveryJson(one, iso))}
        late={isLate(handoff.state, deps.now())}
        mayAct={mayDo(c.var.access, 'write')}
        siteName={whole.siteName}
        beside={beside.map((intent) => besideJson(intent, iso))}
      />,
    );
  });

  /** What happened, told by a button of the lead's page. */
  app.post('/:id/events', ourPagesOnly(deps), requireMember(deps, 'write'), async (c) => {
    const { scope, member } = c.var;
    const { lead } = await stored(scope, c.req.param('id'));
    const said = saidByForm(await formFields(c), deps.now(), iso);
    const told = outcomeFrom({ ...said, lead: lead.id, by: member.name });
    const [recorded] = await recordEvents(scope, deps, [told], { via: 'dashboard' });
    if (recorded?.status === 'refused') {
      throw new Failure('bad_request', `${recorded.message}. Go back and say it again.`);
    }
    return c.redirect(`/leads/${lead.id}`, 303);
  });

  return app;
}
