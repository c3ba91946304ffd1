import { decoded } from '../../shared/landing.ts';
import { isPersonal } from '../../shared/personal.ts';

/** A parameter, also where the signs around it were encoded; its value ends where another begins. */
const PARAMETER =
  /([?#&;]|%(?:25)*(?:26|3F))([^?#&;=%]*)(?:=|%(?:25)*3D)((?:(?!%(?:25)*(?:26|3F))[^&#;])*)/gi;

/**
 * An address without what identifies a person: parameters by their name, and any whose value looks
 * like an e-mail address or a telephone number. The name stays (`mkt_tok=`): that it was there is
 * evidence of an e-mail click.
 */
export function scrub(url: string): string {
  return url.replace(PARAMETER, (all, before, name, value) => {
    const text = decoded(value);
    return isPersonal(name, text) || text.includes('@') ? `${before}${name}=` : all;
  });
}
