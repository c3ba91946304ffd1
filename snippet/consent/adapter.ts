/** Tells what the visitor decided; undefined for an axis that this tool says nothing about. */
export type Report = (storage: boolean | undefined, ads: boolean | undefined) => void;

export interface ConsentAdapter {
  /** Goes on the wire as who said it. */
  name: string;
  /**
   * Whether the tool is on this page (decided or not). Reports at once what is already decided, and
   * again at each later change (also withdrawal). It is asked again, on load and some seconds
   * later, while it answers false: asking twice must be harmless.
   */
  watch(report: Report): boolean;
}

/** Whether storage and ads are granted, and whether the visitor has decided (about ads). */
type Answer = [storage?: unknown, ads?: unknown, decided?: unknown, adsDecided?: unknown];

/**
 * An adapter of a tool that has a global and tells of changes by events. What is granted before the
 * visitor has decided needs no asking where he is; what is not granted is an answer only after.
 *
 * It catches by itself, since each part pays anew for what `guard` would cost.
 *
 * @param tag part of the address of the tool's script, which is there before the global is
 * @param ask reads the tool; it may throw, for the tool may not be there yet
 */
export function toolAdapter(
  name: string,
  find: () => unknown,
  tag: string,
  events: string,
  ask: () => Answer,
): ConsentAdapter {
  return {
    name,
    watch(report) {
      const hear = () => {
        try {
          const [storage, ads, decided, adsDecided = decided] = ask();
          if (storage || ads || decided || adsDecided) {
            report(!!storage || (!decided && undefined), !!ads || (!adsDecided && undefined));
          }
        } catch {}
      };
      const script = [...document.scripts].find(({ src }) => src.includes(tag));
      if (!script && !find()) return false;
      script?.addEventListener('load', hear);
      // Capture on window also hears what is told to the document.
      for (const event of events.split(' ')) addEventListener(event, hear, true);
      hear();
      return true;
    },
  };
}
