/**
 * Wraps whatever is handed to the page, so that an error of ours never becomes the page's. It is
 * silent by decision: the page's console belongs to the page's people.
 */
export function guard<A extends unknown[]>(run: (...args: A) => void): (...args: A) => void {
  return (...args) => {
    try {
      run(...args);
    } catch {}
  };
}
