import { describe, expect, it, vi } from 'vitest';
import { referenceOf } from '../../shared/reference.ts';
import { Visitor } from '../support/visitor.ts';

const SHOWN = '<p>Call 555-0100, code <b data-waybill-ref></b> or <i data-waybill-ref>…</i></p>';

describe('the code of a session', () => {
  it('stands wherever the page shows it, and is that of what the collector is told', async () => {
    const page = new Visitor().open('/', { html: SHOWN });
    await page.settle();
    const shown = [...page.window.document.querySelectorAll('[data-waybill-ref]')];
    const code = referenceOf(page.messages[0]?.session.id ?? '');
    expect(code).toMatch(/^[2-9A-HJ-NP-Z]{6}$/);
    expect(shown.map(({ textContent }) => textContent)).toEqual([code, code]);
  });

  it('is the same on the next page, and another in the next session', async () => {
    const visitor = new Visitor();
    const codes: (string | undefined)[] = [];
    for (const afterMs of [0, 60_000, 3_600_000]) {
      const page = visitor.open('/', { html: SHOWN, afterMs });
      await page.settle();
      codes.push(page.window.document.querySelector('[data-waybill-ref]')?.textContent);
    }
    expect(codes[1]).toBe(codes[0]);
    expect(codes[2]).not.toBe(codes[0]);
  });

  it('comes into what the page shows later', async () => {
    const page = new Visitor().open('/');
    await page.settle();
    page.window.document.body.insertAdjacentHTML('beforeend', SHOWN);
    const shown = () => page.window.document.querySelector('b')?.textContent;
    await vi.waitFor(() => expect(shown()).toHaveLength(6), 5_000);
  });
});
