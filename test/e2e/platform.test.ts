/** That the browsers do here what they do for visitors, without which the other tests say nothing. */
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import {
  type Launched,
  launchChromium,
  launchFirefox,
  openUnwatched,
} from '../support/browsers.ts';
import { type Internet, type Site, startInternet } from '../support/internet.ts';

/** What pages said about themselves. */
let said: string[] = [];

/** How often the script that may be cached was asked for. */
let scriptRequests = 0;

/** Waits until pages have said so much. */
function expectSaid(texts: string[]): Promise<void> {
  return expect.poll(() => said, { timeout: 10_000 }).toEqual(texts);
}

const REPORT = `<script>
  const say = (text) => fetch('/say', { method: 'POST', body: location.pathname + ' ' + text });
  const state = () => document.prerendering ? 'prerenders' : document.visibilityState;
  addEventListener('pageshow', (event) => say(event.persisted ? 'came back' : state()));
  document.addEventListener('prerenderingchange', () => say('is ' + state()));
</script>`;

/** Follows its link as soon as the page behind that has been prerendered. */
const OFFER = `<script type="speculationrules">
    { "prerender": [{ "source": "list", "urls": ["/next"] }] }
  </script>
  <script>fetch('/prerendered').then(() => document.querySelector('a').click());</script>`;

/** Tells the page around it what it finds in storage, and leaves something there. */
const FRAME = `<script>
  const tell = (text) => parent.postMessage(text, '*');
  try {
    tell(localStorage.getItem('left') ?? 'nothing');
    localStorage.setItem('left', 'something');
  } catch (error) {
    tell(error.name);
  }
</script>`;

const PAGES: Record<string, string> = {
  '/start': REPORT,
  '/offer': OFFER,
  '/next': REPORT,
  '/frame': FRAME,
  '/cached': '<script src="/script.js"></script>',
};

const site: Site = async (request) => {
  const { pathname } = new URL(request.url);
  if (pathname === '/say') {
    said.push(await request.text());
    return new Response();
  }
  if (pathname === '/script.js') {
    scriptRequests++;
    const headers = { 'content-type': 'text/javascript', 'cache-control': 'max-age=600' };
    return new Response('', { headers });
  }
  if (pathname === '/prerendered') {
    await vi.waitUntil(() => said.length > 0, { timeout: 10_000 });
    return new Response();
  }
  const html = `<!doctype html><a href="/next">next</a>${PAGES[pathname] ?? ''}`;
  return new Response(html, { headers: { 'content-type': 'text/html' } });
};

let internet: Internet;
beforeAll(async () => {
  const hosts = ['www.acme.co.uk', 'book.acme.co.uk', 'www.glow.example', 'widget.example'];
  internet = await startInternet(Object.fromEntries(hosts.map((host) => [host, site])));
});
afterAll(() => internet?.stop());
beforeEach(() => {
  said = [];
  scriptRequests = 0;
});

describe.each([
  ['Chromium', launchChromium],
  ['Firefox', launchFirefox],
])('%s', (_name, launch) => {
  let browser: Launched;
  let strict: Launched;
  beforeAll(async () => {
    [browser, strict] = await Promise.all([
      launch(internet),
      launch(internet, { blockStorage: true, privacyControl: true }),
    ]);
  });
  afterAll(async () => {
    await Promise.all([browser?.close(), strict?.close()]);
  });

  async function open(from: Launched, url: string) {
    const page = await (await from.newContext()).newPage();
    page.setDefaultTimeout(10_000);
    await page.goto(url);
    return page;
  }

  it('shares a cookie among the hosts of a site, and none among the sites of a public suffix', async () => {
    const page = await open(browser, 'https://www.acme.co.uk/');
    await page.evaluate(() => {
      // biome-ignore-start lint/suspicious/noDocumentCookie: what is tested.
      document.cookie = 'host=1';
      document.cookie = 'site=1; domain=acme.co.uk';
      document.cookie = 'suffix=1; domain=co.uk';
      // biome-ignore-end lint/suspicious/noDocumentCookie: what is tested.
    });
    expect(await page.evaluate(() => document.cookie)).toBe('host=1; site=1');
    await page.goto('https://book.acme.co.uk/');
    expect(await page.evaluate(() => document.cookie)).toBe('site=1');
  });

  it('gives a frame of another site storage, but other storage under each site', async () => {
    const page = await open(browser, 'https://www.acme.co.uk/');
    const finds = () =>
      page.evaluate(
        () =>
          new Promise((done) => {
            addEventListener('message', (event) => done(event.data), { once: true });
            const frame = document.createElement('iframe');
            frame.src = 'https://widget.example/frame';
            document.body.append(frame);
          }),
      );
    expect(await finds()).toBe('nothing');
    expect(await finds()).toBe('something');
    await page.goto('https://www.glow.example/');
    expect(await finds()).toBe('nothing');
  });

  it('asks once for a script that may be cached', async () => {
    const url = 'https://www.acme.co.uk/cached';
    const page = await open(browser, url);
    // Another tab, for each keeps some things in memory anyway.
    await (await page.context().newPage()).goto(url);
    expect(scriptRequests).toBe(1);
  });

  it('keeps nothing for a visitor who blocks storage', async () => {
    const page = await open(strict, 'https://www.acme.co.uk/');
    const kept = await page.evaluate(() => {
      // biome-ignore lint/suspicious/noDocumentCookie: what is tested.
      document.cookie = 'host=1';
      try {
        return localStorage.length;
      } catch (error) {
        return [document.cookie, (error as Error).name];
      }
    });
    expect(kept).toEqual(['', 'SecurityError']);
  });

  it('shows Global Privacy Control if the visitor asked for that', async () => {
    const asked = 'navigator.globalPrivacyControl ?? false';
    const url = 'https://www.acme.co.uk/';
    expect(await (await open(strict, url)).evaluate(asked)).toBe(true);
    expect(await (await open(browser, url)).evaluate(asked)).toBe(false);
  });

  it('brings a page back from the back/forward cache', async () => {
    const page = await open(browser, 'https://www.acme.co.uk/start');
    await expectSaid(['/start visible']);
    await page.click('a');
    await expectSaid(['/start visible', '/next visible']);
    await page.evaluate(() => setTimeout(() => history.back()));
    await expectSaid(['/start visible', '/next visible', '/start came back']);
  });
});

describe('Chromium, unwatched', () => {
  it('prerenders a page, shows it when it is gone to, and can be driven from then on', async () => {
    const visit = await openUnwatched(internet, 'https://www.acme.co.uk/offer');
    onTestFinished(visit.close);
    const all = ['/next prerenders', '/next is visible'];
    await expectSaid(all);
    const page = await visit.attach();
    expect(page.url()).toBe('https://www.acme.co.uk/next');
    await page.click('a');
    await expectSaid([...all, '/next visible']);
  });
});
