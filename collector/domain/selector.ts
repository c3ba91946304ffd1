const MAX_SELECTOR_CHARS = 200;

/** A selector in which what stands in brackets, quotes or behind a backslash is one letter. */
function outlineOf(selector: string): string {
  let outline = selector.replace(/\\./gs, '_').replace(/"[^"]*"|'[^']*'/g, '@');
  for (let before = ''; before !== outline; ) {
    before = outline;
    outline = outline.replace(/\[[^[\]()"']+\]|\([^[\]()"']+\)/g, '_');
  }
  return outline;
}

/**
 * Whether a text may be a CSS selector, as far as that can be told without a browser: brackets and
 * quotes are closed, and nothing is missing before or after a comma or a combinator.
 */
export function isSelector(text: string): boolean {
  const outline = outlineOf(text).trim();
  return (
    text.length <= MAX_SELECTOR_CHARS &&
    /^[\w\s*.#:|>+~,\u0080-\u{10ffff}-]+$/u.test(outline) &&
    !/^[>+~,]|[>+~,]\s*,|[>+~,]$/.test(outline) &&
    // A name begins with no digit.
    !/[.#](?![a-z_\u0080-\u{10ffff}-])/iu.test(outline)
  );
}
