import { MAX_URL_CHARS } from '../../shared/limits.ts';

/**
 * An address without e-mail addresses in its parameters. A parameter's name stays (`email=`): that
 * it was there is evidence of an e-mail click.
 */
export function scrub(url: string, max: number = MAX_URL_CHARS): string {
  // Without `=` in the first class this would be quadratic in addresses that are full of them.
  return url.replace(/=[^&#=]*(@|%40)[^&#]*/g, '=').slice(0, max);
}
