import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ARRIVALS } from '../../collector/node/demo/arrivals.ts';
import { type Launched, launchChromium } from '../support/browsers.ts';
import { type Started, startWaybill } from '../support/executable.ts';
import { temporaryFolder } from '../support/home.ts';

/** What each way to arrive must bring into the form. */
const EXPECTED: Record<string, Record<string, string>> = {
  ad: { utm_campaign: 'spring-tuneup', waybill_channel: 'Paid Search' },
  search: { referrer: 'https://www.bing.com/', waybill_channel: 'Organic Search' },
  assistant: { utm_source: 'chatgpt.com', waybill_channel: 'AI Assistant' },
  newsletter: { utm_source: 'newsletter', waybill_channel: 'Email' },
  direct: { utm_source: 'empty', waybill_channel: 'Direct' },
};

let folder: ReturnType<typeof temporaryFolder>;
let started: Started;
let browser: Launched;
beforeAll(async () => {
  folder = temporaryFolder();
  started = await startWaybill({ WAYBILL_DATA: join(folder.path, 'data') });
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
  await started?.stop();
  folder.remove();
});

/** The fields that the page after the form shows. */
function shown(page: Page): Promise<Record<string, string>> {
  return page.evaluate(() =>
    Object.fromEntries(
      Array.from(document.querySelectorAll('dt'), (dt): [string, string] => [
        dt.textContent ?? '',
        dt.nextElementSibling?.textContent ?? '',
      ]),
    ),
  );
}

async function fillContactForm(page: Page, service: string): Promise<void> {
  await page.getByRole('navigation').getByText('Contact').click();
  await page.waitForFunction(() => 'waybill' in window);
  await page.getByLabel('Your name').fill('Ann');
  await page.getByLabel('E-mail').fill('ann@example.com');
  await page.getByLabel('What is it about?').selectOption(service);
}

describe('the demo site', () => {
  it.each([...ARRIVALS])('shows what arriving by "%s" brings', async (name, arrival) => {
    const context = await browser.newContext();
    context.setDefaultTimeout(10_000);
    const page = await context.newPage();
    await page.goto(`http://localhost:${started.demoPort}`);
    await page.getByText(arrival.label).click();
    await page.waitForURL(`**${arrival.landing}`);
    await page.waitForFunction(() => 'waybill' in window);
    await fillContactForm(page, 'New furnace');
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByRole('heading', { name: 'Thank you' }).waitFor();
    expect(await shown(page)).toMatchObject({ ...EXPECTED[name], name: 'Ann' });
    await context.close();
  });

  it('leads on to the lead, once signed in by the printed link', async () => {
    const page = await (await browser.newContext()).newPage();
    page.setDefaultTimeout(10_000);
    await page.goto(/Dashboard\s+(\S+)/.exec(started.printed)?.[1] ?? '');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'Leads' }).waitFor();
    await page.goto(`http://localhost:${started.demoPort}/arrive/ad`);
    await page.waitForFunction(() => 'waybill' in window);
    await fillContactForm(page, 'AC repair');
    const [sent] = await Promise.all([
      page.waitForResponse((answer) => answer.url().includes('/v1/collect/')),
      page.getByRole('button', { name: 'Send' }).click(),
    ]);
    expect(sent.status()).toBe(202);
    await page.getByText('See the lead in Waybill').click();
    await page.getByRole('heading', { name: 'AC repair, from Paid Search' }).waitFor();
    expect(await page.locator('ol.path:not(.timeline) > li').count()).toBe(4);
    // It is readable on a phone: nothing is wider than the screen.
    await page.setViewportSize({ width: 360, height: 700 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(
      360,
    );
    expect(await page.content()).not.toContain('ann@example.com');
  });
});
