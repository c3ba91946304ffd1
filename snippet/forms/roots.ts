import { guard } from '../browser/guard.ts';
import { own } from '../browser/own.ts';

/** How long changes are gathered before the page is looked at again. */
const GATHER_MS = 50;

export type Root = Document | ShadowRoot;

/** Where forms are: the page, and what else of it has a tree of its own (`parts/places.ts`). */
export interface Roots {
  /** All that are still there. */
  all(): Root[];
  /** Has another one looked at, from now on. */
  enter(root: Root): void;
  /** Looks at all of them now. */
  look(): void;
  /** Tells of the nodes that come into any of them. */
  watch(callback: (nodes: NodeList) => void): void;
}

/**
 * Calls `look` for every root, and again whenever nodes changed in one, or somebody turned to it;
 * `listen` once for each window and each shadow root, from which not all events come out.
 */
export function findRoots(
  look: (root: Root) => void,
  listen: (target: EventTarget) => void,
): Roots {
  const known = new Set<Root>();
  let isScheduled = false;
  /** Looking takes no more than a twentieth of the time. */
  let rest = GATHER_MS;
  let watcher: ((nodes: NodeList) => void) | undefined;
  const all = () =>
    [...known].filter(
      (root) => own(root as Document, 'defaultView') ?? (root as ShadowRoot).host?.isConnected,
    );
  const lookAtAll = guard(() => {
    isScheduled = false;
    const began = performance.now();
    all().forEach(look);
    rest = Math.max(GATHER_MS, 20 * (performance.now() - began));
  });
  const enter = (root: Root) => {
    if (known.has(root)) return;
    known.add(root);
    new MutationObserver(
      guard((records: MutationRecord[]) => {
        for (const { addedNodes } of records) watcher?.(addedNodes);
        if (!isScheduled) setTimeout(lookAtAll, rest);
        isScheduled = true;
      }),
    ).observe(root, { childList: true, subtree: true });
    // Capture on window comes before any listener of the page. Shadow roots have none.
    listen(own(root as Document, 'defaultView') ?? root);
    for (const type of ['focusin', 'click']) {
      root.addEventListener(
        type,
        guard((event: Event) => {
          // Elsewhere a page reads what stands in its forms by a script: nothing may be missing.
          if (type === 'click' || (event.target as Element).closest?.('form')) lookAtAll();
        }),
        true,
      );
    }
    if (root !== document) look(root);
  };
  enter(document);
  return {
    all,
    enter,
    look: lookAtAll,
    watch(callback) {
      watcher = callback;
    },
  };
}
