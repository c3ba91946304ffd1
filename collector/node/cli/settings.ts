import type { Command } from 'commander';
import { hintsOf } from '../../db/site-hints.ts';
import {
  SETTING_NAMES,
  type SettingName,
  settingFrom,
  settingWords,
} from '../../domain/setting-words.ts';
import { type Settings, settingsFrom } from '../../domain/settings.ts';
import { type Suggestion, suggestionOf } from '../../domain/vendor-hints.ts';
import { changeSetting } from '../setup.ts';
import { UserError } from '../user-error.ts';
import { onData, type Which, withSite } from './on-data.ts';

function settingName(text: string): SettingName {
  const name = SETTING_NAMES.find((one) => one === text);
  if (name) return name;
  throw new UserError(`There is no setting ${text}. There are: ${SETTING_NAMES.join(', ')}`);
}

/** A word as it is typed into a shell. */
function shellWord(word: string): string {
  return /^[\w.,:=@/-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** The longest name and a space. */
const NAME_WIDTH = Math.max(...SETTING_NAMES.map(({ length }) => length)) + 1;

function row<Name extends SettingName>(name: Name, value: Settings[Name]): string {
  const words = settingWords(name, value).map(shellWord);
  return `${name.padEnd(NAME_WIDTH)}${words.join(' ') || '(none)'}\n`;
}

/** What is still to do for hosts that visitors are carried over to. */
function stillToAllow(hosts: readonly string[], origins: readonly string[]): string {
  const allowed = origins.map((origin) => `.${new URL(origin).hostname}`);
  return hosts
    .filter((host) => !allowed.some((name) => name.endsWith(`.${host}`)))
    .map(
      (host) =>
        `No page of ${host} may collect yet. Allow them, with www. or without: waybill origins add https://${host}\n`,
    )
    .join('');
}

function toSwitchOn(suggestion: Suggestion | undefined): string {
  if (!suggestion) return '';
  const { vendors, command } = suggestion;
  return `\nseen on your pages, not switched on: ${vendors.join(', ')}. Switch on: ${command}\n`;
}

/** `waybill settings`: what the script of a site does and may do, and how long data is kept. */
export function addSettingsCommands(program: Command): void {
  const settings = withSite(program.command('settings'))
    .description('the settings of a site; without a word more, print them')
    .action((which: Which) =>
      onData(async (home, { scope, site }) => {
        const rows = SETTING_NAMES.map((name) => row(name, site.settings[name]));
        const hints = await hintsOf({ ...scope, siteId: site.id }, home.db, home.deps.now());
        const seen = hints.map(({ hint }) => hint);
        return rows.join('') + toSwitchOn(suggestionOf(seen, site.settings.vendors));
      }, which),
    );

  withSite(settings.command('set <name> <value...>'))
    .description('set one')
    .addHelpText(
      'after',
      `
Examples:
  waybill settings set domains example.co.uk example-shop.com
  waybill settings set consent required
  waybill settings set map '[name=input_7]=utm_source'`,
    )
    .action((text: string, words: string[], _options: Which, command: Command) => {
      const name = settingName(text);
      const read = settingFrom(name, words);
      if ('fault' in read) throw new UserError(read.fault);
      return onData(async (home, local) => {
        await changeSetting(home, local, name, read.value);
        const hosts = name === 'domains' ? [read.value].flat().map(String) : [];
        return row(name, read.value) + stillToAllow(hosts, local.site.origins);
      }, command.optsWithGlobals());
    });

  withSite(settings.command('unset <name>'))
    .description('as if it never was set')
    .action((text: string, _options: Which, command: Command) => {
      const name = settingName(text);
      return onData(async (home, local) => {
        await changeSetting(home, local, name);
        return row(name, settingsFrom({})[name]);
      }, command.optsWithGlobals());
    });
}
