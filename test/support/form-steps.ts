import type { Page } from 'playwright-core';
import type { Step } from './form-cases.ts';

/** What a driver that is lost once a page is brought back leaves to the page itself. */
export function restByItself(steps: Step[]): string {
  return `addEventListener('pageshow', ({ persisted }) => {
    if (!persisted) return;
    setTimeout(() => {
      for (const [action, selector, value] of ${JSON.stringify(steps)}) {
        const element = document.querySelector(selector);
        if (action === 'fill') {
          element.focus();
          element.value = value;
          element.dispatchEvent(new Event('input', { bubbles: true }));
        } else element.click();
      }
    }, 200);
  });`;
}

/**
 * Does a step; nothing waits for a page that may follow. Firefox's driver inserts text that counts
 * as nobody's, so that no change is told of it, and neither its keys nor its mouse get into frames
 * of another site: there the element is asked itself.
 */
export async function take(page: Page, [action, ...words]: Step, isFirefox: boolean) {
  const [a = '', b = '', c = ''] = words.map(String);
  const soon = { noWaitAfter: true };
  const inFrame = () => page.frameLocator(a).locator(b);
  const actions: Record<string, () => Promise<unknown>> = {
    fill: async () => {
      const field = page.locator(a);
      const isDate = (await field.getAttribute('type')) === 'date';
      if (!isFirefox || isDate) return page.fill(a, b);
      await field.evaluate((element: HTMLInputElement) => element.select());
      await field.pressSequentially(b);
      // Another tab may have had the keys.
      if ((await field.inputValue()) === b) return;
      await page.fill(a, b);
      await field.dispatchEvent('change');
    },
    click: () => page.click(a, soon),
    // The page may be left between the two.
    dblclick: () => page.dblclick(a, { ...soon, timeout: 4_000 }).catch(() => {}),
    press: () => page.press(a, b, soon),
    select: () => page.selectOption(a, b),
    check: () => page.check(a),
    upload: () =>
      page.setInputFiles(a, {
        name: 'cv.txt',
        mimeType: 'text/plain',
        buffer: Buffer.from('hello'),
      }),
    wait: () => page.waitForTimeout(Number(a)),
    eval: () => page.evaluate(a),
    back: async () => {
      await page.goBack({ timeout: 1_500, waitUntil: 'commit' }).catch(() => {});
      await page.waitForTimeout(200);
    },
    framefill: async () => {
      if (!isFirefox) return inFrame().fill(c);
      return inFrame().evaluate((element: HTMLInputElement, value) => {
        element.focus();
        element.value = value;
        for (const type of ['input', 'change']) {
          element.dispatchEvent(new Event(type, { bubbles: true }));
        }
      }, c);
    },
    frameclick: async () => {
      if (!isFirefox) return inFrame().click();
      await inFrame().focus();
      return inFrame().evaluate((element: HTMLElement) => element.click());
    },
  };
  const act = actions[action];
  if (!act) throw new Error(`There is no step ${action}.`);
  await act();
}
