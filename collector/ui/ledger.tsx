import { EVENT_OUTCOMES, type ledgerJson } from '../domain/ledger-json.ts';
import { Layout } from './layout.tsx';
import { countText } from './words.ts';

type Ledger = ReturnType<typeof ledgerJson> & { from: string; to: string };
type Counts = Ledger['total']['events'];

const NAMES: Readonly<Record<(typeof EVENT_OUTCOMES)[number], string>> = {
  stored: 'Stored',
  duplicate: 'Sent again',
  conflict: 'At odds',
  bot: 'Bots',
  spam: 'Spam',
  test: 'Tests',
};

const refusedIn = (refused: Record<string, number>) =>
  Object.values(refused).reduce((sum, count) => sum + count, 0);

function Reasons({ title, refused }: { title: string; refused: Record<string, number> }) {
  const reasons = Object.entries(refused).sort(([, a], [, b]) => b - a);
  if (!reasons.length) return null;
  return (
    <section class="sheet">
      <h2>{title}</h2>
      <dl>
        {reasons.map(([reason, count]) => (
          <>
            <dt>{reason.replaceAll('_', ' ')}</dt>
            <dd>{countText(count)}</dd>
          </>
        ))}
      </dl>
    </section>
  );
}

/** The sum: what came in, and what became of it. */
function Sum({ events }: { events: Counts }) {
  const parts = EVENT_OUTCOMES.map((outcome) => [NAMES[outcome], events[outcome]] as const);
  return (
    <dl class="sum">
      <div>
        <dt>Came in</dt>
        <dd>{countText(events.in)}</dd>
      </div>
      {[...parts, ['Refused', refusedIn(events.refused)] as const].map(([name, count]) => (
        <div class={count ? '' : 'soft'}>
          <dt>{name}</dt>
          <dd>{countText(count)}</dd>
        </div>
      ))}
    </dl>
  );
}

function Days({ ledger }: { ledger: Ledger }) {
  const hasSites = new Set(ledger.days.map(({ site }) => site)).size > 1;
  return (
    <table class="stack figures">
      <thead>
        <tr>
          <th>Day (UTC)</th>
          {hasSites && <th>Site</th>}
          <th>Requests</th>
          <th>Events</th>
          {EVENT_OUTCOMES.map((outcome) => (
            <th>{NAMES[outcome]}</th>
          ))}
          <th>Refused</th>
        </tr>
      </thead>
      <tbody>
        {ledger.days.map(({ day, site_name: site, requests, events }) => (
          <tr>
            <td data-name="Day">{day}</td>
            {hasSites && (
              <td data-name="Site" class="wrap">
                {site}
              </td>
            )}
            <td data-name="Requests">{countText(requests.in)}</td>
            <td data-name="Events">{countText(events.in)}</td>
            {EVENT_OUTCOMES.map((outcome) => (
              <td data-name={NAMES[outcome]} class={events[outcome] ? '' : 'soft'}>
                {countText(events[outcome])}
              </td>
            ))}
            <td data-name="Refused">{countText(refusedIn(events.refused))}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** What came in and what became of it: that nothing was lost can be read here. */
export function LedgerPage({ ledger }: { ledger: Ledger }) {
  const { requests, events } = ledger.total;
  return (
    <Layout title="Ledger" signedIn>
      <h1>Ledger</h1>
      <p class="soft">
        Every event that came in from {ledger.from} to {ledger.to}, and the one thing that became of
        it.{' '}
        {ledger.balanced
          ? 'In and out are equal.'
          : 'In and out are not equal: this is a fault of Waybill, please report it.'}
        {ledger.waiting > 0 && ` Kept, and not counted yet: ${countText(ledger.waiting)}.`}
      </p>
      <section class="sheet">
        <h2>Events</h2>
        <Sum events={events} />
      </section>
      <Reasons title="Requests that were refused" refused={requests.refused} />
      <Reasons title="Events that were refused" refused={events.refused} />
      <section class="sheet">
        <h2>By day</h2>
        {ledger.days.length ? <Days ledger={ledger} /> : <p class="soft">Nothing came in yet.</p>}
      </section>
    </Layout>
  );
}
