import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  type BrowserType,
  chromium,
  firefox,
  type Page,
} from 'playwright-core';
import { temporaryFolder } from './home.ts';
import type { Internet } from './internet.ts';
import { installPackages, run } from './packages.ts';
import { freePort } from './sqld.ts';

interface Kind {
  name: string;
  type: BrowserType;
  /** The environment variable that may hold its path. */
  variable: string;
  /** Its package in Debian. */
  package: string;
  places: string[];
}

const CHROMIUM: Kind = {
  name: 'Chromium',
  type: chromium,
  variable: 'CHROMIUM',
  package: 'chromium',
  places: [
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  ],
};

const FIREFOX: Kind = {
  name: 'Firefox',
  type: firefox,
  variable: 'FIREFOX',
  package: 'firefox-esr',
  places: [
    '/usr/bin/firefox-esr',
    '/usr/bin/firefox',
    '/Applications/Firefox.app/Contents/MacOS/firefox',
  ],
};

function found({ type, variable, places }: Kind): string | undefined {
  const paths = [process.env[variable] ?? '', ...places, type.executablePath()];
  return paths.find((path) => path && existsSync(path));
}

/** As root on Debian from its packages, else as playwright brings it. */
function install(missing: Kind[]): void {
  installPackages(missing.map((kind) => kind.package));
  for (const kind of missing) {
    if (!found(kind)) run('npx', ['playwright-core', 'install', kind.type.name()]);
  }
}

function pathOf(kind: Kind): string {
  const path = found(kind);
  if (path) return path;
  throw new Error(
    `The browser tests need ${kind.name}: install it (Debian: apt-get install ${kind.package}), or set ${kind.variable} to its path.`,
  );
}

/** Finds every browser, or installs those that are not there, where it may. */
export function ensureBrowsers(): void {
  const kinds = [CHROMIUM, FIREFOX];
  const missing = kinds.filter((kind) => !found(kind));
  if (missing.length > 0) {
    const names = missing.map((kind) => kind.name).join(' and ');
    console.log(`No ${names} found: installing for the browser tests.`);
    install(missing);
  }
  kinds.forEach(pathOf);
}

/** What the person at a browser asked of it. */
export interface Wishes {
  /** Sites may keep nothing: cookies are ignored, and localStorage throws. */
  blockStorage?: boolean;
  /** Global Privacy Control. */
  privacyControl?: boolean;
  /** What it says of itself, also where a page is gone before its message: a context's does not. */
  userAgent?: string;
}

/** A browser; each of its contexts is a new visitor. */
export interface Launched {
  newContext: (options?: BrowserContextOptions) => Promise<BrowserContext>;
  close: () => Promise<void>;
}

/**
 * Those of the features which playwright turns off that tests need off. It also turns off the
 * partitioning of storage, and then a frame of another site has none at all.
 */
const DISABLED = ['DestroyProfileOnBrowserClose', 'HttpsUpgrades', 'MediaRouter', 'Translate'];

/** Quiet, and with every host, this machine's own too, on our internet; without one, on none. */
function chromiumArguments(internet: Internet | undefined): string[] {
  return [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    `--disable-features=${DISABLED}`,
    ...(internet
      ? [
          `--proxy-server=http://127.0.0.1:${internet.port}`,
          '--proxy-bypass-list=<-loopback>',
          // Where an error is ignored nothing is cached, so there must be none.
          `--ignore-certificate-errors-spki-list=${internet.publicKeyHash}`,
        ]
      : ['--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1']),
  ];
}

/**
 * Pages come back from the back/forward cache as they do for a visitor; playwright then waits in
 * vain for them to load: `page.goBack({ waitUntil: 'commit' })`.
 */
export async function launchChromium(internet?: Internet, wishes: Wishes = {}): Promise<Launched> {
  const folder = temporaryFolder();
  const settings = wishes.blockStorage ? { default_content_setting_values: { cookies: 2 } } : {};
  mkdirSync(join(folder.path, 'Default'));
  writeFileSync(join(folder.path, 'Default', 'Preferences'), JSON.stringify({ profile: settings }));
  // Only a context with a folder reads settings; those made after it are under them too.
  const settled = await chromium.launchPersistentContext(folder.path, {
    executablePath: pathOf(CHROMIUM),
    ignoreDefaultArgs: ['--disable-back-forward-cache'],
    args: [
      ...chromiumArguments(internet),
      ...(wishes.userAgent ? [`--user-agent=${wishes.userAgent}`] : []),
    ],
  });
  return {
    async newContext(options) {
      const context = await (settled.browser() as Browser).newContext(options);
      // Chromium has no such setting; browsers made from it show it to pages so.
      if (wishes.privacyControl) {
        await context.addInitScript(() => {
          Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', { get: () => true });
        });
      }
      return context;
    },
    async close() {
      await settled.close();
      folder.remove();
    },
  };
}

/**
 * A Chromium at an address with no developer tools attached, for it prerenders only without them.
 * Until it is attached to, the page must act and report by itself.
 */
export async function openUnwatched(internet: Internet, url: string) {
  const folder = temporaryFolder();
  const port = await freePort();
  const child = spawn(
    pathOf(CHROMIUM),
    [
      '--headless',
      `--user-data-dir=${folder.path}`,
      `--remote-debugging-port=${port}`,
      ...chromiumArguments(internet),
      url,
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  // This closes when the last of its processes has ended, and none writes to the folder any more.
  const ended = new Promise((done) => child.stderr.resume().once('close', done));
  return {
    /** The page, under control from now on. */
    async attach(): Promise<Page> {
      const browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
      const pages = browser.contexts().flatMap((context) => context.pages());
      const page = pages.find((one) => one.url().startsWith(new URL(url).origin));
      if (page) return page;
      throw new Error(`There is no page of ${url}.`);
    },
    async close() {
      child.kill();
      await ended;
      folder.remove();
    },
  };
}

/**
 * A page that comes back from the back/forward cache is lost to playwright until its next
 * navigation, and must act and report by itself: `page.goBack()` does not end.
 */
export async function launchFirefox(internet: Internet, wishes: Wishes = {}): Promise<Launched> {
  const executablePath = pathOf(FIREFOX);
  const bundled = executablePath === firefox.executablePath();
  const browser = await firefox.launch({
    executablePath,
    // The build that playwright brings has a protocol of its own.
    ...(bundled ? {} : { channel: 'moz-firefox' }),
    // It ends itself rather than reach for anything but our internet.
    env: { ...process.env, MOZ_DISABLE_NONLOCAL_CONNECTIONS: '1' },
    firefoxUserPrefs: {
      // What playwright calls a proxy is for http only.
      'network.proxy.type': 1,
      'network.proxy.http': '127.0.0.1',
      'network.proxy.http_port': internet.port,
      'network.proxy.ssl': '127.0.0.1',
      'network.proxy.ssl_port': internet.port,
      'network.proxy.allow_hijacking_localhost': true,
      // Otherwise it asks for its own settings again and again.
      'services.settings.server': 'data:,#remote-settings-dummy/v1',
      'privacy.globalprivacycontrol.enabled': wishes.privacyControl ?? false,
      ...(wishes.blockStorage ? { 'network.cookie.cookieBehavior': 2 } : {}),
    },
  });
  return {
    newContext: (options) => browser.newContext({ ignoreHTTPSErrors: true, ...options }),
    close: () => browser.close(),
  };
}
