import type { Envelope } from '../../shared/wire.ts';

/** Nothing asks for consent here: full storage; Global Privacy Control speaks for ads. */
export function consentNow(at: number): Envelope['consent'] {
  const denied = (navigator as { globalPrivacyControl?: boolean }).globalPrivacyControl;
  return {
    storage: { level: 'full', by: 'default', at },
    ads: denied ? { level: 'denied', by: 'gpc', at } : { level: 'unknown', by: 'default', at },
  };
}
