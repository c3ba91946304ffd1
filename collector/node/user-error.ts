/** An error that the person at the terminal can mend: one sentence that says how. */
export class UserError extends Error {}

/** The system's own name of an error (`EACCES`), for such a sentence. */
export function codeOf(error: unknown): string {
  return (error as { code?: string }).code ?? String(error);
}
