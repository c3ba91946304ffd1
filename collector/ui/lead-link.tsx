import { pathOf } from '../../shared/url.ts';
import { ACTION_CHANNELS, REJECTION_REASONS } from '../domain/handoff.ts';
import type { leadJson } from '../domain/lead-json.ts';
import type { handoffJson } from '../domain/timeline-json.ts';
import { Layout } from './layout.tsx';
import { legible } from './legible.ts';
import { timeText } from './words.ts';

type Handoff = ReturnType<typeof handoffJson>;

interface LeadLinkProps {
  lead: ReturnType<typeof leadJson>;
  siteName: string;
  handoff: Handoff;
  /** Whether the lead is still whose the link was made for. */
  isHis: boolean;
  /** Why what was said is no answer. */
  fault?: string | undefined;
}

const words = (name: string) => name.replaceAll('_', ' ');

/** Where somebody may still say something by a link. */
const ANSWERABLE = ['received', 'routed', 'accepted', 'contacted', 'rejected', 'recycled'];

function Act({ name, label, children }: { name: string; label: string; children?: unknown }) {
  return (
    <form class="act" id={name} method="post">
      <input type="hidden" name="act" value={name} />
      {children}
      <button type="submit">{label}</button>
    </form>
  );
}

function Choice(props: {
  label: string;
  name: string;
  options: readonly string[];
  first?: string;
}) {
  return (
    <label>
      {props.label}{' '}
      <select name={props.name} required>
        {props.first && <option value="">{props.first}</option>}
        {props.options.map((option) => (
          <option value={option}>{words(option)}</option>
        ))}
      </select>
    </label>
  );
}

function Acts() {
  return (
    <section class="sheet">
      <h2>Your answer</h2>
      <Act name="accept" label="Accept" />
      <Act name="contacted" label="I was in touch">
        <Choice label="By" name="channel" options={ACTION_CHANNELS} />
      </Act>
      <Act name="reject" label="Reject">
        <Choice label="Because" name="reason" options={REJECTION_REASONS} first="choose a reason" />
        <label>
          In words <input name="text" maxlength={500} />
        </label>
      </Act>
    </section>
  );
}

function Items({ manifest }: Pick<Handoff, 'manifest'>) {
  return (
    <dl>
      {manifest.map(({ name, value, missing }) => (
        <>
          <dt>{words(name)}</dt>
          <dd>{value ?? <span class="soft">missing: {missing}</span>}</dd>
        </>
      ))}
    </dl>
  );
}

/** A lead as whoever is to answer for it sees it from a message: opening it says nothing yet. */
export function LeadLinkPage(props: LeadLinkProps) {
  const { lead, siteName, handoff, isHis, fault } = legible(props);
  const { topic } = lead.intent;
  const { waybill_story: story } = lead.fields;
  const { stage, stage_means, due_at, assignment, first_action_at } = handoff;
  return (
    <Layout title="Lead">
      <p class="soft">{siteName}</p>
      <h1>
        {topic ? `${topic}, from ` : 'A lead from '}
        {lead.source.channel}
      </h1>
      {story && <p class="story">{story}</p>}
      <p>
        <span class="chip">{stage}</span> <span class="soft">{stage_means}</span>
      </p>
      <p class="soft">
        Received {timeText(lead.received_at)} UTC
        {assignment && ` · for ${assignment.owner.name}`}
        {due_at && !first_action_at && ` · due ${timeText(due_at)} UTC`}
      </p>
      {fault && (
        <p class="notice" role="alert">
          Not taken: {fault}.
        </p>
      )}
      {!isHis && <p class="notice">This lead has another owner by now. Thank you.</p>}
      {isHis && ANSWERABLE.includes(stage) && <Acts />}
      <section class="sheet">
        <h2>What it carries</h2>
        <Items manifest={handoff.manifest} />
      </section>
      <section class="sheet">
        <h2>Path</h2>
        <ol class="path">
          {lead.path.map((page) => (
            <li>
              <strong class="wrap">{page.title || pathOf(page.url)}</strong>
              <span class="soft wrap">
                {pathOf(page.url)} · {timeText(page.at)}
              </span>
            </li>
          ))}
        </ol>
      </section>
    </Layout>
  );
}

/** Behind a link that is none of ours, too old, or of a lead that has gone to somebody else. */
export function SpentLinkPage() {
  return (
    <Layout title="Lead">
      <div class="sheet narrow">
        <h1>This link is spent or too old</h1>
        <p>Open the lead in the dashboard, or ask whoever sent you the message.</p>
      </div>
    </Layout>
  );
}
