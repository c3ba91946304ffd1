import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Batch, WireEvent } from '../../shared/wire.ts';

const FOLDER = 'test/fixtures/wire';
const recorded = readdirSync(FOLDER).map((name) => ({
  name,
  payload: JSON.parse(readFileSync(`${FOLDER}/${name}`, 'utf8')),
}));

describe('the contract, version 1', () => {
  // These were sent once, and may lie in a queue or an inbox for ever: never change one.
  it.each(recorded)('parses $name and loses nothing of it', ({ payload }) => {
    expect(Batch.parse(payload)).toEqual(payload);
  });

  it('has a recorded payload of every kind', () => {
    const kinds = WireEvent.options.map((option) => option.shape.type.value);
    const there = recorded.flatMap(({ payload }) =>
      payload.events.map((event: { type: string }) => event.type),
    );
    expect(new Set(there)).toEqual(new Set(kinds));
  });
});
