import { parse } from 'csv-parse/browser/esm/sync';
import { Failure } from './failure.ts';
import { type Fault, type OutcomeRequest, outcomeFrom } from './outcome-request.ts';

/** More lines go in another file. */
const MAX_LINES = 5_000;

/** What a column may be called, and what it is. */
const COLUMNS: Readonly<Record<string, string>> = {
  ...{ lead: 'lead', waybill_id: 'lead', destination: 'destination', record: 'record' },
  ...{ email: 'email', phone: 'phone', kind: 'kind', event: 'kind', at: 'at', actor: 'actor' },
  ...{ by: 'by', id: 'id', reason: 'reason', text: 'text', note: 'text', channel: 'channel' },
  ...{ direction: 'direction', until: 'until', value: 'value', currency: 'currency' },
  objection: 'objection',
};

/** A line of a table: its number in the file, and what it tells. */
export interface Line {
  line: number;
  told: OutcomeRequest | Fault;
}

function columnsFrom(header: readonly string[]): string[] {
  const names = header.map((name) =>
    name
      .trim()
      .toLowerCase()
      .replace(/[\s-]+/g, '_'),
  );
  const columns = names.map((name) => COLUMNS[name] ?? '');
  const unknown = names.filter((_, index) => !columns[index]).map((name) => name.slice(0, 40));
  if (unknown.length) {
    throw new Failure(
      'bad_request',
      `These columns are not known: ${unknown.join(', ')}. There are ${Object.keys(COLUMNS).join(', ')}.`,
    );
  }
  if (!columns.includes('kind') || new Set(columns).size < columns.length) {
    throw new Failure('bad_request', 'The table needs a column kind, and no column twice.');
  }
  return columns;
}

/** A line as the API would be told it: what is empty is not said. */
function saidBy({ destination, record, value, ...rest }: Record<string, string>): unknown {
  return {
    ...rest,
    // As people write it: 1'200.50 is left to be refused.
    ...(value !== undefined && { value: Number(value) }),
    ...(record !== undefined && { record: { destination: destination ?? '', id: record } }),
    ...(record === undefined && destination !== undefined && { destination }),
  };
}

interface Parsed {
  record: string[];
  info: { lines: number };
}

function parsed(text: string): Parsed[] {
  try {
    // In a quoted cell the parser takes a line's end of two letters for two.
    return parse(text.replace(/\r\n?/g, '\n'), {
      bom: true,
      info: true,
      delimiter: [',', ';', '\t'],
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
    }) as unknown as Parsed[];
  } catch (error) {
    // Its message quotes the table, which may be about persons.
    const { lines = 0 } = error as { lines?: number };
    throw new Failure('bad_request', `The table cannot be read from line ${lines} on.`);
  }
}

/**
 * What the lines of a table tell, each judged by itself.
 * @throws {Failure} where it is no table, or has columns that nobody knows
 */
export function outcomesIn(text: string): Line[] {
  const [header, ...rows] = parsed(text);
  if (!header)
    throw new Failure('bad_request', 'The table is empty. Its first line names columns.');
  if (rows.length > MAX_LINES) {
    throw new Failure(
      'bad_request',
      `The table has more than ${MAX_LINES} lines. Send it in parts.`,
    );
  }
  const columns = columnsFrom(header.record);
  return rows.map(({ record, info }) => {
    if (record.length > columns.length) {
      return { line: info.lines, told: { fault: 'has more fields than there are columns' } };
    }
    const cells = record.flatMap((cell, index) => {
      const column = columns[index];
      return cell && column ? [[column, cell] as const] : [];
    });
    return { line: info.lines, told: outcomeFrom(saidBy(Object.fromEntries(cells))) };
  });
}
