/** What was kept last under a name by any page of this origin, or null. Throws where there is no storage. */
export function load(name: string): unknown {
  return JSON.parse(localStorage.getItem(name) ?? 'null');
}

/** Keeps a value for the pages to come; of none it forgets all. Throws where storage is blocked. */
export function save(name: string, value?: unknown): void {
  if (value) localStorage.setItem(name, JSON.stringify(value));
  else localStorage.removeItem(name);
}
