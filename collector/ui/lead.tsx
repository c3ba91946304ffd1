import { pathOf } from '../../shared/url.ts';
import type { leadJson } from '../domain/lead-json.ts';
import { Layout } from './layout.tsx';
import { formName } from './leads.tsx';
import { clockText, evidenceText, timeText } from './words.ts';

type Lead = ReturnType<typeof leadJson>;

const STATUS_TEXT = {
  submitted: 'Submitted: it was seen to go.',
  accepted: 'Accepted: its success was seen.',
  blocked: 'Blocked: validation or an error stopped it.',
};

function Path({ lead }: { lead: Lead }) {
  const touch = lead.touches.session;
  return (
    <ol class="path">
      <li class="arrival">
        <strong class="wrap">{touch.referrer || 'Arrived without a referrer'}</strong>
        <span class="soft">{timeText(touch.at)}</span>
      </li>
      {lead.path.map((page) => (
        <li>
          <strong class="wrap">{page.title || pathOf(page.url)}</strong>
          <span class="soft wrap">
            {pathOf(page.url)} · {clockText(page.at)}
          </span>
        </li>
      ))}
      <li class="lead">
        <strong>Sent {formName(lead.form)}</strong>
        <span class="soft">{clockText(lead.occurred_at)}</span>
      </li>
    </ol>
  );
}

/** What the lead was taken for before the rules or the table grew. */
function Earlier({ lead }: { lead: Lead }) {
  const earlier = lead.classifications.slice(0, -1).reverse();
  return (
    <>
      {earlier.map((one) => (
        <>
          <dt>Earlier</dt>
          <dd>
            {one.channel}: {one.source} / {one.medium}
            <div class="soft">
              {timeText(one.classified_at)} · {evidenceText(one.evidence)}
            </div>
          </dd>
        </>
      ))}
    </>
  );
}

function Source({ lead }: { lead: Lead }) {
  const { source } = lead;
  const { touch } = source;
  const { first } = lead.touches;
  return (
    <dl>
      <dt>Channel</dt>
      <dd>
        <span class="chip">{source.channel}</span>
      </dd>
      {source.platform && (
        <>
          <dt>Platform</dt>
          <dd>{source.platform}</dd>
        </>
      )}
      <dt>Source</dt>
      <dd>
        {source.source} / {source.medium}
      </dd>
      <dt>Decided</dt>
      <dd>{evidenceText(source.evidence)}</dd>
      {source.campaign && (
        <>
          <dt>Campaign</dt>
          <dd>{source.campaign}</dd>
        </>
      )}
      {Object.entries(source.click_ids).map(([name, id]) => (
        <>
          <dt>{name}</dt>
          <dd class="mono">{id}</dd>
        </>
      ))}
      <dt>Landed on</dt>
      <dd>{touch.landing_page}</dd>
      <dt>Referrer</dt>
      <dd>{touch.referrer || <span class="soft">none</span>}</dd>
      <dt>First seen</dt>
      <dd>
        {timeText(first.at)}, {pathOf(first.landing_page)}
      </dd>
      <dt>Visit</dt>
      <dd>number {lead.session.number ?? '?'}</dd>
      <Earlier lead={lead} />
    </dl>
  );
}

function Intent({ lead }: { lead: Lead }) {
  const options = lead.intent.options ?? [];
  return (
    <dl>
      <dt>Form</dt>
      <dd>{formName(lead.form)}</dd>
      <dt>Page</dt>
      <dd>{pathOf(lead.page)}</dd>
      {options.map((option) => (
        <>
          <dt>{option.name}</dt>
          <dd>{option.value}</dd>
        </>
      ))}
      <dt>Status</dt>
      <dd>{STATUS_TEXT[lead.status]}</dd>
    </dl>
  );
}

/** One lead: where it came from, by which way, what for, and what the form was given. */
export function LeadPage({ lead, siteName }: { lead: Lead; siteName: string }) {
  return (
    <Layout title="Lead" signedIn>
      <p class="soft">
        <a href="/leads">Leads</a> / {siteName}
      </p>
      <h1>
        {lead.intent.topic ? `${lead.intent.topic}, from ` : 'A lead from '}
        {lead.source.channel}
      </h1>
      <p class="soft">
        Received {timeText(lead.received_at)} UTC · <span class="mono wrap">{lead.id}</span>
      </p>
      <div class="columns">
        <section class="sheet">
          <h2>Path</h2>
          <Path lead={lead} />
        </section>
        <div class="beside">
          <section class="sheet">
            <h2>Source</h2>
            <Source lead={lead} />
          </section>
          <section class="sheet">
            <h2>Intent</h2>
            <Intent lead={lead} />
          </section>
        </div>
        <section class="sheet">
          <h2>Fields as the form got them</h2>
          <dl>
            {Object.entries(lead.fields).map(([name, value]) => (
              <>
                <dt class="mono">{name}</dt>
                <dd>{value || <span class="soft">empty</span>}</dd>
              </>
            ))}
          </dl>
        </section>
      </div>
    </Layout>
  );
}
