import { CONSENT_TOOLS } from '../../shared/parts.ts';
import { hostFrom } from './host.ts';
import { CONSENT_MODES, MAX_LOOKBACK_DAYS, type Settings } from './settings.ts';

export type SettingName = keyof Settings;

/** The value that words stand for, or the words that stand for none. */
type Read<T> = { value: T } | { wrong: string };

/** How a setting is said in words. */
interface Said<T> {
  takes: string;
  example: string;
  read: (words: string[]) => Read<T>;
}

function readDays(words: string[]): Read<number> {
  const text = words.join(' ');
  const value = /^\d+$/.test(text) ? Number(text) : 0;
  return value >= 1 && value <= MAX_LOOKBACK_DAYS ? { value } : { wrong: text };
}

function readHosts(words: string[], most: number): Read<string[]> {
  const wrong = words.find((word) => !hostFrom(word));
  if (wrong) return { wrong };
  const value = [...new Set(words.flatMap((word) => hostFrom(word) ?? []))];
  return value.length <= most ? { value } : { wrong: `${value.length} hosts` };
}

function readConsent(words: string[]): Read<Settings['consent']> {
  const text = words.join(' ');
  const mode = CONSENT_MODES.find((name) => name === text);
  if (mode) return { value: mode };
  const value = CONSENT_TOOLS.filter((tool) => words.includes(tool));
  return value.length && value.length === new Set(words).size ? { value } : { wrong: text };
}

const SAID: { [Name in SettingName]: Said<Settings[Name]> } = {
  lookback_days: {
    takes: `a whole number of days from 1 to ${MAX_LOOKBACK_DAYS}`,
    example: '30',
    read: readDays,
  },
  domains: {
    takes: 'up to 20 other hosts of yours, each with what is below it',
    example: 'example.co.uk example-shop.com',
    read: (words) => readHosts(words, 20),
  },
  excluded: {
    takes: 'up to 50 hosts of tools that work for your business, each with what is below it',
    example: 'calendly.com example.my-portal.com',
    read: (words) => readHosts(words, 50),
  },
  consent: {
    takes: `${CONSENT_MODES.join(', ')}, or some of ${CONSENT_TOOLS.join(', ')}`,
    example: 'required',
    read: readConsent,
  },
};

export const SETTING_NAMES = Object.keys(SAID) as SettingName[];

/** A setting from its words, or a sentence that says what it takes. */
export function settingFrom(
  name: SettingName,
  words: readonly string[],
): { value: Settings[SettingName] } | { fault: string } {
  const { takes, example, read } = SAID[name];
  // A list may come in one word, with commas.
  const found = read(
    words
      .join(' ')
      .toLowerCase()
      .split(/[\s,]+/)
      .filter(Boolean),
  );
  if ('value' in found) return found;
  return {
    fault: `${name} cannot be ${JSON.stringify(found.wrong)}. It takes ${takes}. Example: waybill settings set ${name} ${example}`,
  };
}
