import { idFrom } from '../../shared/id.ts';

/** A new id. `crypto.randomUUID` does not exist on http pages. */
export function newId(): string {
  return idFrom(Date.now(), crypto.getRandomValues(new Uint8Array(16)));
}
