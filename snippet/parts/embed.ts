import { guard } from '../browser/guard.ts';
import { type Core, parts } from '../core.ts';

/** A page that takes back what it is given again and again is left alone. */
const MAX_TIMES = 5;

/** What an element was given. */
interface Given {
  times: number;
  /** What its attribute was left as; a frame shows more than that. */
  text: string;
  /** A frame that was moved has another window, and shows again what it did before. */
  window: Window | null | undefined;
  /** The page has written the attribute since. */
  isTaken?: boolean;
}

interface Rule {
  selector: string;
  attribute: string;
  add(address: string, values: Record<string, string>): string;
  given: WeakMap<Element, Given>;
}

const rules: Rule[] = [];
/** Frames that somebody is in, or was. */
const used = new WeakSet<Element>();

const look = () => {
  const { activeElement } = document;
  if (activeElement) used.add(activeElement);
};

function decorate(element: HTMLIFrameElement, rule: Rule, core: Core): void {
  const { attribute, add, given } = rule;
  const { contentWindow } = element;
  const isFrame = attribute === 'src';
  const before = given.get(element);
  const times = before?.times ?? 0;
  if (before && !before.isTaken && before.window === contentWindow) return;
  // While a frame shows nothing yet, what is asked of it may get lost; it is looked at again once it
  // has loaded.
  const isWaiting = element.contentDocument?.URL === 'about:blank';
  if (times > MAX_TIMES || (isFrame && (isWaiting || used.has(element)))) return;
  const text = element.getAttribute(attribute) ?? '';
  const more = add(text, core.values(element));
  if (more === text) return;
  // To set the attribute would leave a step in the tab's history: who wants to go back from the page
  // would have to do it twice.
  if (isFrame) contentWindow?.location.replace(more);
  else element.setAttribute(attribute, more);
  given.set(element, {
    times: times + 1,
    text: element.getAttribute(attribute) ?? '',
    window: contentWindow,
  });
  if (before) return;
  new MutationObserver(
    guard(() => {
      const now = given.get(element);
      if (!now || (!isFrame && element.getAttribute(attribute) === now.text)) return;
      now.isTaken = true;
      // A frame loads what the page wrote, even the same again, and is looked at once it has.
      if (!isFrame) decorate(element, rule, core);
    }),
  ).observe(element, { attributeFilter: [attribute] });
}

/** Gives frames what the page knows, and hears what they say. */
parts.push({
  start(core) {
    core.embed = (selector, attribute, add) => {
      rules.push({ selector, attribute, add, given: new WeakMap() });
    };
    core.hear = (origins, callback) => {
      addEventListener(
        'message',
        guard(({ origin, data, source }: MessageEvent) => {
          if (!origins.test(origin === location.origin ? 'own' : origin)) return;
          const frames = source ? [...document.querySelectorAll('iframe')] : [];
          callback(
            data,
            frames.find((frame) => frame.contentWindow === source),
          );
        }),
      );
    };
    // Who goes into a frame leaves the window.
    addEventListener('blur', guard(look));
  },
  scan: guard((root: Document | ShadowRoot, core: Core) => {
    look();
    for (const rule of rules) {
      for (const element of root.querySelectorAll<HTMLIFrameElement>(rule.selector)) {
        decorate(element, rule, core);
      }
    }
  }),
});
