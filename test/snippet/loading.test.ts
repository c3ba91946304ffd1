import { describe, expect, it } from 'vitest';
import { builtScript, CONTACT_FORM, type OpenPage, Visitor } from '../support/visitor.ts';

const AD = '/?utm_source=google&utm_medium=cpc&gclid=Abc';

interface State {
  readyState: DocumentReadyState;
  visibilityState: DocumentVisibilityState;
  prerendering?: boolean;
}

/** Opens a page in such a state; the script finds nothing but it. */
function openIn(state: Partial<State>, before = '', html = CONTACT_FORM): OpenPage {
  const all = { readyState: 'complete', visibilityState: 'visible', ...state };
  const set = `globalThis.state = ${JSON.stringify(all)};
    for (const name of ['readyState', 'visibilityState', 'prerendering'])
      Object.defineProperty(Object.getPrototypeOf(document), name, { configurable: true, get: () => state[name] });`;
  return new Visitor().open(AD, { html, before: `${set}${before}` });
}

/** Lets a page go over into another state, as browsers tell it. */
function become(page: OpenPage, state: Partial<State>, ...events: string[]) {
  page.window.eval(`Object.assign(state, ${JSON.stringify(state)});
    for (const name of ${JSON.stringify(events)})
      (name === 'load' ? window : document).dispatchEvent(new Event(name, { bubbles: true }));`);
}

const markup = { readyState: 'interactive' } as const;
const whole = { readyState: 'complete' } as const;
const seen = { visibilityState: 'visible' } as const;
const away = { visibilityState: 'hidden' } as const;

function expectIdle(page: OpenPage) {
  expect(page.messages).toHaveLength(0);
  expect(page.fields()).not.toHaveProperty('waybill_id');
  expect(page.window.localStorage.length).toBe(0);
  expect(page.window.document.cookie).toBe('');
}

/** The script is at work, once. */
async function expectAtWork(page: OpenPage) {
  // A page that was left from view tells of its time, too.
  expect(new Set(page.events.map((event) => event.type))).toEqual(new Set(['page_view']));
  expect(new Set(page.events.map((event) => event.id)).size).toBe(1);
  expect(page.fields()).toMatchObject({ utm_source: 'google', gclid: 'Abc', waybill_visits: '1' });
  await page.submit();
  expect(page.leads).toHaveLength(1);
  expect(page.leads[0]?.path).toHaveLength(1);
  const names = page.window.eval('[...document.forms[0].elements].map(({ name }) => name).join()');
  expect(new Set(names.split(',')).size).toBe(names.split(',').length);
}

/** As tag managers and delayers of scripts put one into a page. */
const insert = (code: string) => `{
  const script = document.createElement('script');
  script.textContent = ${JSON.stringify(code)};
  document.head.append(script);
}`;

describe('the script starts', () => {
  it.each<[string, Partial<State>, string]>([
    ['once all is loaded', whole, ''],
    ['while it loads, deferred', markup, ''],
    ['twice', whole, builtScript()],
    [
      'with no current script',
      whole,
      "Object.defineProperty(document, 'currentScript', { get: () => null });",
    ],
    [
      'where asking for the current script fails',
      whole,
      "Object.defineProperty(document, 'currentScript', { get() { throw new Error() } });",
    ],
  ])('at once: %s', async (_name, state, before) => {
    await expectAtWork(openIn(state, before));
  });

  it.each<[string, Partial<State>, [Partial<State>, ...string[]][]]>([
    ['the markup is there', { readyState: 'loading' }, [[markup, 'DOMContentLoaded']]],
    [
      'the markup is there, whatever follows',
      { readyState: 'loading' },
      [
        [markup, 'DOMContentLoaded'],
        [whole, 'load'],
        [away, 'visibilitychange'],
        [seen, 'visibilitychange'],
      ],
    ],
    [
      'the markup is there, told twice by a delayer of scripts',
      { readyState: 'loading' },
      [
        [markup, 'DOMContentLoaded', 'DOMContentLoaded'],
        [whole, 'load'],
      ],
    ],
    ['it is seen, opened in the background', away, [[seen, 'visibilitychange']]],
    [
      'it is seen and the markup is there, in this order',
      { ...away, readyState: 'loading' },
      [
        [seen, 'visibilitychange'],
        [markup, 'DOMContentLoaded'],
      ],
    ],
    [
      'the markup is there and it is seen, in this order',
      { ...away, readyState: 'loading' },
      [
        [markup, 'DOMContentLoaded'],
        [whole, 'load'],
        [seen, 'visibilitychange'],
      ],
    ],
    [
      'it is seen, prerendered',
      { ...away, prerendering: true },
      [[{ ...seen, prerendering: false }, 'prerenderingchange', 'visibilitychange']],
    ],
  ])('as soon as %s', async (_name, state, changes) => {
    const page = openIn(state);
    expectIdle(page);
    for (const [change, ...events] of changes) become(page, change, ...events);
    await expectAtWork(page);
  });

  it('at once: inserted by another script, also twice', async () => {
    const before = `${insert(builtScript())}${insert('globalThis.early = waybill.version;')}`;
    const page = openIn({}, before + insert(builtScript()));
    expect(page.window.eval('early')).toBe('0.1.0');
    await expectAtWork(page);
  });

  it('never on a page that nobody sees', async () => {
    const page = openIn({ ...away, prerendering: true, readyState: 'loading' });
    become(page, markup, 'DOMContentLoaded');
    become(page, whole, 'load', 'visibilitychange');
    await page.submit();
    expectIdle(page);
  });

  it('once, where two tags wait for the same moment', async () => {
    const page = openIn({ readyState: 'loading' }, builtScript() + insert(builtScript()));
    become(page, markup, 'DOMContentLoaded');
    await expectAtWork(page);
  });

  it('and fills a form that the page builds after it is loaded', async () => {
    const page = openIn({}, '', '');
    page.window.document.body.innerHTML = CONTACT_FORM;
    expect(await page.submit()).toMatchObject({ utm_source: 'google' });
    expect(page.leads).toHaveLength(1);
  });
});
