/** The origin of an address (`https://www.example.com`), if it is one of the web. */
export function originFrom(address: string): string | undefined {
  try {
    const { origin } = new URL(address);
    return /^https?:/.test(origin) ? origin : undefined;
  } catch {
    return undefined;
  }
}
