/** That the lead arrives with its source in the 20 plain situations that other fillers are scored by. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { differencesOf } from '../support/form-bytes.ts';
import { formPagesIn } from '../support/form-cases.ts';
import { BROWSERS, type FormBrowser, openForms } from '../support/form-pages.ts';
import { wrongIn } from '../support/form-verdict.ts';
import { builtScript } from '../support/visitor.ts';

const SITUATIONS = formPagesIn('test/fixtures/situations').flatMap((page) =>
  page.cases.map((one) => [one.name, page, one] as const),
);

describe.each(BROWSERS)('situations in %s', (name, launch) => {
  let forms: FormBrowser;
  let score = 0;

  beforeAll(async () => {
    // As every site has it: no form tool is chosen.
    forms = await openForms(launch, builtScript());
  });

  afterAll(() => forms?.close());

  it.concurrent.each(SITUATIONS)('%s', async (_name, page, one) => {
    const without = await forms.use(page, one, false);
    const run = await forms.use(page, one, true);
    expect(wrongIn(one, without, run)).toEqual([]);
    expect(differencesOf(without, run, one.mayChange)).toEqual([]);
    score++;
  });

  it('scores 20 of 20', () => {
    console.log(`${name}: ${score}/${SITUATIONS.length}`);
    expect(SITUATIONS).toHaveLength(20);
    expect(score).toBe(20);
  });
});
