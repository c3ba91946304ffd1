/** A way to arrive at the demo site, as the browser would tell it. */
export interface Arrival {
  label: string;
  /** The address landed on. */
  landing: string;
  referrer: string;
}

/** By their name in the address. A demo cannot leave the machine, so the referrer is simulated. */
export const ARRIVALS: ReadonlyMap<string, Arrival> = new Map([
  [
    'ad',
    {
      label: 'From a Google ad',
      landing:
        '/ac-repair?utm_source=google&utm_medium=cpc&utm_campaign=spring-tuneup&utm_term=ac+repair&gclid=Cj0KCQjwiMmwBhDmARIsABeQ7xRJWGVfm8Tw5EtQbxSiM8dXrCjhqs0D0YBNs',
      referrer: 'https://www.google.com/',
    },
  ],
  [
    'search',
    {
      label: 'From a search engine',
      landing: '/articles/warm-air',
      referrer: 'https://www.bing.com/',
    },
  ],
  [
    'assistant',
    {
      label: 'From an AI assistant',
      landing: '/furnace-installation?utm_source=chatgpt.com',
      referrer: 'https://chatgpt.com/',
    },
  ],
  [
    'newsletter',
    {
      label: 'From the newsletter',
      landing: '/pricing?utm_source=newsletter&utm_medium=email&utm_campaign=autumn-check',
      referrer: '',
    },
  ],
  ['direct', { label: 'Directly, by typing the address', landing: '/', referrer: '' }],
]);
