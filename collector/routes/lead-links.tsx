import { type Context, Hono } from 'hono';
import type { Deps } from '../deps.ts';
import { NO_CONTACT } from '../domain/contact.ts';
import { STATUS } from '../domain/failure.ts';
import { leadJson } from '../domain/lead-json.ts';
import { handoffJson } from '../domain/timeline-json.ts';
import { type OpenedLink, openLink, tellByLink } from '../jobs/lead-link.ts';
import { formFields } from '../middleware/body.ts';
import { REASON_HEADER } from '../middleware/errors.ts';
import { LeadLinkPage, SpentLinkPage } from '../ui/lead-link.tsx';
import { ourPagesOnly, pageHeaders } from './pages.ts';
import { iso } from './time.ts';

/** What each button of the page says, and what goes with it. */
const ACTS: Readonly<Record<string, { kind: string; with: readonly string[] }>> = {
  accept: { kind: 'accepted', with: [] },
  reject: { kind: 'rejected', with: ['reason', 'text'] },
  contacted: { kind: 'action', with: ['channel', 'text'] },
};

/**
 * The links in messages, by which most answers come. The link alone lets in, and shows nothing of what
 * a person wrote of himself; opening it says nothing, since mail scanners open links.
 */
export function leadLinkRoutes(deps: Deps) {
  const app = new Hono();
  app.use(pageHeaders);

  function page(c: Context, opened: OpenedLink, fault?: string) {
    c.header('Cache-Control', 'no-store');
    if (fault !== undefined) c.header(REASON_HEADER, 'bad_request');
    return c.html(
      <LeadLinkPage
        lead={leadJson(opened.lead, NO_CONTACT, iso)}
        siteName={opened.lead.siteName}
        handoff={handoffJson(opened.handoff, iso)}
        isHis={opened.isHis}
        fault={fault}
      />,
      fault === undefined ? 200 : STATUS.bad_request,
    );
  }

  function spent(c: Context) {
    c.header(REASON_HEADER, 'link_spent');
    return c.html(<SpentLinkPage />, STATUS.link_spent);
  }

  app.get('/:token', async (c) => {
    const opened = await openLink(deps, c.req.param('token'));
    return opened ? page(c, opened) : spent(c);
  });

  app.post('/:token', ourPagesOnly(deps), async (c) => {
    const opened = await openLink(deps, c.req.param('token'));
    if (!opened?.isHis) return spent(c);
    const fields = await formFields(c);
    const act = ACTS[fields.get('act') ?? ''];
    if (!act) return page(c, opened, 'act is one of accept, reject and contacted');
    const said = act.with.flatMap((name) => {
      const value = fields.get(name)?.trim();
      return value ? [[name, value]] : [];
    });
    const recorded = await tellByLink(deps, opened, {
      ...Object.fromEntries(said),
      kind: act.kind,
    });
    if (recorded?.status === 'refused') return page(c, opened, recorded.message);
    return c.redirect(c.req.path, 303);
  });

  return app;
}
