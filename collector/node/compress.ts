import { brotliCompressSync, gzipSync } from 'node:zlib';

const ENCODERS = { br: brotliCompressSync, gzip: gzipSync };
const MAX_KEPT = 200;

/**
 * Compresses a text as well as the asker can read it. Scripts are few and asked for often: what
 * was packed once is kept.
 */
export function compressor() {
  const kept = new Map<string, Uint8Array<ArrayBuffer>>();
  return (text: string, accepted: string) => {
    const encoding = (['br', 'gzip'] as const).find((name) => accepted.includes(name));
    if (!encoding) return undefined;
    const key = encoding + text;
    const body = kept.get(key) ?? new Uint8Array(ENCODERS[encoding](text));
    if (kept.size >= MAX_KEPT) kept.clear();
    kept.set(key, body);
    return { body, encoding };
  };
}
