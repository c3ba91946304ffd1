import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const PLACES = [
  process.env.CHROMIUM ?? '',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** Quiet, and off the network but for this machine. */
const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

function found(): string | undefined {
  return [...PLACES, chromium.executablePath()].find((path) => path && existsSync(path));
}

function run(command: string, words: string[]): void {
  spawnSync(command, words, { stdio: 'inherit' });
}

/** As root on Debian from its packages, else as playwright brings it. */
function install(): void {
  if (process.getuid?.() === 0 && existsSync('/etc/debian_version')) {
    const quiet = ['-qq', '-o', 'Dpkg::Use-Pty=0'];
    run('apt-get', [...quiet, 'update']);
    run('apt-get', [...quiet, 'install', '-y', '--no-install-recommends', 'chromium']);
  }
  if (!found()) run('npx', ['playwright-core', 'install', 'chromium']);
}

/** The path of a Chromium; installs one where there is none and it may. */
export function ensureChromium(): string {
  if (!found()) {
    console.log('No Chromium found: installing one for the browser tests.');
    install();
  }
  const path = found();
  if (path) return path;
  throw new Error(
    'The browser tests need Chromium: install it (Debian: apt-get install chromium), or set CHROMIUM to its path.',
  );
}

/** A browser for which every host is this machine's port. */
export function launchChromium(port: number): Promise<Browser> {
  const map = `--host-resolver-rules=MAP * 127.0.0.1:${port}, EXCLUDE localhost, EXCLUDE 127.0.0.1`;
  return chromium.launch({ executablePath: ensureChromium(), args: [...ARGS, map] });
}
