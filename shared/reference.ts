/** What stands for digits and letters that are taken for one another. */
const PLAIN: Readonly<Record<string, string>> = { 0: 'W', 1: 'X', I: 'Y', O: 'Z' };

/**
 * The short code of a session, by which somebody on the telephone names what he sees: the end of the
 * session's id, which is random, in letters and digits that can be read aloud.
 */
export function referenceOf(sessionId: string): string {
  return sessionId
    .slice(-6)
    .toUpperCase()
    .replace(/[01IO]/g, (char) => PLAIN[char] ?? '');
}
