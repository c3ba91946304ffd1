/** Calls back once the page's own markup is there and somebody sees it: not while it is prerendered. */
export function onSeen(callback: () => void): void {
  const look = () => {
    if (document.readyState !== 'loading' && document.visibilityState !== 'hidden') callback();
  };
  addEventListener('DOMContentLoaded', look);
  document.addEventListener('visibilitychange', look);
  look();
}
