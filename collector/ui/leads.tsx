import { pathOf } from '../../shared/url.ts';
import { STAGES } from '../domain/handoff.ts';
import type { Label } from '../domain/label.ts';
import type { leadSummaryJson } from '../domain/lead-json.ts';
import type { Suggestion } from '../domain/vendor-hints.ts';
import { StageChip } from './handoff.tsx';
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
      <td class="wrap">
        {pathOf(lead.landing_page)}
        <div class="soft">{formName(lead.form)}</div>
      </td>
      <td>
        <StageChip stage={lead.stage} late={lead.late} />
      </td>
      <td class="wrap">
        {lead.owner ?? <span class="soft">nobody</span>}
        {lead.due_at && <div class="soft">due {timeText(lead.due_at)}</div>}
      </td>
    </tr>
  );
}

/** What a list can be asked for with one click, and which is asked for. */
interface Narrowing {
  name: string;
  address: string;
  isOn: boolean;
}

/** A choice of a form whose answer is an address. */
function Select(props: { name: string; label: string; all: string; of: Named[]; chosen: string }) {
  return (
    <label>
      {props.label}{' '}
      <select name={props.name}>
        <option value="">{props.all}</option>
        {props.of.map(({ id, name }) => (
          <option value={id} selected={id === props.chosen}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

interface Named {
  id: string;
  name: string;
}

/** What leads can be found by, and by what they are. */
export interface Choices {
  shown: Narrowing[];
  standing: Narrowing[];
  sites: Named[];
  owners: Named[];
  chosen: { show: string; site: string; stage: string; source: string; owner: string };
}

function Filters({ choices }: { choices: Choices }) {
  const { chosen, sites, owners } = choices;
  const stages = STAGES.map((stage) => ({ id: stage, name: stage }));
  return (
    <>
      {[choices.standing, choices.shown].map((narrowings) => (
        <nav class="filters">
          {narrowings.map(({ name, address, isOn }) => (
            <a href={address} aria-current={isOn ? 'page' : undefined}>
              {name}
            </a>
          ))}
        </nav>
      ))}
      <form class="line" method="get" action="/leads">
        {chosen.show !== 'people' && <input type="hidden" name="show" value={chosen.show} />}
        {sites.length > 1 && (
          <Select name="site" label="Site" all="All" of={sites} chosen={chosen.site} />
        )}
        <Select name="stage" label="Stage" all="Any" of={stages} chosen={chosen.stage} />
        <Select name="owner" label="Owner" all="Anybody" of={owners} chosen={chosen.owner} />
        <label>
          Source <input name="source" value={chosen.source} maxlength={200} size={12} />
        </label>
        <button class="quiet" type="submit">
          Find
        </button>
      </form>
    </>
  );
}

interface LeadsProps {
  leads: Summary[];
  /** The address of older ones. */
  next: string | null;
  choices: Choices;
  suggestions: (Suggestion & { siteName: string })[];
}

/** The newest leads of those that were asked for. */
export function LeadsPage({ leads, next, choices, suggestions }: LeadsProps) {
  const isAll = [...choices.standing, ...choices.shown][0]?.isOn;
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
      <Filters choices={legible(choices)} />
      <div class="sheet">
        {leads.length ? (
          <table class="stack">
            <thead>
              <tr>
                <th>Received (UTC)</th>
                <th>Channel</th>
                <th>Source</th>
                <th>Landed on, form</th>
                <th>Stage</th>
                <th>Owner</th>
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
            {isAll
              ? 'No leads yet. Submit a form on a page that carries the script tag.'
              : 'None of this kind.'}
          </p>
        )}
        {next && (
          <nav class="pages">
            <a href={next}>Older leads</a>
          </nav>
        )}
      </div>
    </Layout>
  );
}
