import { Failure } from './failure.ts';

/** Where a page of a list ended: the next one begins behind it. */
export interface Cursor {
  receivedAt: number;
  id: string;
}

/** @throws {Failure} when the text is no cursor */
export function cursorOf(text: string | undefined): Cursor | undefined {
  if (!text) return undefined;
  const [, receivedAt, id] = /^(\d{1,16})-(\w{1,40})$/.exec(text) ?? [];
  if (!receivedAt || !id) {
    throw new Failure('bad_query', 'after is the "next" of an earlier answer.');
  }
  return { receivedAt: Number(receivedAt), id };
}

/**
 * One page of a list from a look-up of one row more than it holds, and the text that leads on to
 * the next page, if there is one.
 */
export function pageOf<T extends { lead: Cursor }>(rows: readonly T[], size: number) {
  const page = rows.slice(0, size);
  const last = page.at(-1)?.lead;
  const next = rows.length > size && last ? `${last.receivedAt}-${last.id}` : null;
  return { page, next };
}
