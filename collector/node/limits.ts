import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { NodeSettings } from '../config.ts';
import type { Deps } from '../deps.ts';

const SECONDS = 60;
/**
 * Keys that may begin within a minute: of more, each new one passes. Who has so many addresses is
 * not held by a limit per address, and must not fill the memory.
 */
const MAX_NEW_KEYS = 100_000;

type Allowance = (key: string) => Promise<number | undefined>;

/** So many a minute for each key. */
function allowance(points: number): Allowance {
  const limiter = new RateLimiterMemory({ points, duration: SECONDS });
  let begun = 0;
  let minute = 0;
  const isKnown = async (key: string) => {
    const now = Math.floor(Date.now() / (SECONDS * 1000));
    if (now !== minute) {
      minute = now;
      begun = 0;
    }
    return begun < MAX_NEW_KEYS || (await limiter.get(key)) !== null;
  };
  return async (key) => {
    if (!(await isKnown(key))) return undefined;
    try {
      const { isFirstInDuration } = await limiter.consume(key);
      if (isFirstInDuration) begun++;
      return undefined;
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
      return Math.max(1, Math.ceil(refusal.msBeforeNext / 1000));
    }
  };
}

const unlimited: Allowance = async () => undefined;

/** The limits of these settings. Addresses are kept here alone, in memory, for a minute. */
export function rateLimits(settings: NodeSettings): Deps['limit'] {
  const of = (points: number) => (points ? allowance(points) : unlimited);
  const allowances = {
    address: of(settings.WAYBILL_RATE_PER_ADDRESS),
    site: of(settings.WAYBILL_RATE_PER_SITE),
  };
  return (name, key) => allowances[name](key);
}
