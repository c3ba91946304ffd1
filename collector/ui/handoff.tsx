import type { Child } from 'hono/jsx';
import type { deliveryJson } from '../domain/delivery-log.ts';
import { ACTION_CHANNELS, REJECTION_REASONS, type Stage } from '../domain/handoff.ts';
import type { handoffJson } from '../domain/timeline-json.ts';
import { timeText } from './words.ts';

type Handoff = ReturnType<typeof handoffJson>;
type Item = Handoff['manifest'][number];
type Event = Handoff['events'][number];
type Sent = ReturnType<typeof deliveryJson>;

/** A word of the vocabulary for people: `no_current_need` is `no current need`. */
function inWords(name: string): string {
  return name.replaceAll('_', ' ');
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

const ITEM_NAMES: Readonly<Record<string, string>> = {
  source: 'Source',
  context: 'Campaign and page',
  intent: 'Intent',
  lead_type: 'Lead type',
  owner: 'Next owner',
  expectation: 'Response expected',
  status: 'Follow-up',
  outcome: 'Outcome',
  feedback: 'Feedback',
};

/** Where a lead stands; late stands out, by more than its colour. */
export function StageChip({ stage, late }: { stage: Stage; late: boolean }) {
  return (
    <>
      <span class="chip">{capital(stage)}</span>
      {late && <span class="chip late">Late</span>}
    </>
  );
}

function ManifestItem({ item }: { item: Item }) {
  return (
    <>
      <dt>{ITEM_NAMES[item.name] ?? inWords(item.name)}</dt>
      {item.value === null ? (
        <dd class="missing">
          <strong>Missing</strong>: {item.missing}
        </dd>
      ) : (
        <dd class="wrap">
          {item.name === 'lead_type' ? inWords(item.value) : item.value}
          <div class="soft">
            {item.origin && `from the ${item.origin}`}
            {item.at && `, ${timeText(item.at)}`}
          </div>
        </dd>
      )}
    </>
  );
}

/** The nine items of a lead, the missing ones named. */
export function NineItems({ handoff }: { handoff: Handoff }) {
  return (
    <section class="sheet" id="items">
      <h2>
        Manifest <span class="soft">{handoff.completeness.present} of 9 items</span>
      </h2>
      <dl>
        {handoff.manifest.map((item) => (
          <ManifestItem item={item} />
        ))}
      </dl>
    </section>
  );
}

const EVENT_TEXT: Readonly<Record<string, string>> = {
  action: 'Contacted',
  replied: 'The person replied',
  info_requested: 'More was asked for',
  no_show: 'Did not come',
};

function eventDetail(event: Event): string {
  const { reason, text, channel, direction, until, value, currency, objection } = event;
  const amount = value === undefined ? '' : `${value.toLocaleString('en-US')} ${currency ?? ''}`;
  return [
    channel && `by ${channel}${direction === 'in' ? ', from the person' : ''}`,
    reason && inWords(reason),
    objection && `objection: ${objection}`,
    amount.trim(),
    until && `until ${timeText(until)}`,
    text,
  ]
    .filter(Boolean)
    .join(' · ');
}

function TimelineEvent({ event }: { event: Event }) {
  const heardLater = event.heard_at.slice(0, 16) !== event.at.slice(0, 16);
  const detail = eventDetail(event);
  return (
    <li class={event.actor === 'human' ? 'human' : ''}>
      <strong>{EVENT_TEXT[event.kind] ?? capital(inWords(event.kind))}</strong>
      {detail && <div class="wrap">{detail}</div>}
      {event.conflict && <div class="missing">Does not fit: {event.conflict}</div>}
      <span class="soft">
        {timeText(event.at)} · {event.by || event.via}
        {event.actor === 'automation' && ' (by itself)'}
        {heardLater && ` · heard ${timeText(event.heard_at)}`}
      </span>
    </li>
  );
}

/** What happened to a lead, the newest first. */
export function Timeline({ handoff }: { handoff: Handoff }) {
  return (
    <section class="sheet" id="timeline">
      <h2>Timeline</h2>
      {handoff.events.length ? (
        <ol class="path timeline">
          {[...handoff.events].reverse().map((event) => (
            <TimelineEvent event={event} />
          ))}
        </ol>
      ) : (
        <p class="soft">Nothing yet.</p>
      )}
    </section>
  );
}

function deliveryText(sent: Sent): string {
  const tries = `${sent.attempts} ${sent.attempts === 1 ? 'try' : 'tries'}`;
  if (sent.state === 'delivered') return `delivered ${timeText(sent.ended_at ?? sent.created_at)}`;
  if (sent.state === 'dead') return `given up after ${tries}: ${sent.reason}`;
  return sent.attempts
    ? `${tries}, again at ${timeText(sent.next_at ?? sent.created_at)}`
    : 'waits to be sent';
}

/** Where a lead was sent, and what became of it. */
export function Deliveries({ deliveries }: { deliveries: Sent[] }) {
  if (!deliveries.length) return null;
  return (
    <section class="sheet" id="deliveries">
      <h2>Deliveries</h2>
      <dl>
        {deliveries.map((sent) => (
          <>
            <dt>
              {sent.destination.name}
              <div class="soft">{inWords(sent.what.replace('.', ' '))}</div>
            </dt>
            <dd class={sent.state === 'dead' ? 'missing' : ''}>{capital(deliveryText(sent))}</dd>
          </>
        ))}
      </dl>
    </section>
  );
}

/** A button that tells of one thing, with what it says beside its kind. */
function Act(props: {
  to: string;
  kind: string;
  say?: Record<string, string>;
  shortcut?: string;
  quiet?: boolean;
  children: Child;
}) {
  const { to, kind, say = {}, shortcut, quiet, children } = props;
  return (
    <form method="post" action={to}>
      <input type="hidden" name="kind" value={kind} />
      {Object.entries(say).map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      <button type="submit" class={quiet ? 'quiet' : undefined} accesskey={shortcut}>
        {children}
      </button>
    </form>
  );
}

/** What opens on the first click, and is told on the second. */
function Choice(props: { name: string; shortcut: string; children: Child }) {
  return (
    <details class="choice" name="act">
      <summary class="button quiet" accesskey={props.shortcut}>
        {props.name}
      </summary>
      <div class="choices">{props.children}</div>
    </details>
  );
}

function Rejecting({ to }: { to: string }) {
  return (
    <Choice name="Reject" shortcut="r">
      {REJECTION_REASONS.filter((reason) => reason !== 'other').map((reason) => (
        <Act to={to} kind="rejected" say={{ reason }} quiet>
          {capital(inWords(reason))}
        </Act>
      ))}
      <form method="post" action={to} class="line">
        <input type="hidden" name="kind" value="rejected" />
        <input type="hidden" name="reason" value="other" />
        <input name="text" required maxlength={500} placeholder="Another reason" />
        <button type="submit" class="quiet">
          Reject
        </button>
      </form>
    </Choice>
  );
}

const RECYCLE_DAYS = [14, 30, 90, 180];
const DISQUALIFYING = ['no_budget', 'no_authority', 'not_a_buyer', 'out_of_area'];
const LOSS_REASONS = ['price', 'timing', 'competitor', 'no_answer', 'no_need'];

/** What whoever follows a lead up can say of it: at most two clicks, or keys, each. */
export function Acts({ to }: { to: string }) {
  return (
    <section class="sheet acts" aria-label="What happened">
      <Act to={to} kind="accepted" shortcut="a">
        Accept
      </Act>
      <Rejecting to={to} />
      <Choice name="Contacted" shortcut="c">
        {ACTION_CHANNELS.map((channel) => (
          <Act to={to} kind="action" say={{ channel, direction: 'out' }} quiet>
            {capital(channel)}
          </Act>
        ))}
        <Act to={to} kind="replied" quiet>
          The person replied
        </Act>
      </Choice>
      <Act to={to} kind="qualified" shortcut="q" quiet>
        Qualify
      </Act>
      <Choice name="Recycle" shortcut="y">
        {RECYCLE_DAYS.map((days) => (
          <Act to={to} kind="recycled" say={{ days: `${days}` }} quiet>
            For {days} days
          </Act>
        ))}
      </Choice>
      <Choice name="Win" shortcut="w">
        <form method="post" action={to} class="line">
          <input type="hidden" name="kind" value="won" />
          <label>
            Value <input name="value" inputmode="decimal" pattern="[0-9]+([.,][0-9]{1,2})?" />
          </label>
          <label>
            Currency{' '}
            <input name="currency" value="USD" pattern="[A-Za-z]{3}" maxlength={3} size={4} />
          </label>
          <button type="submit">Won</button>
        </form>
      </Choice>
      <Choice name="Lose" shortcut="l">
        {LOSS_REASONS.map((reason) => (
          <Act to={to} kind="lost" say={{ reason }} quiet>
            {capital(inWords(reason))}
          </Act>
        ))}
      </Choice>
      <Choice name="Disqualify" shortcut="d">
        {DISQUALIFYING.map((reason) => (
          <Act to={to} kind="disqualified" say={{ reason }} quiet>
            {capital(inWords(reason))}
          </Act>
        ))}
      </Choice>
    </section>
  );
}

/** Where a lead stands, whose it is, and by when something is expected. */
export function Standing({ handoff, late }: { handoff: Handoff; late: boolean }) {
  const { assignment: assigned, stage_means: meaning } = handoff;
  return (
    <div class="standing">
      <StageChip stage={handoff.stage} late={late} />{' '}
      {assigned ? (
        <>
          with <strong>{assigned.owner.name}</strong>
          {handoff.open &&
            handoff.due_at &&
            ` · an answer is expected by ${timeText(handoff.due_at)} UTC`}
          {assigned.next_action && ` · next: ${assigned.next_action}`}
        </>
      ) : (
        'with nobody yet'
      )}
      {meaning && <div class="soft">{meaning}</div>}
    </div>
  );
}
