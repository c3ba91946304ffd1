import { MAX_URL_CHARS } from '../../shared/limits.ts';

/**
 * An address without e-mail addresses in its parameters. A parameter's name stays (`email=`): that
 * it was there is evidence of an e-mail click.
 */
export function scrub(url: string, max: number = MAX_URL_CHARS): string {
  // One pass over each value: searching for the @ within the pattern would be quadratic.
  return url.replace(/=[^&#]*/g, (value) => (/@|%40/.test(value) ? '=' : value)).slice(0, max);
}
