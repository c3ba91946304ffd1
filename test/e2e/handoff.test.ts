import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Launched, launchChromium } from '../support/browsers.ts';
import { type Started, startWaybill } from '../support/executable.ts';
import { temporaryFolder, USER_AGENT } from '../support/home.ts';

/** What the person writes of himself, which no delivery may carry where the site does not ask for it. */
const PERSON = { name: 'Ann Marker', email: 'ann.marker@example.com' };

let folder: ReturnType<typeof temporaryFolder>;
let started: Started;
let browser: Launched;
let page: Page;
beforeAll(async () => {
  folder = temporaryFolder();
  started = await startWaybill({ WAYBILL_DATA: join(folder.path, 'data') });
  // A browser without a head says so, and is taken for a machine.
  browser = await launchChromium(undefined, { userAgent: USER_AGENT });
  page = await (await browser.newContext()).newPage();
  page.setDefaultTimeout(10_000);
});
afterAll(async () => {
  await browser?.close();
  await started?.stop();
  folder.remove();
});

const demo = (path: string) => `http://localhost:${started.demoPort}${path}`;

/** Nothing is wider than the screen, and no colour of the page is the browser's own. */
async function expectReadable(): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    for (const width of [360, 1040]) {
      await page.setViewportSize({ width, height: 800 });
      const { scrollWidth } = await page.evaluate(() => ({
        scrollWidth: document.documentElement.scrollWidth,
      }));
      expect(scrollWidth, `${page.url()} at ${width}`).toBeLessThanOrEqual(width);
    }
  }
}

/** Looks at the receiver until something is there. */
async function received(text: string): Promise<void> {
  await expect
    .poll(
      async () => {
        await page.goto(demo('/receiver'));
        return (await page.getByText(text).count()) > 0;
      },
      { timeout: 15_000 },
    )
    .toBe(true);
}

/** Where the lead stands, as its page says. */
const stage = () => page.locator('.standing .chip').first().innerText();

describe('a lead of the demo site', () => {
  it('is sent to whoever is to answer, as a signed webhook and as a card', async () => {
    await page.goto(/Dashboard\s+(\S+)/.exec(started.printed)?.[1] ?? '');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'Leads' }).waitFor();
    await page.goto(demo('/arrive/ad'));
    await page.waitForFunction(() => 'waybill' in window);
    await page.getByRole('navigation').getByText('Contact').click();
    await page.waitForFunction(() => 'waybill' in window);
    await page.getByLabel('Your name').fill(PERSON.name);
    await page.getByLabel('E-mail').fill(PERSON.email);
    await page.getByLabel('What is it about?').selectOption('AC repair');
    // Who sends a form within two seconds is no person, and is not routed.
    await page.waitForTimeout(2_200);
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByRole('heading', { name: 'Thank you' }).waitFor();
    await received('signature verified');
    await received('A card, as Slack would show it');
    expect(await page.content()).not.toMatch(/NOT valid|ann\.marker|Ann Marker/);
    await expectReadable();
  });

  it('is accepted by the link in the card, by a button and not by opening it', async () => {
    await page.getByRole('link', { name: 'Accept' }).first().click();
    await page.getByRole('button', { name: 'Accept' }).waitFor();
    await expectReadable();
    expect(await page.locator('.chip').first().innerText()).toBe('routed');
    await page.getByRole('button', { name: 'Accept' }).click();
    await expect.poll(() => page.locator('.chip').first().innerText()).toBe('accepted');
  });

  it('is contacted, qualified and won on its page, each in two clicks at most', async () => {
    await page.goto(started.printed.match(/Dashboard\s+(http:\/\/[^/]+)/)?.[1] ?? '');
    await page.locator('table a').first().click();
    await expect.poll(stage).toBe('Accepted');
    await page.locator('summary', { hasText: 'Contacted' }).click();
    await page.getByRole('button', { name: 'Call', exact: true }).click();
    await expect.poll(stage).toBe('Contacted');
    await page.getByRole('button', { name: 'Qualify', exact: true }).click();
    await expect.poll(stage).toBe('Qualified');
    await expectReadable();
    // By keyboard alone.
    await page.locator('summary', { hasText: 'Win' }).focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await page.keyboard.type('1250,50');
    await page.keyboard.press('Enter');
    await expect.poll(stage).toBe('Won');
    const timeline = await page.locator('#timeline').innerText();
    expect(timeline).toMatch(/Won\n1,250\.5 USD[\s\S]*Qualified[\s\S]*Contacted\nby call/);
    expect(await page.locator('#items').innerText()).toMatch(/Outcome[\s\S]*1,?250/);
    await expectReadable();
  });

  it('is found by where it stands, and by whose it is', async () => {
    for (const [name, there] of [
      ['Late', 0],
      ['Unowned', 0],
      ['All', 1],
    ] as const) {
      await page.getByRole('link', { name: 'Leads', exact: true }).first().click();
      await page.getByRole('link', { name, exact: true }).click();
      await expect.poll(() => page.locator('tbody tr').count(), { message: name }).toBe(there);
    }
    await page.getByLabel('Stage').selectOption('won');
    await page.getByRole('button', { name: 'Find' }).click();
    await expect.poll(() => page.locator('tbody tr').count()).toBe(1);
    await expectReadable();
  });
});
