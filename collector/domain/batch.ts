import { MAX_BODY_BYTES, MAX_EVENTS } from '../../shared/limits.ts';
import { type Batch, OpenBatch, WIRE_VERSION, WireEvent } from '../../shared/wire.ts';
import { Failure } from './failure.ts';

/** An event that could not be taken: its place in the message, and what is wrong with it. */
export interface RefusedEvent {
  index: number;
  reason: string;
  message: string;
}

interface Issue {
  path: PropertyKey[];
  message: string;
}

function describe(issues: readonly Issue[]): string {
  return issues
    .slice(0, 5)
    .map(({ path, message }) => `${path.join('.') || 'message'}: ${message}`)
    .join('; ');
}

/** A text without what no database keeps: SQLite ends one at U+0000, sqld refuses half characters. */
function storable(_key: string, value: unknown): unknown {
  return typeof value === 'string' ? value.replace(/[\0\p{Surrogate}]/gu, '') : value;
}

function parseJson(text: string): unknown {
  try {
    // Both can be written in JSON only as an escape.
    return text.includes('\\u') ? JSON.parse(text, storable) : JSON.parse(text);
  } catch {
    throw new Failure('malformed_json', 'The body is not JSON. Send one message as JSON text.');
  }
}

function versionText(version: unknown): string {
  const isPlain = typeof version === 'number' || typeof version === 'string';
  return isPlain ? JSON.stringify(version).slice(0, 40) : 'nothing of the kind';
}

function countOf(value: unknown): number {
  const events = (value as { events?: unknown } | null)?.events;
  return Array.isArray(events) ? events.length : 0;
}

/**
 * A message from its text. Events are judged one by one: those that are valid are taken, and the
 * others are named.
 * @throws {Failure} when nothing of it can be taken
 */
export function parseBatch(text: string): { batch: Batch; refused: RefusedEvent[] } {
  const value = parseJson(text);
  const version = (value as { v?: unknown } | null)?.v;
  if (version !== WIRE_VERSION) {
    throw new Failure(
      'unknown_version',
      `This collector reads version ${WIRE_VERSION} of the contract; the message says ${versionText(version)} in "v". Update the script or the collector.`,
    );
  }
  if (countOf(value) > MAX_EVENTS) {
    throw new Failure(
      'too_many_events',
      `The message holds ${countOf(value)} events; at most ${MAX_EVENTS} go into one (and ${MAX_BODY_BYTES} bytes). Send the rest in another.`,
      { events: countOf(value) },
    );
  }
  const open = OpenBatch.safeParse(value);
  if (!open.success) {
    throw new Failure('invalid_message', describe(open.error.issues), { events: countOf(value) });
  }
  const events: Batch['events'] = [];
  const refused: RefusedEvent[] = [];
  open.data.events.forEach((candidate, index) => {
    const event = WireEvent.safeParse(candidate);
    if (event.success) events.push(event.data);
    else {
      refused.push({ index, reason: 'invalid_event', message: describe(event.error.issues) });
    }
  });
  if (!events.length) {
    throw new Failure('invalid_events', 'None of the events is valid.', {
      details: refused,
      events: refused.length,
    });
  }
  return { batch: { ...open.data, events }, refused };
}
