import { own } from './own.ts';

/** Calls back once the page's own markup is there and somebody sees it: not while it is prerendered. */
export function onSeen(callback: () => void): void {
  const look = () => {
    if (own(document, 'readyState') !== 'loading' && own(document, 'visibilityState') !== 'hidden')
      callback();
  };
  addEventListener('DOMContentLoaded', look);
  document.addEventListener('visibilitychange', look);
  look();
}

/** Has the page run another file. */
export function newScript(src: string): void {
  // A page may allow no text to be given to an element that runs it (trusted types).
  import(src).catch(() => {});
}
