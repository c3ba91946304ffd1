import type { Child } from 'hono/jsx';
import { pathOf } from '../../shared/url.ts';
import type { deliveryJson } from '../domain/delivery-log.ts';
import type { besideJson, leadJson } from '../domain/lead-json.ts';
import type { handoffJson } from '../domain/timeline-json.ts';
import { Acts, Deliveries, NineItems, Standing, Timeline } from './handoff.tsx';
import { Layout } from './layout.tsx';
import { formName, LabelChip } from './leads.tsx';
import { legible } from './legible.ts';
import { clockText, evidenceText, secondsText, timeText, toldText } from './words.ts';

type Lead = ReturnType<typeof leadJson>;
type Beside = ReturnType<typeof besideJson>;

const STATUS_TEXT = { submitted: 'Submitted', accepted: 'Accepted' };

const ACTION_TEXT: Readonly<Record<string, string>> = {
  start: 'Began',
  abandon: 'Left unsent',
  blocked: 'Could not send',
  call: 'Tapped a telephone number',
  mail: 'Tapped a mail address',
  download: 'Downloaded',
  booking: 'Booked',
};

/** A line of a list; none where nothing is known. */
function Item({ name, children }: { name: string; children: Child }) {
  if (!children) return null;
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

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
      <Item name="Browser">
        {[lead.client.browser, lead.client.os, lead.client.device].filter(Boolean).join(', ')}
      </Item>
      <Item name="Place">
        {[lead.client.region, lead.client.country].filter(Boolean).join(', ')}
      </Item>
      <Earlier lead={lead} />
    </dl>
  );
}

function Intent({ lead }: { lead: Lead }) {
  const { form, intent } = lead;
  return (
    <dl>
      <Item name="Lead type">
        {intent.lead_type && (
          <>
            {intent.lead_type.replaceAll('_', ' ')}
            {intent.lead_type_by && <div class="soft">told by {intent.lead_type_by}</div>}
          </>
        )}
      </Item>
      <Item name="Topic">{intent.topic}</Item>
      {intent.options?.map((option) => (
        <Item name={option.name}>{option.value}</Item>
      ))}
      <Item name="Called to by">{intent.call_to_action}</Item>
      <Item name="Form">{formName(form)}</Item>
      <Item name="Heading">{form.heading}</Item>
      <Item name="Button">{form.submit_label}</Item>
      <Item name="Page">{pathOf(lead.page)}</Item>
      <Item name="Time taken">{intent.seconds !== undefined && secondsText(intent.seconds)}</Item>
      <Item name="Tries">{intent.tries?.toString()}</Item>
      <Item name="Status">
        {[...lead.submissions].reverse().map(({ status, at, by }) => (
          <div>
            {toldText(STATUS_TEXT[status], by)}
            <div class="soft">{timeText(at)}</div>
          </div>
        ))}
      </Item>
    </dl>
  );
}

/** What a person wrote of himself, or why that cannot be shown. */
function Contact({ contact, contact_fault: fault }: Lead) {
  if (!contact && !fault) return null;
  return (
    <section class="sheet">
      <h2>Contact</h2>
      {fault && <p class="soft">The contact {fault}.</p>}
      <dl>
        <Item name="Name">{contact?.name}</Item>
        <Item name="Email">{contact?.email}</Item>
        <Item name="Phone">{contact?.phone}</Item>
        <Item name="Company">{contact?.company}</Item>
        <Item name="Message">{contact?.message}</Item>
      </dl>
    </section>
  );
}

function besideText({ action, form, intent, by }: Beside): string {
  const what = form ? formName(form) : (intent.call_to_action ?? intent.topic ?? '');
  const last = action === 'abandon' && intent.last_field ? `, last at ${intent.last_field}` : '';
  return toldText(`${ACTION_TEXT[action] ?? action} ${what}`.trim() + last, by);
}

function WhatElse({ beside }: { beside: Beside[] }) {
  return (
    <section class="sheet">
      <h2>What else he did</h2>
      <dl>
        {beside.map((one) => (
          <Item name={clockText(one.at)}>
            {besideText(one)} <span class="soft">{pathOf(one.page)}</span>
          </Item>
        ))}
      </dl>
    </section>
  );
}

interface LeadProps {
  lead: Lead;
  handoff: ReturnType<typeof handoffJson>;
  deliveries: ReturnType<typeof deliveryJson>[];
  /** Whether nobody acted on it until it was due. */
  late: boolean;
  /** Whether who looks may say what happened. */
  mayAct: boolean;
  siteName: string;
  /** What else was done in its session. */
  beside: Beside[];
}

/** One lead: where it stands and came from, by which way, what for, and what became of it. */
export function LeadPage(props: LeadProps) {
  const { lead, handoff, deliveries, late, siteName, beside } = legible(props);
  const { topic } = lead.intent;
  const { waybill_story: story } = lead.fields;
  return (
    <Layout title="Lead" signedIn>
      <p class="soft">
        <a href="/leads">Leads</a> / {siteName}
      </p>
      <h1>
        {topic ? `${topic}, from ` : 'A lead from '}
        {lead.source.channel}
      </h1>
      {lead.label && (
        <p>
          <LabelChip label={lead.label} /> <span class="soft">{lead.label_by}</span>
        </p>
      )}
      {story && <p class="story">{story}</p>}
      <Standing handoff={handoff} late={late} />
      <p class="soft">
        Received {timeText(lead.received_at)} UTC · <span class="mono wrap">{lead.id}</span>
      </p>
      {props.mayAct && <Acts to={`/leads/${lead.id}/events`} />}
      <div class="columns">
        <div>
          <Timeline handoff={handoff} />
          <section class="sheet">
            <h2>Path</h2>
            <Path lead={lead} />
          </section>
        </div>
        <div class="beside">
          <Contact {...lead} />
          <NineItems handoff={handoff} />
          <Deliveries deliveries={deliveries} />
          <section class="sheet">
            <h2>Source</h2>
            <Source lead={lead} />
          </section>
          <section class="sheet">
            <h2>Intent</h2>
            <Intent lead={lead} />
          </section>
          {beside.length > 0 && <WhatElse beside={beside} />}
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
