/** A new secret of 160 random bits, safe in URLs, cookies and headers. */
export function newSecret(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  return Array.from(bytes, (byte) => (byte & 31).toString(32)).join('');
}

/** What is kept of a secret. Secrets have full entropy, so that one round of SHA-256 suffices. */
export async function hashOf(secret: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(secret));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
