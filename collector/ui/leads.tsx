import { pathOf } from '../../shared/url.ts';
import { type Label, LEAD_FILTERS, type LeadFilter } from '../domain/label.ts';
import type { leadSummaryJson } from '../domain/lead-json.ts';
import type { Suggestion } from '../domain/vendor-hints.ts';
import { Layout } from './layout.tsx';
import { legible } from './legible.ts';
import { timeText } from './words.ts';

type Summary = ReturnType<typeof leadSummaryJson>;

/** What a form is called by people. */
export function formName(form: { id: string; name: string }): string {
  return form.name || form.id || 'unnamed form';
}

const LABELS = { bot: 'Bot', spam: 'Spam', test: 'Test' };

/** What a lead is besides a person's. */
export function LabelChip({ label }: { label: Label }) {
  return label && <span class="chip label">{LABELS[label]}</span>;
}

function Row({ lead }: { lead: Summary }) {
  return (
    <tr>
      <td>
        <a href={`/leads/${lead.id}`}>{timeText(lead.received_at)}</a>
      </td>
      <td>
        <span class="chip">{lead.channel}</span>
        <LabelChip label={lead.label} />
      </td>
      <td class="wrap">
        {lead.source} / {lead.medium}
        {lead.campaign && <div class="soft">{lead.campaign}</div>}
      </td>
      <td class="wrap">{pathOf(lead.landing_page)}</td>
      <td class="wrap">{formName(lead.form)}</td>
    </tr>
  );
}

const FILTERS: Readonly<Record<LeadFilter, string>> = {
  people: 'People',
  spam: 'Spam',
  bot: 'Bots',
  test: 'Tests',
  all: 'All',
};

function Filters({ show }: { show: LeadFilter }) {
  return (
    <nav class="filters">
      {LEAD_FILTERS.map((filter) => (
        <a
          href={filter === 'people' ? '/leads' : `/leads?show=${filter}`}
          aria-current={filter === show ? 'page' : undefined}
        >
          {FILTERS[filter]}
        </a>
      ))}
    </nav>
  );
}

interface LeadsProps {
  leads: Summary[];
  next: string | null;
  show: LeadFilter;
  suggestions: (Suggestion & { siteName: string })[];
}

/** The newest leads; `next` leads on to older ones. */
export function LeadsPage({ leads, next, show, suggestions }: LeadsProps) {
  return (
    <Layout title="Leads" signedIn>
      <h1>Leads</h1>
      {suggestions.map(({ siteName, vendors, command }) => (
        <aside class="notice">
          Seen on the pages of {siteName}, not switched on: <strong>{vendors.join(', ')}</strong>
          <div class="soft">
            Switch on: <span class="mono wrap">{command}</span>
          </div>
        </aside>
      ))}
      <Filters show={show} />
      <div class="sheet">
        {leads.length ? (
          <table class="stack">
            <thead>
              <tr>
                <th>Received (UTC)</th>
                <th>Channel</th>
                <th>Source</th>
                <th>Landed on</th>
                <th>Form</th>
              </tr>
            </thead>
            <tbody>
              {legible(leads).map((lead) => (
                <Row lead={lead} />
              ))}
            </tbody>
          </table>
        ) : (
          <p class="soft">
            {show === 'people'
              ? 'No leads yet. Submit a form on a page that carries the script tag.'
              : 'None.'}
          </p>
        )}
        {next && (
          <nav class="pages">
            <a href={`/leads?show=${show}&after=${next}`}>Older leads</a>
          </nav>
        )}
      </div>
    </Layout>
  );
}
