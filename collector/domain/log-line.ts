/** What may be logged, the gravest first; with `silent` nothing is. */
export const LOG_LEVELS = ['silent', 'error', 'warn', 'info'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Whether a line of one level is wanted by who asked for another. */
export function isLogged(level: LogLevel, wanted: LogLevel): boolean {
  return LOG_LEVELS.indexOf(level) <= LOG_LEVELS.indexOf(wanted);
}

const MAX_MESSAGE_CHARS = 1_000;
/** Causes of causes that are told. */
const MAX_DEPTH = 5;

/**
 * An error's words, without what a person may have written: the values of a query, a piece of the
 * text that could not be parsed, addresses of mail, and of pages more than their origin.
 */
function withoutData(message: string): string {
  return message
    .replace(/\nparams: [\s\S]*$/, '')
    .replace(/"[\s\S]*" is not valid JSON/, 'the text is not valid JSON')
    .replace(/\b(https?:\/\/[^\s/?#"'<>]+)[^\s"'<>]*/gi, '$1/…')
    .replace(/[^\s"'<>()]+@[^\s"'<>()]+/g, '…@…')
    .slice(0, MAX_MESSAGE_CHARS);
}

/** Where it was thrown. A stack repeats the message, which is told apart. */
function framesOf({ stack = '', message }: Error): string[] {
  const at = stack.indexOf(message);
  if (at < 0) return [];
  const lines = stack.slice(at + message.length).split('\n');
  return lines.map((line) => line.trim()).filter((line) => line.startsWith('at '));
}

function told(error: Error, depth = 1): object {
  const { name, message, cause } = error;
  return {
    name,
    code: (error as { code?: unknown }).code,
    message: withoutData(message),
    stack: framesOf(error),
    ...(cause instanceof Error && depth < MAX_DEPTH && { cause: told(cause, depth + 1) }),
  };
}

/** Beside what JSON escapes: what terminals obey, and what some readers end a line at. */
const UNSAFE = /[\u007f-\u009f\u2028\u2029]/g;

/** A line of the log, as JSON: nothing that is told can begin another, or command a terminal. */
export function logLine(
  time: string,
  level: LogLevel,
  event: string,
  details: Readonly<Record<string, unknown>> = {},
): string {
  const line = JSON.stringify({ time, level, event, ...details }, (_key, value) =>
    value instanceof Error ? told(value) : value,
  );
  return line.replace(UNSAFE, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
