import { html, raw } from 'hono/html';
import type { Child } from 'hono/jsx';
import { ARRIVALS } from './arrivals.ts';
import type { Received } from './receiver.ts';
import { STYLE } from './style.ts';

/** What every page of the demo site is made with. */
export interface Frame {
  /** Address of the site's script. */
  scriptUrl: string;
  /** The simulated referrer of this page view, if it is an arrival. */
  referrer?: string;
}

const NAV = [
  ['/ac-repair', 'AC repair'],
  ['/furnace-installation', 'Furnaces'],
  ['/articles/warm-air', 'Advice'],
  ['/pricing', 'Prices'],
  ['/contact', 'Contact'],
] as const;

/** Makes `document.referrer` what the simulated arrival would have made it. */
function Referrer({ referrer }: { referrer: string | undefined }) {
  if (referrer === undefined) return null;
  const text = JSON.stringify(referrer);
  return html`<script>Object.defineProperty(Document.prototype,'referrer',{value:${raw(text)}})</script>`;
}

function Page({ title, frame, children }: { title: string; frame: Frame; children: Child }) {
  return html`<!doctype html>${(
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{title} · Brightwater Heating & Air</title>
        <link rel="icon" href="data:," />
        <style>{raw(STYLE)}</style>
        <Referrer referrer={frame.referrer} />
        <script async src={frame.scriptUrl} />
      </head>
      <body>
        <header>
          <a class="brand" href="/">
            Brightwater <span>Heating & Air</span>
          </a>
          <nav>
            {NAV.map(([href, label]) => (
              <a href={href}>{label}</a>
            ))}
          </nav>
        </header>
        <main>{children}</main>
        <footer>
          Brightwater Heating & Air, 14 Mill Lane, Brightwater. A made-up business: this is the demo
          site of Waybill.
        </footer>
      </body>
    </html>
  )}`;
}

/** The home page, with the ways to arrive that a newcomer can try. */
export function HomePage({ frame }: { frame: Frame }) {
  return (
    <Page title="Warm in winter, cool in summer" frame={frame}>
      <section class="hero">
        <h1>Warm in winter, cool in summer</h1>
        <p>Repairs within the day and honest quotes for new systems, in Brightwater since 1987.</p>
        <p>
          <a class="button" href="/contact">
            Ask for a visit
          </a>
        </p>
      </section>
      <section class="guide">
        <h2>See Waybill at work</h2>
        <ol>
          <li>
            Arrive like one of your visitors:
            <ul>
              {Array.from(ARRIVALS, ([name, arrival]) => (
                <li>
                  <a href={`/arrive/${name}`}>{arrival.label}</a>
                </li>
              ))}
            </ul>
          </li>
          <li>Read a page or two, as he would.</li>
          <li>Send the contact form, and see what its backend received.</li>
        </ol>
        <p>
          <a href="/forget">Start over as a new visitor</a>
        </p>
      </section>
      <section class="cards">
        <a class="card" href="/ac-repair">
          <h2>AC repair</h2>
          <p>Not cooling, leaking or loud? We come today.</p>
        </a>
        <a class="card" href="/furnace-installation">
          <h2>Furnace installation</h2>
          <p>Sized by a heat-loss survey, fitted in a day.</p>
        </a>
        <a class="card" href="/pricing">
          <h2>Prices</h2>
          <p>Fixed call-out, no surprises.</p>
        </a>
      </section>
    </Page>
  );
}

export function AcRepairPage({ frame }: { frame: Frame }) {
  return (
    <Page title="AC repair" frame={frame}>
      <h1>AC repair, the same day</h1>
      <p>
        A unit that runs but does not cool has usually lost refrigerant, or its filter has not seen
        daylight for a year. Our engineers carry the common parts, so that four visits in five end
        with cold air.
      </p>
      <ul>
        <li>Call-out within the day when you ring before noon</li>
        <li>All makes, window units and heat pumps too</li>
        <li>Twelve months' guarantee on parts and work</li>
      </ul>
      <p>
        <a href="/pricing">What it costs</a> or <a href="/contact">ask for a visit</a>.
      </p>
    </Page>
  );
}

