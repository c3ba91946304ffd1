import bowser from 'bowser';
import { isbot } from 'isbot';
import type { Client } from './client.ts';

/**
 * Scanners of links in mails and others that call themselves by names which are on no list
 * (measured against isbot 5.2.3), or say that no person looks.
 */
const SCANNER =
  /barracuda|ms-office|msoffice|safelinks|proofpoint|mimecast|cudasvc|headlesschrome|phantomjs/i;

/** What is kept of a user agent: who made it and its great version, no more. */
export interface Agent {
  client: Pick<Client, 'browser' | 'os' | 'device'>;
  /** What tells that it is no person's; '' where nothing does. */
  bot: string;
}

function botOf(userAgent: string): string {
  if (!userAgent.trim()) return 'no user agent';
  if (SCANNER.test(userAgent)) return 'user agent of a scanner';
  return isbot(userAgent) ? 'user agent of a bot' : '';
}

/** Reads a user agent, of which only this is kept. */
export function agentOf(userAgent: string): Agent {
  const bot = botOf(userAgent);
  if (!userAgent) return { client: {}, bot };
  const { browser, os, platform } = bowser.parse(userAgent);
  const version = /^\d+/.exec(browser.version ?? '')?.[0] ?? '';
  const name = [browser.name, version].filter(Boolean).join(' ');
  return {
    client: {
      ...(name && { browser: name }),
      ...(os.name && { os: os.name }),
      ...(platform.type && { device: platform.type }),
    },
    bot,
  };
}

/** What a request says of why it was sent: a browser that fetches ahead of a person says so. */
export function prefetchEvidence(header: (name: string) => string | undefined): string {
  const said = ['sec-purpose', 'purpose', 'x-moz'].find((name) =>
    /prefetch|prerender|preview/i.test(header(name) ?? ''),
  );
  return said ? `fetched ahead (${said})` : '';
}
