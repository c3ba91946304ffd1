/**
 * The load generator, a process of its own: browsers that send one request after the other over
 * connections that stay open. It speaks just enough HTTP for that, on bare sockets: what it spends
 * is not there for the server, which has to share the machine with it.
 */
import { connect, type Socket } from 'node:net';
import { type Order, type Requests, requestsOf } from './requests.ts';

/** What is asked of it. */
export type LoadOrder = Order & {
  port: number;
  connections: number;
  seconds: number;
};

/** What came of it. */
export interface LoadResult {
  /** Requests that were answered by a 2xx. */
  acknowledged: number;
  /** Those that were answered otherwise, or not at all. */
  refused: number;
  /** From the first request to the last answer. */
  seconds: number;
  p50Ms: number;
  p99Ms: number;
  cpuSeconds: number;
}

const HEAD_END = '\r\n\r\n';

/** The length of the answer that these bytes begin with; NaN while that is not known. */
function answerLength(bytes: Buffer): number {
  const headEnd = bytes.indexOf(HEAD_END);
  if (headEnd < 0) return Number.NaN;
  const head = bytes.toString('latin1', 0, headEnd).toLowerCase();
  const start = headEnd + HEAD_END.length;
  if (head.includes('\r\ntransfer-encoding: chunked')) {
    const last = bytes.indexOf('0\r\n\r\n', start);
    return last < 0 ? Number.NaN : last + 5;
  }
  return start + Number(/\r\ncontent-length: (\d+)/.exec(head)?.[1] ?? 0);
}

/** One connection of many; `done` is told of each answer, and whether it was a 2xx. */
class Connection {
  private readonly socket: Socket;
  private readonly requests: Requests;
  private readonly done: (startedAt: number, isTaken: boolean) => boolean;
  private startedAt = 0;
  private waiting = false;
  /** What has come of an answer that is not there in full; mostly it comes in one piece. */
  private partial: Buffer | undefined;

  constructor(
    order: LoadOrder,
    done: (startedAt: number, isTaken: boolean) => boolean,
    ended: () => void,
  ) {
    this.done = done;
    this.requests = requestsOf(order);
    const buffer = Buffer.alloc(65_536);
    this.socket = connect({
      port: order.port,
      host: '127.0.0.1',
      noDelay: true,
      onread: {
        buffer,
        callback: (length) => {
          this.read(buffer.subarray(0, length));
          return true;
        },
      },
    });
    this.socket.once('connect', () => this.send());
    this.socket.on('error', () => {});
    this.socket.once('close', () => {
      if (this.waiting) done(this.startedAt, false);
      ended();
    });
  }

  private send() {
    this.waiting = true;
    this.startedAt = performance.now();
    this.socket.write(this.requests.next(Date.now()));
  }

  private read(chunk: Buffer) {
    const bytes = this.partial ? Buffer.concat([this.partial, chunk]) : chunk;
    const length = answerLength(bytes);
    if (!(length <= bytes.length)) {
      this.partial = Buffer.from(bytes);
      return;
    }
    this.partial = undefined;
    this.waiting = false;
    // `HTTP/1.1 2`
    const isTaken = bytes[9] === 0x32;
    if (this.done(this.startedAt, isTaken)) this.send();
    else this.socket.end();
  }
}

function percentile(sorted: Float64Array, share: number): number {
  return sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN;
}

async function run(order: LoadOrder): Promise<LoadResult> {
  let times = new Float64Array(65_536);
  let acknowledged = 0;
  let refused = 0;
  const cpuBefore = process.cpuUsage();
  const startedAt = performance.now();
  const until = startedAt + order.seconds * 1_000;
  let now = startedAt;
  const done = (sentAt: number, isTaken: boolean) => {
    now = performance.now();
    if (isTaken) {
      if (acknowledged === times.length) {
        const longer = new Float64Array(2 * times.length);
        longer.set(times);
        times = longer;
      }
      times[acknowledged++] = now - sentAt;
    } else refused++;
    return now < until;
  };
  await Promise.all(
    Array.from(
      { length: order.connections },
      () => new Promise<void>((ended) => new Connection(order, done, ended)),
    ),
  );
  const { user, system } = process.cpuUsage(cpuBefore);
  const sorted = times.subarray(0, acknowledged).sort();
  return {
    acknowledged,
    refused,
    seconds: (now - startedAt) / 1_000,
    p50Ms: percentile(sorted, 0.5),
    p99Ms: percentile(sorted, 0.99),
    cpuSeconds: (user + system) / 1e6,
  };
}

process.on('message', async (order: LoadOrder) => process.send?.(await run(order)));
