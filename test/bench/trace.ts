/** What is read here of an event of a trace, as Chromium writes it. */
interface TraceEvent {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  /** When it began, and how long it took, in microseconds. */
  ts: number;
  dur?: number;
  /** The same without what the thread waited, for other processes or for the machine. */
  tdur?: number;
  args?: { data?: { url?: string } };
}

/** A stretch of work of a script: when it began, and how long it took, waiting included or not. */
interface Work {
  ts: number;
  wall: number;
  cpu: number;
}

export const CATEGORIES = [
  'devtools.timeline',
  'disabled-by-default-devtools.timeline',
  'blink.user_timing',
];

/** The browser calls into a script by these alone; but for what runs after an `await`. */
const CALLS = /^(EvaluateScript|FunctionCall)$/;

const sum = (numbers: number[]) => numbers.reduce((total, one) => total + one, 0);

/** What a page's main thread did, from a trace in which the page has set marks. */
export class Trace {
  private readonly events: TraceEvent[];

  constructor(buffer: Buffer, mark: string) {
    const { traceEvents } = JSON.parse(buffer.toString()) as { traceEvents: TraceEvent[] };
    const page = traceEvents.find(({ name }) => name === mark);
    if (!page) throw new Error(`The page has set no mark ${mark}.`);
    this.events = traceEvents
      .filter(({ pid, tid }) => pid === page.pid && tid === page.tid)
      .sort((a, b) => a.ts - b.ts || (b.dur ?? 0) - (a.dur ?? 0));
  }

  markedAt(mark: string): number {
    return this.events.find(({ name }) => name === mark)?.ts ?? Number.NaN;
  }

  /** What a script did; what it called of other scripts, as events do, is theirs. */
  workOf(url: string): Work[] {
    const all: (Work & { end: number; isIts: boolean })[] = [];
    const open: typeof all = [];
    for (const { name, ph, ts, dur = 0, tdur = dur, args } of this.events) {
      if (ph !== 'X' || !CALLS.test(name)) continue;
      while (open.length && (open.at(-1)?.end ?? 0) <= ts) open.pop();
      const caller = open.at(-1);
      if (caller) {
        caller.wall -= dur;
        caller.cpu -= tdur;
      }
      const isIts = args?.data?.url === url;
      const call = { ts, wall: dur, cpu: tdur, end: ts + dur, isIts };
      open.push(call);
      all.push(call);
    }
    return all.filter(({ isIts }) => isIts);
  }

  /** The longest of all tasks since the page was there, or of these pieces of work in one task. */
  longestTask(work?: Work[]): number {
    const tasks = this.events.filter(({ name, ph }) => ph === 'X' && name === 'RunTask');
    const times = tasks.map(({ ts, dur = 0 }) =>
      work
        ? sum(work.filter((one) => one.ts >= ts && one.ts < ts + dur).map((one) => one.wall))
        : dur,
    );
    return Math.max(...times);
  }
}

/** The milliseconds that were worked in a span of time. */
export function spent(work: Work[], time: 'wall' | 'cpu', from: number, to: number): number {
  return sum(work.filter(({ ts }) => ts >= from && ts < to).map((one) => one[time])) / 1000;
}
