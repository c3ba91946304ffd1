import { describe, expect, it, vi } from 'vitest';
import { Page } from './page.ts';
import { TOOLS } from './tools.ts';

const DECISIONS = [
  ['accepted', true, true],
  ['declined', false, false],
  ['accepted statistics only', true, false],
] as const;

describe.each(TOOLS)('%s', (_name, adapter, make, globals) => {
  it.each(DECISIONS)('reports at once what was %s before', async (_how, ...decision) => {
    const page = new Page(adapter);
    const tool = make(page, decision);
    tool.stub();
    tool.run();
    expect(page.watch()).toBe(true);
    expect(await page.said()).toEqual(decision);
  });

  it.each(DECISIONS)('reports nothing before it is %s', async (_how, ...decision) => {
    const page = new Page(adapter);
    const tool = make(page);
    tool.stub();
    tool.run();
    expect(page.watch()).toBe(true);
    expect(await page.said()).toBeUndefined();
    tool.decide(...decision);
    expect(await page.said()).toEqual(decision);
  });

  it('reports a withdrawal', async () => {
    const page = new Page(adapter);
    const tool = make(page, [true, true]);
    tool.stub();
    tool.run();
    page.watch();
    expect(await page.said()).toEqual([true, true]);
    tool.decide(false, false);
    expect(await page.said()).toEqual([false, false]);
  });

  it.each(DECISIONS)('is there before it begins, and tells then of %s', async (_, ...decision) => {
    const page = new Page(adapter);
    const tool = make(page, decision);
    tool.stub();
    expect(page.watch()).toBe(true);
    expect(await page.said()).toBeUndefined();
    tool.run();
    expect(await page.said()).toEqual(decision);
  });

  it('is undecided when it begins late, until it is decided', async () => {
    const page = new Page(adapter);
    const tool = make(page);
    tool.stub();
    page.watch();
    tool.run();
    expect(await page.said()).toBeUndefined();
    tool.decide(true, true);
    expect(await page.said()).toEqual([true, true]);
  });

  it('is absent from a page without it, and waits for nothing there', () => {
    const page = new Page(adapter);
    const listen = vi.spyOn(page.window, 'addEventListener');
    expect(page.watch()).toBe(false);
    expect(listen).not.toHaveBeenCalled();
    expect(page.get('dataLayer')).toBeUndefined();
  });

  it('is found by being asked again, and may be asked too often', async () => {
    const page = new Page(adapter);
    const tool = make(page);
    expect(page.watch()).toBe(false);
    tool.stub();
    tool.run();
    expect(page.watch()).toBe(true);
    expect(page.watch()).toBe(true);
    tool.decide(true, false);
    expect(await page.said()).toEqual([true, false]);
  });

  const fail = () => {
    throw new Error('Broken.');
  };
  it.each([
    ['throws', new Proxy(fail, { get: fail })],
    ['answers nothing', () => undefined],
  ])('breaks nothing and grants nothing where the tool %s', async (_how, broken) => {
    const page = new Page(adapter);
    const tool = make(page);
    tool.stub();
    tool.run();
    page.set(Object.fromEntries(globals.map((name) => [name, broken])));
    expect(page.watch()).toBe(true);
    page.load();
    if (globals.length > 0) tool.decide(true, true);
    await page.said();
    expect(page.reports.flat()).not.toContain(true);
  });
});
