import {
  MAX_CLICK_ID_CHARS,
  MAX_PATH_PAGES,
  MAX_TEXT_CHARS,
  MAX_TITLE_CHARS,
  MAX_TOUCHES,
  MAX_URL_CHARS,
} from '../../shared/limits.ts';
import type { Page, Touch } from '../../shared/wire.ts';
import type { Visit } from './session.ts';

/** JavaScript's own bound is 8.64e15; this is shorter, and late enough. */
const MAX_TIME = 8e15;

function isId(value: string): boolean {
  // A list of one text looks like it, too.
  return isText(value, 25) && /^[\da-v]{25}$/.test(value);
}

function isTime(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) < MAX_TIME;
}

function isText(value: unknown, max: number): boolean {
  return typeof value === 'string' && value.length <= max;
}

function areTexts(values: Record<string, string>, max: number): boolean {
  return (
    // A list has it; no tag and no click id is called so.
    !values.map &&
    Object(values) === values &&
    Object.values(values).every((value) => isText(value, max))
  );
}

function isTouch(touch: Touch): boolean {
  const { at, landing_page, referrer, tags, click_ids, inherited = '', own = false } = touch;
  return (
    own === !!own &&
    isText(inherited, MAX_TEXT_CHARS) &&
    isTime(at) &&
    isText(landing_page, MAX_URL_CHARS) &&
    isText(referrer, MAX_URL_CHARS) &&
    areTexts(tags, MAX_TEXT_CHARS) &&
    areTexts(click_ids, MAX_CLICK_ID_CHARS)
  );
}

function isPage({ id, at, url, title, engaged_ms = 0 }: Page): boolean {
  return (
    isId(id) &&
    isTime(at) &&
    isTime(engaged_ms) &&
    isText(url, MAX_URL_CHARS) &&
    isText(title, MAX_TITLE_CHARS)
  );
}

/**
 * Whether what was kept is a visit, whole, of this version of its shape: anybody may have written
 * there, and the collector refuses what does not keep to the contract. Throws where it is far off.
 */
export function isSound({
  v,
  visitor,
  session,
  seen_at,
  touches,
  path,
  call_to_action = '',
}: Visit): boolean {
  const { first, last, session: opening, last_non_direct = first, list = [] } = touches;
  return (
    v === 1 &&
    isId(visitor) &&
    isId(session.id) &&
    isTime(session.number - 1) &&
    isTime(session.number) &&
    isTime(session.started_at) &&
    isTime(seen_at) &&
    isText(call_to_action, MAX_TEXT_CHARS) &&
    list.length <= MAX_TOUCHES &&
    path.length <= MAX_PATH_PAGES &&
    path.every(isPage) &&
    [first, last, opening, last_non_direct].concat(list).every(isTouch)
  );
}