export function FurnacePage({ frame }: { frame: Frame }) {
  return (
    <Page title="Furnace installation" frame={frame}>
      <h1>Furnace installation</h1>
      <p>
        A furnace that is too large costs more to buy and more to run. We measure your home's heat
        loss before we quote, take the old one away, and leave the cellar cleaner than we found it.
      </p>
      <ul>
        <li>Free survey and written quote within two days</li>
        <li>Gas, heat pump and hybrid systems</li>
        <li>Financing over 36 months</li>
      </ul>
      <p>
        <a href="/pricing">Typical prices</a> or <a href="/contact">ask for a survey</a>.
      </p>
    </Page>
  );
}

export function ArticlePage({ frame }: { frame: Frame }) {
  return (
    <Page title="Why is my AC blowing warm air?" frame={frame}>
      <h1>Why is my AC blowing warm air?</h1>
      <p>
        Check three things before you call anyone. Is the thermostat on “cool” and not on “fan”? Is
        the filter grey? Is the outdoor unit free of leaves? These settle one case in three.
      </p>
      <p>
        If the pipe to the outdoor unit is iced over, switch the system off and let it thaw: the ice
        means low refrigerant or a blocked coil, and running on will cost you the compressor.
      </p>
      <p>
        Still warm? <a href="/ac-repair">We repair it the same day</a>, or{' '}
        <a href="/contact">ask us a question</a>.
      </p>
    </Page>
  );
}

