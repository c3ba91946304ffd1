import { describe, expect, it } from 'vitest';
import { isLogged, logLine } from '../../../collector/domain/log-line.ts';

const TIME = '2026-11-21T12:00:00.000Z';
const lineOf = (details: Record<string, unknown>) => logLine(TIME, 'error', 'tested', details);

describe('a line of the log', () => {
  it('says when, how grave and what', () => {
    expect(JSON.parse(logLine(TIME, 'warn', 'request', { status: 500 }))).toEqual({
      time: TIME,
      level: 'warn',
      event: 'request',
      status: 500,
    });
  });

  it.each([
    'a\nb',
    'a\r\n{"level":"error"}',
    'a\u2028b\u2029c',
    '\u001b[2J\u009b2J',
    '"}\n{"',
    '\ud800',
    '\u0000',
  ])('is one line, whatever it tells: %j', (text) => {
    const line = lineOf({ text });
    expect(line).toMatch(/^[\u0020-\u007e]+$/);
    expect(JSON.parse(line)).toMatchObject({ text });
  });

  it.each([
    [
      'Failed query: insert into "contacts" values (?, ?)\nparams: Ann Example,ann@example.com,\nx',
      'Failed query: insert into "contacts" values (?, ?)',
    ],
    [
      'Unexpected token \'A\', "Ann Example\n0171 1234" is not valid JSON',
      "Unexpected token 'A', the text is not valid JSON",
    ],
    ['Cannot mail ann@example.com.', 'Cannot mail …@…'],
    [
      'fetch failed: https://www.shop.example/thanks?email=ann%40example.com',
      'fetch failed: https://www.shop.example/…',
    ],
  ])('tells of an error without data: %j', (message, told) => {
    const error = new Error('outer', { cause: new TypeError(message) });
    const { error: line } = JSON.parse(lineOf({ error }));
    expect(line).toMatchObject({ name: 'Error', message: 'outer' });
    expect(line.cause).toMatchObject({ name: 'TypeError', message: told });
    for (const { stack } of [line, line.cause]) {
      expect(stack.length).toBeGreaterThan(0);
      for (const frame of stack) expect(frame).toMatch(/^at /);
    }
    expect(JSON.stringify(line)).not.toMatch(/Ann|0171|ann@|ann%40/);
  });

  it('tells the code of an error, and ends with causes that have no end', () => {
    const error: Error & { code?: string } = new Error('full');
    error.code = 'SQLITE_FULL';
    error.cause = error;
    expect(JSON.parse(lineOf({ error })).error).toMatchObject({
      code: 'SQLITE_FULL',
      cause: { cause: { cause: { cause: {} } } },
    });
  });

  it.each([
    ['error', 'info', true],
    ['info', 'info', true],
    ['info', 'warn', false],
    ['error', 'silent', false],
  ] as const)('of level %s is wanted by %s: %s', (level, wanted, is) => {
    expect(isLogged(level, wanted)).toBe(is);
  });
});
