/** A text as people read it: one line, not too long, without half a word; '' if it says nothing. */
export function phrase(text = ''): string {
  const line = text.replace(/[\p{C}\s]+/gu, ' ').trim();
  // The length is MAX_LABEL_CHARS.
  const [start = ''] = /^.{1,80}(?= |$)/.exec(line) ?? [];
  return /undefined|\((not set|direct|none)\)/i.test(line) ? '' : start;
}
