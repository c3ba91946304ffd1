/**
 * Takes the pictures of the README from the running demo: `npm run pictures`.
 */
import { join } from 'node:path';
import { buildAll } from '../../snippet/build.ts';
import { ensureBrowsers, launchChromium } from './browsers.ts';
import { startWaybill } from './executable.ts';
import { temporaryFolder, USER_AGENT } from './home.ts';

ensureBrowsers();
await buildAll();
const folder = temporaryFolder();
const started = await startWaybill({ WAYBILL_DATA: join(folder.path, 'data') });
// A browser without a head says so, and its leads are nobody's to answer.
const browser = await launchChromium(undefined, { userAgent: USER_AGENT });
const context = await browser.newContext({
  viewport: { width: 1040, height: 900 },
  deviceScaleFactor: 1.5,
});
const page = await context.newPage();
const shop = `http://localhost:${started.demoPort}`;

await page.goto(/Dashboard\s+(\S+)/.exec(started.printed)?.[1] ?? '');
await page.getByRole('button').last().click();
await page.goto(`${shop}/arrive/ad`);
for (const name of ['Prices', 'Contact']) {
  await page.waitForTimeout(1_500);
  await page.getByRole('navigation').getByText(name).click();
}
await page.waitForFunction(() => 'waybill' in window);
await page.getByLabel('Your name').fill('Ann Example');
await page.getByLabel('E-mail').fill('ann@example.com');
await page.getByLabel('What is it about?').selectOption('AC repair');
// Who sends a form within two seconds is no person.
await page.waitForTimeout(2_200);
await page.getByRole('button', { name: 'Send' }).click();
await page.getByText('See the lead in Waybill').click();
// Routed and sent, and taken up by whoever got it.
await page.waitForTimeout(2_000);
await page.reload();
await page.getByRole('button', { name: 'Accept' }).click();
await page.locator('summary', { hasText: 'Contacted' }).click();
await page.getByRole('button', { name: 'Call', exact: true }).click();
for (const colorScheme of ['light', 'dark'] as const) {
  await page.emulateMedia({ colorScheme });
  await page.screenshot({ path: `docs/lead-${colorScheme}.png` });
}

await browser.close();
await started.stop();
folder.remove();
