/** That nothing is lost while the collector is down. */
import { expect, it, vi } from 'vitest';
import { AD, AD_FIELDS, describeInBrowsers, moveClock, tagRan, WWW } from '../support/acme.ts';

describeInBrowsers('a collector that was down', { origins: [WWW] }, (acme) => {
  it('gets the lead of a form that has left its page with the next page', async () => {
    const { page, context } = await acme.newVisitor();
    acme.setDown(true);
    await acme.arrive(page, `${WWW}/${AD}`);
    await page.getByLabel('Your name').fill('Ann Example');
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByText('Thank you').waitFor();
    const { waybill_id: id = '', ...received } = acme.received();
    expect(received).toMatchObject(AD_FIELDS);
    acme.setDown(false);
    // By then it is no more under way.
    await moveClock(context, 15_000);
    await page.goto(`${WWW}/prices`);
    await tagRan(page);
    const lead = await vi.waitFor(() => acme.leadOf(id), { timeout: 15_000 });
    expect(lead).toMatchObject({
      status: 'submitted',
      page: `${WWW}/${AD}`,
      touches: { first: { landing_page: `${WWW}/${AD}` } },
    });
    await page.waitForFunction(
      () => !Object.keys(localStorage).some((name) => name.startsWith('waybill_unsent')),
    );
    expect(acme.timesTold(id)).toBe(1);
  });
});
