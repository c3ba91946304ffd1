import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Answer } from '../deps.ts';
import type { LedgerRow } from '../domain/ledger.ts';

/** What is counted for /metrics. */
export interface Metrics {
  answered: (answer: Answer) => void;
  /** Messages that one commit made safe. */
  committed: (messages: number, ms: number) => void;
  /** A turn of the projection, and what became of its messages and their events. */
  projected: (messages: number, ms: number, ledger: readonly LedgerRow[]) => void;
  /** In Prometheus' text format. */
  text: () => Promise<string>;
}

const SECONDS = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10];
const MESSAGES = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000];

/** @param depth messages that wait for the projection */
export function countMetrics(depth: () => Promise<number>): Metrics {
  const register = new Registry();
  const registers = [register];
  collectDefaultMetrics({ register });

  const requests = new Counter({
    name: 'waybill_requests_total',
    help: 'Requests answered, by route and status.',
    labelNames: ['method', 'route', 'status'],
    registers,
  });
  const requestSeconds = new Histogram({
    name: 'waybill_request_seconds',
    help: 'Time until a request was answered, by route.',
    labelNames: ['route'],
    buckets: SECONDS,
    registers,
  });
  const ledgerCount = new Counter({
    name: 'waybill_ledger_total',
    help: 'What came to the doors for messages and what became of it, as the ledger counts.',
    labelNames: ['unit', 'outcome', 'reason'],
    registers,
  });
  const commitSeconds = new Histogram({
    name: 'waybill_commit_seconds',
    help: 'Time of a commit that made messages safe.',
    buckets: SECONDS,
    registers,
  });
  const commitMessages = new Histogram({
    name: 'waybill_commit_messages',
    help: 'Messages that one commit made safe.',
    buckets: MESSAGES,
    registers,
  });
  const projectionSeconds = new Histogram({
    name: 'waybill_projection_seconds',
    help: 'Time of a turn of the projection.',
    buckets: SECONDS,
    registers,
  });
  const projectionMessages = new Histogram({
    name: 'waybill_projection_messages',
    help: 'Messages that one turn of the projection followed.',
    buckets: MESSAGES,
    registers,
  });
  new Gauge({
    name: 'waybill_queue_depth',
    help: 'Messages that are safe and wait for the projection; NaN while the database is silent.',
    registers,
    async collect() {
      this.set(await depth().catch(() => Number.NaN));
    },
  });

  return {
    answered({ method, route, status, ms }) {
      requests.inc({ method, route, status });
      requestSeconds.observe({ route }, ms / 1000);
    },
    committed(messages, ms) {
      commitMessages.observe(messages);
      commitSeconds.observe(ms / 1000);
    },
    projected(messages, ms, ledger) {
      projectionMessages.observe(messages);
      projectionSeconds.observe(ms / 1000);
      for (const { unit, outcome, reason, count } of ledger) {
        ledgerCount.inc({ unit, outcome, reason }, count);
      }
    },
    text: () => register.metrics(),
  };
}
