import { deliveryStatements } from '../../collector/db/deliveries.ts';
import { takeMessages } from '../../collector/db/inbox.ts';
import * as schema from '../../collector/db/schema.ts';
import { makeDestination } from '../../collector/jobs/destinations.ts';
import { type Home, newId } from '../../collector/node/home.ts';
import { messageOf } from './account.ts';
import { lead } from './message.ts';
import { type Answers, type Receiver, startReceiver } from './receiver.ts';
import { sendingOf } from './traffic.ts';

/** Something that arrived, as its receiver saw it. */
interface Arrival {
  messageId: string;
  leadId: string;
  at: number;
}

/** A destination, and whoever is there. */
export interface Post extends Receiver {
  name: string;
  id: string;
  arrivals: Arrival[];
}

/** A receiver that notes what it takes, as a destination of a site. */
export async function addPost(home: Home, site: Site, name: string, answers: Answers) {
  const receiver = await startReceiver();
  const post: Post = Object.assign(receiver, { name, id: '', arrivals: [] });
  setAnswers(post, answers);
  const settings = { url: receiver.url };
  const asked = { kind: 'webhook', name, settings, secrets: {}, accepts_tests: false };
  post.id = (await makeDestination(site, home.deps, asked)).id;
  return post;
}

/** Changes how a receiver answers; it goes on noting. */
export function setAnswers(post: Post, answers: Answers): void {
  post.answers = (response, request) => {
    const messageId = `${request.headers['webhook-id']}`;
    const leadId: string = JSON.parse(request.body).data.id;
    // Nobody needs them once they are noted.
    post.received.length = 0;
    response.once('finish', () => {
      if (response.statusCode < 300) post.arrivals.push({ messageId, leadId, at: Date.now() });
    });
    return answers(response, request);
  };
}

/** A site by what its rows have of it. */
interface Site {
  accountId: string;
  siteId: string;
}

/** Leads that came, as many as are wanted. */
export async function addLeads({ db, deps }: Home, { siteId }: Site, count: number) {
  const messages = await Promise.all(
    Array.from({ length: count }, () => messageOf(deps, siteId, sendingOf([lead()]))),
  );
  for (let from = 0; from < count; from += 500) {
    await takeMessages(db, messages.slice(from, from + 500));
  }
  await deps.project();
  const rows = await db.select({ id: schema.leads.id }).from(schema.leads);
  return rows.map(({ id }) => id);
}

/** Lets leads wait for destinations, as routing does. */
export async function enqueue(
  { db, deps }: Home,
  { siteId }: Site,
  leadIds: readonly string[],
  posts: readonly Post[],
  what = 'lead.routed',
): Promise<void> {
  const destinationIds = posts.map(({ id }) => id);
  const statements = leadIds.flatMap((leadId) =>
    deliveryStatements(db, { siteId, leadId, destinationIds, what, newId, now: deps.now() }),
  );
  for (let from = 0; from < statements.length; from += 1_000) {
    const [first, ...more] = statements.slice(from, from + 1_000);
    if (first) await db.batch([first, ...more]);
  }
}
