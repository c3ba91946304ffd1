/** An error, what caused it, what caused that, and so on. */
function* causesOf(error: unknown): Generator<Error> {
  for (let cause = error; cause instanceof Error; cause = cause.cause) yield cause;
}

/** What an error is about: its first cause alone, since the others name what was to be written. */
export function firstCause(error: unknown): string {
  return String([...causesOf(error)].at(-1) ?? error);
}

/** Whether what was to be written is not to stand beside what is there. */
export function isConstraint(error: unknown): boolean {
  return [...causesOf(error)].some((cause) =>
    /^SQLITE_CONSTRAINT/.test(String((cause as { code?: unknown }).code)),
  );
}
