/** Nothing that a page makes up by itself may differ between two runs. */
export const EVEN = `(() => {
  let seed = 1;
  Math.random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
  let count = 0;  const uuid = () => '00000000-0000-4000-8000-' + String(++count).padStart(12, '0');
  Object.defineProperty(crypto, 'randomUUID', { value: uuid, configurable: true, writable: true });
})()`;

/**
 * Names of the inputs that can be seen, and of those that cannot, with open shadow roots: asked of
 * the platform as it was before the page changed it.
 */
export const INPUTS = `(() => {
  const all = Document.prototype.querySelectorAll;
  const inRoot = DocumentFragment.prototype.querySelectorAll;
  const { getAttribute, getClientRects } = Element.prototype;
  const ask = (element, name) => getAttribute.call(element, name) ?? '';
  const elementsOf = (root) => [...(root === document ? all : inRoot).call(root, '*')];
  const below = (root, found) => {
    for (const element of elementsOf(root)) {
      if (element.shadowRoot instanceof ShadowRoot) below(element.shadowRoot, found);
      if (!(element instanceof HTMLInputElement)) continue;
      const names = [ask(element, 'name'), ask(element, 'data-name')].filter(Boolean);
      const isHidden = ask(element, 'type') === 'hidden' || !getClientRects.call(element).length;
      found[isHidden ? 'hidden' : 'visible'].push(...names);
    }
    return found;
  };
  const value = () => below(document, { hidden: [], visible: [] });
  Object.defineProperty(window, '__inputs', { value });
})()`;

/** Tells the test of leads and of what the policy of the page refused. */
export const WATCH = `(() => {
  // A driver's call does not get through where a page has changed what arrays become in JSON.
  const tell = (...what) => 'toJSON' in [] || window.__tell(...what);
  addEventListener('waybill:lead', ({ detail }) => tell('lead', { id: detail.id, status: detail.status }));
  addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) => {
    if (!blockedURI.endsWith('/favicon.ico')) tell('violation', effectiveDirective + ' ' + blockedURI);
  });
})()`;
