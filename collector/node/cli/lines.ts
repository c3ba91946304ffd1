/** No address is longer; what is more of a line is not kept. */
export const MAX_LINE_CHARS = 1_000_000;

/** The lines of a text that comes piece by piece, as many at once as came; a longer one is cut. */
export async function* linesOf(pieces: AsyncIterable<string>): AsyncGenerator<string[]> {
  let rest = '';
  for await (const piece of pieces) {
    const lines = (rest + piece).split('\n');
    // One more than may be, by which it is known as too long.
    rest = lines.pop()?.slice(0, MAX_LINE_CHARS + 1) ?? '';
    yield lines;
  }
  if (rest) yield [rest];
}
