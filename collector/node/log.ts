import type { Log } from '../deps.ts';
import { isLogged, type LogLevel, logLine } from '../domain/log-line.ts';

/** A write costs more than a line: what comes within this time is written at once. */
const GATHER_MS = 50;
const MAX_CHARS = 64_000;
/** Where whoever reads the log is this far behind, lines are dropped: memory is finite. */
const MAX_BEHIND_BYTES = 4_000_000;

let waiting = '';
let dropped = 0;
let timer: NodeJS.Timeout | undefined;

function write(): void {
  clearTimeout(timer);
  timer = undefined;
  if (!waiting) return;
  const text = waiting;
  waiting = '';
  process.stderr.write(text);
}

function add(line: string): void {
  if (process.stderr.writableLength > MAX_BEHIND_BYTES) {
    dropped++;
    return;
  }
  if (dropped) {
    const told = logLine(new Date().toISOString(), 'warn', 'log_lines_dropped', { lines: dropped });
    waiting += `${told}\n`;
    dropped = 0;
  }
  waiting += `${line}\n`;
}

process.on('exit', write);

/** Logs to standard error, where a command's answer on standard output is not in its way. */
export function logTo(wanted: LogLevel): Log {
  return (level, event, details) => {
    if (!isLogged(level, wanted)) return;
    add(logLine(new Date().toISOString(), level, event, details));
    if (level === 'error' || waiting.length > MAX_CHARS) write();
    else timer ??= setTimeout(write, GATHER_MS).unref();
  };
}
