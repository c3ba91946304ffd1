/** How long changes are gathered before the page's forms are looked at again. */
const GATHER_MS = 50;

/** Calls back for every form that the page has, and again whenever the page's nodes change. */
export function onForm(callback: (form: HTMLFormElement) => void): void {
  let scheduled = false;
  const scan = () => {
    scheduled = false;
    for (const form of document.forms) callback(form);
  };
  new MutationObserver(() => {
    if (!scheduled) setTimeout(scan, GATHER_MS);
    scheduled = true;
  }).observe(document, { childList: true, subtree: true });
  scan();
}
