/** Marks that turn the order of what stands behind them around, which is not the visitor's to say. */
const TURNING = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** What visitors wrote, wherever it stands in a value, as it can be shown among words of ours. */
export function legible<T>(value: T): T {
  if (typeof value === 'string') return value.replace(TURNING, '') as T;
  if (Array.isArray(value)) return value.map(legible) as T;
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, one]) => [legible(name), legible(one)]);
  return Object.fromEntries(entries) as T;
}
