/** How this page was reached, as the browser tells it. */
export function arrivalOf() {
  return { url: location.href, referrer: document.referrer, title: document.title };
}

/** Calls back once the page's own markup is there. */
export function onReady(callback: () => void): void {
  if (document.readyState === 'loading') addEventListener('DOMContentLoaded', callback);
  else callback();
}
