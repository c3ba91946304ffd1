import type { Context } from 'hono';
import { MAX_BODY_BYTES } from '../../shared/limits.ts';
import { Failure } from '../domain/failure.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false });

/** A file with outcomes: some thousand lines. */
const MAX_FILE_BYTES = 1_000_000;

function tooLarge(max: number): Failure {
  return new Failure(
    'too_large',
    `The body is larger than ${max} bytes. Send fewer events at once, and shorter texts.`,
  );
}

/** What is read of a body. Its sender may have gone, or was too slow. */
async function whole<T>(reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch {
    throw new Failure('cut_off', 'The request ended before its body did. Send it again.');
  }
}

async function streamed(body: ReadableStream<Uint8Array>, max: number): Promise<Uint8Array> {
  const reader = body.getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await whole(reader.read());
    if (done) break;
    size += value.byteLength;
    // What follows is read and dropped: a sender that is cut off never sees the reason.
    if (size <= max) chunks.push(value);
    if (size > 50 * MAX_BODY_BYTES) {
      await reader.cancel();
      break;
    }
  }
  if (size > max) throw tooLarge(max);
  const bytes = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return bytes;
}

async function bytesOf(c: Context, max: number): Promise<Uint8Array> {
  // On Node a stream costs more than all else that is done with a message. What says that it is
  // small enough needs none: there, no more than that is read.
  if (Number(c.req.header('content-length')) <= max) {
    const bytes = new Uint8Array(await whole(c.req.arrayBuffer()));
    if (bytes.byteLength > max) throw tooLarge(max);
    return bytes;
  }
  const { body } = c.req.raw;
  return body ? streamed(body, max) : new Uint8Array();
}

async function textOf(c: Context, max = MAX_BODY_BYTES): Promise<string> {
  const bytes = await bytesOf(c, max);
  try {
    return utf8.decode(bytes);
  } catch {
    throw new Failure('not_utf8', 'The body is not UTF-8 text. Encode it as UTF-8.');
  }
}

/**
 * The text of a message. `text/plain` is what browsers send without asking first (no preflight);
 * JSON is what everyone else would.
 * @throws {Failure}
 */
export async function messageText(c: Context): Promise<string> {
  const type = c.req.header('content-type') ?? '';
  if (!/^(text\/plain|application\/json)\s*(;|$)/i.test(type)) {
    throw new Failure(
      'content_type',
      `The content type ${JSON.stringify(type.slice(0, 80))} is not taken. Send text/plain or application/json.`,
    );
  }
  return textOf(c);
}

/**
 * The text of a table, with a heading: what spreadsheets save.
 * @throws {Failure}
 */
export async function csvText(c: Context): Promise<string> {
  const type = c.req.header('content-type') ?? '';
  if (!/^text\/(csv|plain)\s*(;|$)/i.test(type)) {
    throw new Failure('content_type', 'This takes a table. Send it as text/csv.');
  }
  return textOf(c, MAX_FILE_BYTES);
}

/**
 * The fields of a form, as pages of the dashboard post it. Whoever posts need not be signed in: of a
 * body that is no such form, or a long one, nothing is made.
 * @throws {Failure}
 */
export async function formFields(c: Context): Promise<URLSearchParams> {
  const type = c.req.header('content-type') ?? '';
  if (!/^application\/x-www-form-urlencoded\s*(;|$)/i.test(type)) {
    throw new Failure('content_type', 'This takes a form alone. Open the page anew and send it.');
  }
  return new URLSearchParams(await textOf(c));
}

/** One of them. */
export async function formField(c: Context, name: string): Promise<string | undefined> {
  return (await formFields(c)).get(name) ?? undefined;
}
