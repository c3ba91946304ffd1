const NAME = 'waybill';

/** What was kept last by any page of this origin, or null. Throws where there is no storage. */
export function load(): unknown {
  return JSON.parse(localStorage.getItem(NAME) ?? 'null');
}

/** Keeps a value for the pages to come; of none it forgets all. Throws where storage is blocked. */
export function save(value: unknown): void {
  if (value) localStorage.setItem(NAME, JSON.stringify(value));
  else localStorage.removeItem(NAME);
}
