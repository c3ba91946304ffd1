type Child = Node | string | false | null | undefined;

/**
 * An element with its attributes and what is in it. It is all made by hand, for a page may allow no
 * markup that comes as text.
 */
export function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Record<string, string | ((event: Event) => void)> = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === 'function') made.addEventListener(key, value);
    else made.setAttribute(key, value);
  }
  made.append(...children.filter((child) => child !== false && child != null));
  return made;
}

/** A table with a head; its cells are texts or elements. */
export function table(head: readonly string[], rows: readonly Child[][]): HTMLElement {
  return element(
    'div',
    { class: 'scroll', tabindex: '0', role: 'group', 'aria-label': `Table: ${head.join(', ')}` },
    element(
      'table',
      {},
      element(
        'thead',
        {},
        element('tr', {}, ...head.map((text) => element('th', { scope: 'col' }, text))),
      ),
      element(
        'tbody',
        {},
        ...rows.map((cells) => element('tr', {}, ...cells.map((cell) => element('td', {}, cell)))),
      ),
    ),
  );
}

/** Names with what belongs to each; those of which nothing is known are left out. */
export function list(entries: readonly (readonly [name: string, value: Child])[]): HTMLElement {
  return element(
    'dl',
    {},
    ...entries
      .filter(([, value]) => value)
      .map(([name, value]) =>
        element('div', {}, element('dt', {}, name), element('dd', {}, value)),
      ),
  );
}
