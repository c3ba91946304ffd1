/**
 * A new id: 9 characters of time (milliseconds) and 16 of randomness, in the alphabet 0-9a-v.
 *
 * Ids of later milliseconds sort after earlier ones, as text too, which keeps inserts at the end
 * of an index. Lower case only, since some CRMs compare keys without regard to case.
 *
 * @param now epoch milliseconds
 * @param random at least 16 random bytes; 5 bits of each are used
 */
export function idFrom(now: number, random: Uint8Array): string {
  let text = now.toString(32).padStart(9, '0');
  for (const byte of random.subarray(0, 16)) text += (byte & 31).toString(32);
  return text;
}
