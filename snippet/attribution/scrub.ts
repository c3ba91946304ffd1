import { MAX_URL_CHARS } from '../../shared/limits.ts';

/**
 * An address without e-mail addresses in its parameters. A parameter's name stays (`email=`): that
 * it was there is evidence of an e-mail click.
 */
export function scrub(url: string): string {
  return url.replace(/=[^&#]*(@|%40)[^&#]*/g, '=').slice(0, MAX_URL_CHARS);
}
