/** Whether a text holds pieces in their order, the last of them at its end. */
function holdsInOrder(text: string, pieces: readonly string[]): boolean {
  let from = 0;
  for (const [place, piece] of pieces.entries()) {
    const isLast = place === pieces.length - 1;
    const at = isLast ? text.length - piece.length : text.indexOf(piece, from);
    if (at < from || !text.startsWith(piece, at)) return false;
    from = at + piece.length;
  }
  return true;
}

/**
 * Whether a text is one of some, in capitals or not. `*` stands for anything; a text that is empty
 * is like none.
 */
export function isLike(text: string | null | undefined, patterns: readonly string[]): boolean {
  if (!text) return false;
  const lower = text.toLowerCase();
  return patterns.some((pattern) => {
    const [head = '', ...rest] = pattern.toLowerCase().split('*');
    if (!rest.length) return lower === head;
    return lower.startsWith(head) && holdsInOrder(lower.slice(head.length), rest);
  });
}
