import type { Context } from 'hono';
import { MAX_BODY_BYTES } from '../../shared/limits.ts';
import { Failure } from '../domain/failure.ts';

async function bytesOf(body: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  const reader = body.getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.byteLength;
    // What follows is read and dropped: a sender that is cut off never sees the reason.
    if (size <= MAX_BODY_BYTES) chunks.push(value);
    if (size > 50 * MAX_BODY_BYTES) {
      await reader.cancel();
      break;
    }
  }
  if (size > MAX_BODY_BYTES) {
    throw new Failure(
      'too_large',
      `The body is larger than ${MAX_BODY_BYTES} bytes. Send fewer events at once, and shorter texts.`,
    );
  }
  const bytes = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return bytes;
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
  const { body } = c.req.raw;
  const bytes = body ? await bytesOf(body) : new Uint8Array();
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes);
  } catch {
    throw new Failure('not_utf8', 'The body is not UTF-8 text. Encode it as UTF-8.');
  }
}