export function PricingPage({ frame }: { frame: Frame }) {
  return (
    <Page title="Prices" frame={frame}>
      <h1>Prices</h1>
      <table>
        <tbody>
          {[
            ['Call-out with diagnosis', '$89, taken off the repair'],
            ['Spring tune-up', '$129'],
            ['Refrigerant refill', 'from $240'],
            ['New furnace, fitted', 'from $4,200'],
          ].map(([what, price]) => (
            <tr>
              <th scope="row">{what}</th>
              <td>{price}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p>
        <a class="button" href="/contact">
          Ask for a quote
        </a>
      </p>
    </Page>
  );
}

/** The contact form's own fields, hidden ones included: what else arrives is added. */
const CONTACT_FIELDS = {
  written: ['name', 'email', 'phone', 'service', 'message'],
  hidden: ['utm_source', 'utm_medium', 'utm_campaign', 'landing_page', 'referrer'],
};

export function ContactPage({ frame }: { frame: Frame }) {
  return (
    <Page title="Contact" frame={frame}>
      <h1>Ask for a visit</h1>
      <form method="post" action="/contact" id="contact" name="Contact form">
        {CONTACT_FIELDS.hidden.map((name) => (
          <input type="hidden" name={name} value="" />
        ))}
        <label>
          Your name
          <input name="name" autocomplete="name" required />
        </label>
        <label>
          E-mail
          <input name="email" type="email" autocomplete="email" required />
        </label>
        <label>
          Phone
          <input name="phone" type="tel" autocomplete="tel" />
        </label>
        <label>
          What is it about?
          <select name="service" required>
            <option value="">Please choose</option>
            <option value="ac-repair">AC repair</option>
            <option value="furnace">New furnace</option>
            <option value="tune-up">Tune-up</option>
            <option value="other">Something else</option>
          </select>
        </label>
        <label>
          Message
          <textarea name="message" rows={4} />
        </label>
        <button type="submit">Send</button>
      </form>
    </Page>
  );
}

type Pair = readonly [name: string, value: string];

function Fields({ title, pairs }: { title: string; pairs: Pair[] }) {
  if (!pairs.length) return null;
  return (
    <section>
      <h2>{title}</h2>
      <dl class="fields">
        {pairs.map(([name, value]) => (
          <>
            <dt>{name}</dt>
            <dd>{value || <em>empty</em>}</dd>
          </>
        ))}
      </dl>
    </section>
  );
}

/** What the form's backend received, field by field, in the order it came. */
export function ThanksPage(props: { frame: Frame; received: Pair[]; leadsUrl: string }) {
  const { frame, received, leadsUrl } = props;
  const ofGroup = (names: string[]) => received.filter(([name]) => names.includes(name));
  const own = [...CONTACT_FIELDS.written, ...CONTACT_FIELDS.hidden];
  const id = received.find(([name]) => name === 'waybill_id')?.[1] ?? '';
  return (
    <Page title="Thank you" frame={frame}>
      <h1>Thank you, we will call you</h1>
      <p class="note">
        This is what the form's backend received.{' '}
        {/^[0-9a-v]{25}$/.test(id) ? (
          <a href={leadsUrl + id}>See the lead in Waybill</a>
        ) : (
          'Waybill added nothing to it: its script was not there.'
        )}{' '}
        · <a href="/receiver">See what the business receives</a>
      </p>
      <Fields title="What the visitor wrote" pairs={ofGroup(CONTACT_FIELDS.written)} />
      <Fields
        title="The form's own hidden fields, filled by Waybill"
        pairs={ofGroup(CONTACT_FIELDS.hidden)}
      />
      <Fields title="Added by Waybill" pairs={received.filter(([name]) => !own.includes(name))} />
      <p>
        <a href="/">Back to the home page</a>
      </p>
    </Page>
  );
}

/** The parts of a Slack card that a reader sees. */
interface Block {
  type: string;
  text?: { text: string };
}

const MARKS = /\*([^*]+)\*|<(https?:[^|>]+)\|([^>]+)>/g;

/** Slack's marks for bold and for links, as far as the cards here use them. */
function Marked({ text }: { text: string }) {
  const plain = (part: string) =>
    part.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
  const parts: Child[] = [];
  let end = 0;
  for (const match of text.matchAll(MARKS)) {
    const [whole, bold, url, label] = match;
    parts.push(plain(text.slice(end, match.index)));
    parts.push(
      url ? <a href={plain(url)}>{plain(label ?? '')}</a> : <strong>{plain(bold ?? '')}</strong>,
    );
    end = match.index + whole.length;
  }
  return (
    <>
      {parts}
      {plain(text.slice(end))}
    </>
  );
}

function Card({ body }: { body: unknown }) {
  const { blocks = [] } = (body ?? {}) as { blocks?: Block[] };
  return (
    <div class="card slack">
      {blocks.map(({ type, text }) =>
        type === 'header' ? (
          <h3>{text?.text}</h3>
        ) : (
          <p>
            <Marked text={text?.text ?? ''} />
          </p>
        ),
      )}
    </div>
  );
}

function ReceivedItem({ received }: { received: Received }) {
  const { at, by, id, isSigned, body } = received;
  const time = at.toISOString().slice(11, 19);
  if (by === 'card') {
    return (
      <section>
        <h2>A card, as Slack would show it</h2>
        <p class="quiet">{time}</p>
        <Card body={body} />
      </section>
    );
  }
  return (
    <section>
      <h2>A webhook</h2>
      <p class="quiet">
        {time} · {isSigned ? 'signature verified' : 'signature NOT valid'} · <code>{id}</code>
      </p>
      <pre>{JSON.stringify(body, null, 2)}</pre>
    </section>
  );
}

/** What the business that takes the leads sees: what it was sent, the newest first. */
export function ReceiverPage(props: { frame: Frame; received: readonly Received[] }) {
  return (
    <Page title="Receiver" frame={props.frame}>
      <h1>What the business receives</h1>
      <p class="note">
        Waybill sends every lead of this site here twice while the demo runs: as a signed webhook,
        and as a card like those for Slack. <a href="/receiver">Look again</a>
      </p>
      {props.received.length ? (
        props.received.map((received) => <ReceivedItem received={received} />)
      ) : (
        <p>
          Nothing yet. <a href="/contact">Send the contact form</a>, then look again.
        </p>
      )}
    </Page>
  );
}

/** Makes the browser forget the visitor, and goes home. */
export function ForgetPage() {
  return html`<!doctype html><title>Starting over</title><script>localStorage.clear();location.replace('/')</script>`;
}
