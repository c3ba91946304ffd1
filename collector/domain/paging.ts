import { Failure } from './failure.ts';

/** Where a page of a list ended. */
interface Cursor {
  receivedAt: number;
  id: string;
}

/** A cursor as the text that a caller hands back. */
export function cursorText({ receivedAt, id }: Cursor): string {
  return `${receivedAt}-${id}`;
}

/** @throws {Failure} when the text is no cursor */
export function cursorOf(text: string | undefined): Cursor | undefined {
  if (!text) return undefined;
  const [, receivedAt, id] = /^(\d{1,16})-([0-9a-v]{25})$/.exec(text) ?? [];
  if (!receivedAt || !id) {
    throw new Failure('bad_query', 'after is the "next" of an earlier answer.');
  }
  return { receivedAt: Number(receivedAt), id };
}
