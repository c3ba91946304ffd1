/** That every form page gives the outcome that its first comment states, and else stays as it was. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { differencesOf } from '../support/form-bytes.ts';
import { formPagesIn } from '../support/form-cases.ts';
import { BROWSERS, type FormBrowser, openForms } from '../support/form-pages.ts';
import { wrongIn } from '../support/form-verdict.ts';
import { builtScript } from '../support/visitor.ts';

const ALL = formPagesIn('test/fixtures/forms').flatMap((page) =>
  page.cases.map((one) => [page.name, one.name, page, one] as const),
);

/** All of them in both browsers take ten minutes: that is `npm run test:long`. */
const isLong = !!process.env.WAYBILL_LONG;
const CASES = isLong ? ALL : ALL.filter((_case, i) => i % 3 === 0);
const TRIED = isLong ? BROWSERS : BROWSERS.slice(0, 1);

describe.each(TRIED)('forms in %s', (_name, launch) => {
  let forms: FormBrowser;

  beforeAll(async () => {
    forms = await openForms(launch, builtScript({ vendors: 'all', dialects: 'all' }));
  });

  afterAll(() => forms?.close());

  it.concurrent.each(CASES)('%s: %s', async (_page, _case, page, one) => {
    const without = await forms.use(page, one, false);
    const run = await forms.use(page, one, true);
    expect(wrongIn(one, without, run)).toEqual([]);
    expect(differencesOf(without, run, one.mayChange)).toEqual([]);
  });
});
