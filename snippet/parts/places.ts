import { guard } from '../browser/guard.ts';
import { parts } from '../core.ts';
import { find } from '../forms/elements.ts';
import type { Root } from '../forms/roots.ts';

/**
 * Forms that are not in the page's own tree: in frames of the same origin, and in open shadow roots
 * once somebody was seen in one, since looking for those would mean to look at every element.
 */
parts.push({
  start(core) {
    const listenIn = (root: Root) => {
      for (const type of ['focusin', 'click']) {
        root.addEventListener(
          type,
          guard((event: Event) => {
            for (const node of event.composedPath()) {
              if ((node as Node).nodeType === Node.DOCUMENT_FRAGMENT_NODE)
                core.roots.enter(node as ShadowRoot);
            }
          }),
          true,
        );
      }
      // A frame has another page.
      root.addEventListener('load', core.fill, true);
    };
    const { enter } = core.roots;
    const entered = new WeakSet<Root>();
    core.roots.enter = (root) => {
      if (!entered.has(root)) listenIn(root);
      entered.add(root);
      enter(root);
    };
    listenIn(document);
  },
  scan(root, core) {
    for (const { contentDocument } of find<HTMLIFrameElement>(root, 'iframe')) {
      // Another origin's is null. A frame with a tag of its own looks after itself.
      if (contentDocument && !contentDocument.defaultView?.waybill)
        core.roots.enter(contentDocument);
    }
  },
});
