import { pipeline } from 'node:stream/promises';
import * as z from 'zod';
import { sourceOf } from '../../domain/source.ts';
import { codeOf, UserError } from '../user-error.ts';
import { linesOf, MAX_LINE_CHARS } from './lines.ts';

const Question = z.object({ landing_url: z.string(), referrer: z.string().nullish() });

const HOW = 'Write one JSON object a line: {"landing_url": "https://…", "referrer": "https://…"}';

/** The collector's answer to how somebody arrived. */
function answerTo(landing_page: string, referrer = ''): object {
  // Beside the asker's own `id` there is no room for the campaign's.
  const { id: _id, ...answer } = sourceOf({ landing_page, referrer, tags: {}, click_ids: {} });
  return answer;
}

/** The asker's own name of a question, as it was given. */
function idOf(value: object): { id?: unknown } {
  if (!('id' in value)) return {};
  const { id } = value;
  if (typeof id === 'number' && Math.abs(id) > Number.MAX_SAFE_INTEGER) {
    throw new UserError('The id is too large a number to be given back exactly. Write it as text.');
  }
  return { id };
}

function answerToLine(text: string): string {
  if (text.length > MAX_LINE_CHARS) {
    throw new UserError(`The line is longer than ${MAX_LINE_CHARS} characters. ${HOW}`);
  }
  const value: unknown = JSON.parse(text);
  const { landing_url, referrer } = Question.parse(value);
  return JSON.stringify({ ...idOf(Object(value)), ...answerTo(landing_url, referrer ?? '') });
}

/** A line of answer; what cannot be answered is told in its place, and by the exit code. */
function answered(text: string, line: number): string {
  try {
    return `${answerToLine(text)}\n`;
  } catch (error) {
    process.exitCode = 1;
    return `${JSON.stringify({ error: error instanceof UserError ? error.message : HOW, line })}\n`;
  }
}

/** Answers line by line, for as long as questions come and answers are taken. */
async function* answersTo(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  let line = 0;
  for await (const lines of linesOf(pieces)) {
    const answers = lines.map((text) => {
      line++;
      // Trimmed of a byte order mark, too.
      const question = text.trim();
      return question && answered(question, line);
    });
    yield answers.join('');
  }
}

async function answerInput(): Promise<void> {
  try {
    await pipeline(process.stdin.setEncoding('utf8'), answersTo, process.stdout, { end: false });
  } catch (error) {
    // Whoever took the answers has enough: `| head`.
    if (codeOf(error) !== 'EPIPE') throw error;
  }
}

/** What was asked on the command line. */
export interface ClassifyOptions {
  landing?: string;
  referrer?: string;
  jsonl?: true;
}

/** Says where somebody who arrived like this came from; without a question shows how to ask. */
export async function runClassify(options: ClassifyOptions, help: () => void): Promise<void> {
  const { landing, referrer, jsonl } = options;
  if (jsonl && (landing ?? referrer) !== undefined) {
    throw new UserError(
      'Give the addresses by --landing and --referrer or by --jsonl, not by both.',
    );
  }
  if (jsonl) await answerInput();
  else if (landing !== undefined) {
    process.stdout.write(`${JSON.stringify(answerTo(landing, referrer))}\n`);
  } else if (referrer !== undefined) {
    throw new UserError('Say where it led to, too: waybill classify --landing URL --referrer URL');
  } else help();
}
