import { MAX_LIST_CHARS } from '../../shared/limits.ts';

/** A list cut to so many members and to the storage one may take: the first and the newest stay. */
export function capped<T>(list: T[], max: number): T[] {
  while (list.length > max || (list[2] && JSON.stringify(list).length > MAX_LIST_CHARS)) {
    list.splice(1, 1);
  }
  return list;
}
