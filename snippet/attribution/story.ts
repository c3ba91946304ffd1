import { MAX_STORY_CHARS } from '../../shared/limits.ts';
import { decisive, type Source } from '../../shared/source.ts';
import { pathOf } from '../../shared/url.ts';
import type { Intent } from '../../shared/wire.ts';
import { phrase } from './phrase.ts';
import type { Visit } from './session.ts';

/** What a person calls a source: `Google Ads`, `Google search`, `partner.example`, `Email`. */
function nameOf({ source, channel, known, rule }: Source): string {
  // Who comes from the site itself came from elsewhere before, unseen: nobody guesses whence.
  if (rule === 6) return '';
  const name = phrase(/\./.test(source) ? (known?.platform ?? source) : source);
  if (!name || channel === 'Email') return channel;
  // A host is written as it is.
  return (
    name.replace(/^\w(?!.*\.)|[-_ ]ads$/g, (part) => (part[1] ? '' : part.toUpperCase())) +
    (/^(Paid|Disp|Cross)/.test(channel) ? ' Ads' : /Search/.test(channel) ? ' search' : '')
  );
}

/**
 * A lead in a sentence that a salesperson reads: where from, which pages, which form, what for, how
 * often here. What does not fit is left out whole, the least important first.
 *
 * @param source of the decisive touch
 * @param formName what people call the form, or its own name
 */
export function storyFrom(
  { touches, session, path }: Visit,
  source: Source,
  { lead_type = '', topic, options = [] }: Intent,
  formName: string,
  now: number,
): string {
  /** Texts in their order, and how soon each is given up; of 0 never. */
  const parts: [text: string, rank: number][] = [];
  const tell = (rank: number, before: string, text: string, after = '') =>
    text && parts.push([before + text + after, rank]);

  tell(0, '', nameOf(source));
  tell(1, " '", phrase(decisive(touches).tags.utm_campaign), "'");
  let minutes = 0;
  path.forEach(({ url, engaged_ms = 0 }, i) => {
    const page = pathOf(url);
    const next = path[i + 1];
    minutes += engaged_ms / 60_000;
    if (next && pathOf(next.url) === page) return;
    const time = minutes < 1 ? '' : ` (${minutes | 0} min)`;
    // Between the first and the last the newer ones tell more.
    tell(i && next ? 99 - i : 3, ' → ', phrase(page) || '…', time);
    minutes = 0;
  });
  const form = phrase(formName.replace(/[-_]+/g, ' '));
  tell(0, ' → ', `${form} form`.replace(/^ |(form.*) form$/i, '$1'));
  let before = '; asked for: ';
  let rank = 2;
  const wishes = [
    lead_type.replace(/_(request)?/g, ' '),
    topic,
    ...options.map((one) => one.value),
  ];
  for (const wish of new Set(wishes.map(phrase))) {
    if (tell(rank++, before, wish)) before = ', ';
  }
  const { number } = session;
  const days = ((now - touches.first.at) / 86_400_000) | 0;
  const ending = ['', 'st', 'nd', 'rd'][/1.$/.test(`${number}`) ? 0 : number % 10] || 'th';
  if (number > 1) tell(3.5, '; ', `${number}${ending} visit`, days > 1 ? ` in ${days} days` : '');
  for (;;) {
    const story = parts
      .map(([text]) => text)
      .join('')
      .replace(/( → …)+/g, ' → …')
      .replace(/^[ →]+/, '');
    if (story.length <= MAX_STORY_CHARS) return story;
    const least = parts.reduce((one, other) => (other[1] > one[1] ? other : one));
    least[0] = least[1] > 50 ? ' → …' : '';
    least[1] = 0;
  }
}
