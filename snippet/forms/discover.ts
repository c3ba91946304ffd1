import { guard } from '../browser/guard.ts';

/** How long changes are gathered before the page's forms are looked at again. */
const GATHER_MS = 50;

/**
 * Calls back for every form that the page has, and again whenever the page's nodes change, or what
 * it returns is called.
 */
export function onForm(callback: (form: HTMLFormElement) => void): () => void {
  let scheduled = false;
  const scan = guard(() => {
    scheduled = false;
    // An element may be called `forms`.
    document.querySelectorAll('form').forEach(callback);
  });
  new MutationObserver(() => {
    if (!scheduled) setTimeout(scan, GATHER_MS);
    scheduled = true;
  }).observe(document, { childList: true, subtree: true });
  scan();
  return scan;
}
