/**
 * Sends a text to the collector; it outlives the page. A string body is `text/plain`, which needs
 * no preflight. Whatever becomes of it, the form goes its way.
 */
export function send(url: string, body: string): void {
  try {
    fetch(url, { method: 'POST', body, keepalive: true }).catch(() => {});
  } catch {
    // The page, or a blocker, replaced `fetch` by something that throws.
  }
}
