import {
  dueDestinations,
  hasFailedOften,
  type Leased,
  leaseDeliveries,
  type Receiver,
  recordTries,
  type Tried,
} from '../db/deliveries.ts';
import { mailDestinations, pauseDestination } from '../db/destinations.ts';
import { batchesTogether, type RunBatch } from '../db/together.ts';
import { kindNamed } from '../delivery/list.ts';
import { type MailSettings, noticeMail } from '../delivery/mail.ts';
import { isToBePaused, nextAttemptAt } from '../domain/retry.ts';
import { openSecrets } from './destination-secrets.ts';
import { type JustRead, type Ready, type Telling, type Told, tell, toldLead } from './tell.ts';

const TOO_MUCH = 429;
/** Longer than requests take, and short enough that what a crash left is not long in coming. */
const LEASE_MS = 30_000;

async function readyFrom(deps: Telling, receiver: Receiver): Promise<Ready | string> {
  const kind = kindNamed(receiver.kind);
  if (!kind) return `This version knows no kind of destination ${receiver.kind}`;
  try {
    const secrets = await openSecrets(deps, receiver.secrets);
    return { kind, settings: receiver.settings, secrets };
  } catch {
    return 'Its secrets cannot be read: they were sealed with another WAYBILL_SECRET';
  }
}

type Due = Pick<Receiver, 'id' | 'kind'>;

/** What one call works with. */
interface Run {
  deps: Telling;
  /** Of all destinations together. */
  batch: RunBatch;
  justRead: JustRead;
}

/** A try that came to no request. */
function untold(outcome: Told['outcome'], note: string): Told {
  const nothing = { status: null, ms: 0, askedMs: null, request: '', answer: '' };
  return { outcome, pauses: false, note, ...nothing };
}

async function toldOf(
  { deps, justRead }: Run,
  { accountId }: Receiver,
  ready: Ready | string,
  { siteId, id: messageId, leadId, what, createdAt: at }: Leased,
): Promise<Told> {
  if (typeof ready === 'string') return untold('retry', ready);
  try {
    const news = { messageId, leadId, what, at };
    const told = await toldLead(deps, { accountId, siteId }, news, justRead);
    return told ? await tell(deps, ready, told) : untold('final', 'The lead is no more');
  } catch (error) {
    deps.log('error', 'delivery_failed', { delivery: messageId, error });
    return untold('retry', 'The collector failed');
  }
}

/** One try at a delivery, and when the next one is. */
async function tryOnce(
  run: Run,
  receiver: Receiver,
  ready: Ready | string,
  delivery: Leased,
): Promise<Tried & { pauses: boolean }> {
  const { deps } = run;
  const at = deps.now();
  const { pauses, askedMs, ...told } = await toldOf(run, receiver, ready, delivery);
  const attempts = delivery.attempts + 1;
  const failed = { attempts, now: deps.now(), askedMs, random: Math.random() };
  const nextAt = told.outcome === 'retry' ? nextAttemptAt(failed) : undefined;
  if (told.outcome !== 'delivered' && nextAt === undefined) {
    const { note, status } = told;
    deps.log('warn', 'delivery_dead', { delivery: delivery.id, status, why: note });
  }
  return { delivery, attempt: { at, ...told }, nextAt: nextAt ?? null, pauses };
}

/** Why a destination is to be paused after these tries; '' where it is not. */
async function whyPaused(
  { db, now }: Telling,
  { id, failingSince, name }: Receiver,
  tries: readonly (Tried & { pauses: boolean })[],
): Promise<string> {
  const gone = tries.find(({ pauses }) => pauses);
  if (gone) return `"${name}" was paused: ${gone.attempt.note}.`;
  if (tries.some(({ attempt }) => attempt.outcome === 'delivered')) return '';
  if (failingSince === null || !isToBePaused(failingSince, now())) return '';
  if (!(await hasFailedOften(db, id, failingSince))) return '';
  return `"${name}" was paused: every try has failed since ${new Date(failingSince).toISOString()}.`;
}

/** Tells by mail, where there is a destination for it other than the one that is told of. */
async function mailNotice(
  deps: Telling,
  { id, accountId }: Receiver,
  notice: { id: string; text: string },
): Promise<void> {
  for (const mail of await mailDestinations({ accountId }, deps.db)) {
    if (mail.id === id) continue;
    const { given } = await openSecrets(deps, mail.secrets);
    const request = noticeMail(mail.settings as MailSettings, given as { key: string }, notice);
    const { status, fault } = await deps.send(request);
    if (status === null || status >= 300) {
      deps.log('warn', 'notice_not_mailed', { destination: mail.id, status, fault });
    }
  }
}

/** Pauses a destination, and tells of it elsewhere than through itself. */
async function pause(deps: Telling, receiver: Receiver, why: string): Promise<void> {
  const { db, newId, now, log } = deps;
  const notice = {
    id: newId(),
    text: `${why} What is for it waits. Resume it: waybill destinations resume ${receiver.id}`,
    at: now(),
  };
  const scope = { accountId: receiver.accountId };
  if (!(await pauseDestination(scope, db, receiver, notice))) return;
  log('error', 'destination_paused', { destination: receiver.id, why });
  await mailNotice(deps, receiver, notice);
}

/** Sends what is due to one destination, some at once, until nothing is or it is paused. */
async function deliverTo(run: Run, { id: destinationId, kind }: Due): Promise<void> {
  const { deps, batch } = run;
  const { db, now, newId } = deps;
  const limit = kindNamed(kind)?.atOnce ?? 1;
  for (;;) {
    const lease = newId();
    const at = now();
    const order = { lease, now: at, until: at + LEASE_MS, limit };
    const taken = await leaseDeliveries(db, batch, destinationId, order);
    if (!taken) return;
    const { receiver, leased } = taken;
    const ready = await readyFrom(deps, receiver);
    const tries = await Promise.all(leased.map((one) => tryOnce(run, receiver, ready, one)));
    await recordTries(db, batch, destinationId, lease, tries);
    const why = await whyPaused(deps, receiver, tries);
    if (why) return pause(deps, receiver, why);
    // The next run comes soon enough for who was sent too much.
    if (tries.some(({ attempt }) => attempt.status === TOO_MUCH)) return;
  }
}

/**
 * Sends what is due to every destination, each by itself, so that none waits for another. Safe to run
 * twice at once and to be cut off anywhere: what was sent and not recorded is sent again, by the same
 * message id.
 * @param busy those that an earlier call still sends to; they are left to it
 */
export async function deliverDue(deps: Telling, busy: Set<string> = new Set()): Promise<void> {
  const due = await dueDestinations(deps.db, deps.now());
  const run: Run = { deps, batch: batchesTogether(deps.db), justRead: new Map() };
  const free = due.filter(({ id }) => !busy.has(id));
  await Promise.all(
    free.map(async (destination) => {
      const { id } = destination;
      busy.add(id);
      try {
        await deliverTo(run, destination);
      } catch (error) {
        deps.log('error', 'deliveries_failed', { destination: id, error });
      } finally {
        busy.delete(id);
      }
    }),
  );
}
