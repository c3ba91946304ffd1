const NAME = 'waybill';

/** What was kept last, by any page of this origin; undefined where it is not of this version. */
export function load<T extends { v: number }>(version: T['v']): T | undefined {
  try {
    // The getter itself throws where storage is blocked.
    const kept = JSON.parse(localStorage.getItem(NAME) ?? '');
    return kept.v === version ? kept : undefined;
  } catch {
    return undefined;
  }
}

/** Keeps a value for the pages to come, where the browser lets it. */
export function save(value: { v: number }): void {
  try {
    localStorage.setItem(NAME, JSON.stringify(value));
  } catch {}
}
