/*
 * Reads a trace of system calls (`strace -f -yy`) for what an acknowledgement promises.
 */

/** A system call. It begins and ends on lines of the trace, whose order is that of time. */
interface Call {
  name: string;
  /** The file or connection that it is about. */
  of: string;
  /** All that was said to it and by it, as it stands in the trace. */
  text: string;
  begins: number;
  /** Infinite where it never ended. */
  ends: number;
  result: number;
}

function callFrom(name: string, text: string, begins: number, ends: number): Call {
  const of = /^\d+<((?:[^<>]|->|<[^>]*>)*)>[,)]/.exec(text)?.[1] ?? '';
  const result = Number(/.* = (-?\d+)(?: |$)/.exec(text)?.[1] ?? Number.NaN);
  return { name, of, text, begins, ends, result };
}

/** The calls of a trace, in the order in which they began. */
export function callsIn(trace: string): Call[] {
  const calls: Call[] = [];
  const unfinished = new Map<string, { name: string; text: string; begins: number }>();
  for (const [line, words] of trace.split('\n').entries()) {
    const [, thread = '', rest = ''] = /^(\d+) +(.*)/.exec(words) ?? [];
    const resumed = /^<\.\.\. (\w+) resumed>(.*)/.exec(rest);
    const begun = unfinished.get(thread);
    if (resumed && begun) {
      unfinished.delete(thread);
      calls.push(callFrom(begun.name, begun.text + resumed[2], begun.begins, line));
      continue;
    }
    const [, name = '', text = ''] = /^(\w+)\((.*)/.exec(rest) ?? [];
    if (!name) continue;
    const isUnfinished = text.endsWith('<unfinished ...>');
    if (isUnfinished) {
      unfinished.set(thread, {
        name,
        text: text.replace(/ *<unfinished \.\.\.>$/, ''),
        begins: line,
      });
    } else calls.push(callFrom(name, text, line, line));
  }
  for (const { name, text, begins } of unfinished.values()) {
    calls.push(callFrom(name, text, begins, Number.POSITIVE_INFINITY));
  }
  return calls.sort((a, b) => a.begins - b.begins);
}

/** The bytes of the first text of a call, of which strace escapes what cannot be printed. */
function bytesOf({ text }: Call): Buffer {
  const quoted = /"((?:[^"\\]|\\.)*)"/s.exec(text)?.[1] ?? '';
  const named: Record<string, string> = { n: '\n', r: '\r', t: '\t', v: '\v', f: '\f' };
  const plain = quoted.replace(
    /\\(?:x([0-9a-f]{2})|([0-7]{1,3})|(.))/gs,
    (_all, hex, octal, one) =>
      hex || octal
        ? String.fromCharCode(Number.parseInt(hex ?? octal, hex ? 16 : 8))
        : (named[one] ?? one),
  );
  return Buffer.from(plain, 'latin1');
}

const FRAME_HEADER_BYTES = 24;
const LOG_HEADER_BYTES = 32;

/** The commits to a log: the last call of each, and all that its pages say. */
function commitsIn(log: readonly Call[]): { last: Call; words: string }[] {
  const commits: { last: Call; words: string }[] = [];
  let words = '';
  let isLast = false;
  for (const call of log.filter(({ name }) => name.startsWith('pwrite'))) {
    if (call.result === LOG_HEADER_BYTES) continue;
    if (call.result === FRAME_HEADER_BYTES) {
      // A frame that ends a commit names how many pages the database then has.
      isLast = bytesOf(call).readUInt32BE(4) > 0;
      continue;
    }
    // What could not be written is begun anew.
    words = call.result > 0 ? words + call.text : '';
    if (!isLast || !words) continue;
    commits.push({ last: call, words });
    words = '';
    isLast = false;
  }
  return commits;
}

/** What a trace shows of messages that were acknowledged. */
export interface Synced {
  /** How many were. */
  acknowledged: number;
  /** By how many commits. */
  commits: number;
  /** Of which of them it does not show that they were safe before. */
  faults: string[];
}

/**
 * Looks, for every 202 that was written to a connection, for the commit that holds its message
 * whole, and for a sync of the log which began after that commit's last byte was written, and ended
 * well before the answer began.
 *
 * Messages go by what they say as their script's version, which begins what is kept of them.
 */
export function syncedBefore(trace: string): Synced {
  const calls = callsIn(trace);
  const log = calls.filter(({ of }) => /\/waybill\.db-wal$/.test(of));
  const commits = commitsIn(log);
  const syncs = log.filter(({ name, result }) => /^f(data)?sync$/.test(name) && result === 0);
  const used = new Set<Call>();
  const faults: string[] = [];
  const heard = new Map<string, string>();
  let acknowledged = 0;

  for (const call of calls.filter(({ of }) => of.startsWith('TCP'))) {
    if (/^(read|recv)/.test(call.name)) {
      heard.set(call.of, (heard.get(call.of) ?? '') + bytesOf(call));
      continue;
    }
    const status = /"HTTP\/1\.1 (\d{3})/.exec(call.text)?.[1];
    const request = heard.get(call.of) ?? '';
    heard.delete(call.of);
    if (status !== '202') continue;
    acknowledged += 1;
    const id = /"script":"(\w+)"/.exec(request)?.[1];
    const commit = id && commits.find(({ words }) => words.includes(id))?.last;
    const sync = commit && syncs.find(({ begins }) => begins > commit.ends);
    if (commit) used.add(commit);
    if (!id) faults.push(`${call.of}: a 202 to nothing that was read`);
    else if (!commit) faults.push(`${id}: never written to the log`);
    else if (!sync) faults.push(`${id}: never synced`);
    else if (sync.ends >= call.begins) faults.push(`${id}: answered before the sync ended`);
  }
  return { acknowledged, commits: used.size, faults };
}
