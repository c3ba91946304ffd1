import { DAY_MS } from './duration.ts';
import type { IsoTime } from './lead-json.ts';

/** Nothing is put off for longer; a day far enough is no date any more. */
const MAX_DAYS = 3_650;

const TEXTS = ['kind', 'reason', 'text', 'channel', 'direction'];

/**
 * What a form of a lead's page says, as `outcomeFrom` takes it: a number as people write one, and how
 * many days something is put off.
 *
 * @param now epoch milliseconds
 */
export function saidByForm(
  fields: URLSearchParams,
  now: number,
  iso: IsoTime,
): Record<string, unknown> {
  const said = (name: string) => fields.get(name)?.trim() ?? '';
  const texts = TEXTS.flatMap((name) => (said(name) ? [[name, said(name)]] : []));
  const value = said('value').replace(',', '.');
  const days = Number(said('days'));
  return {
    ...Object.fromEntries(texts),
    ...(value && { value: Number(value), currency: said('currency') }),
    ...(days > 0 && days <= MAX_DAYS && { until: iso(now + days * DAY_MS) }),
  };
}
