import { element } from './element.ts';

/** Where an element stands in the top window: what is in a frame stands where the frame does. */
function placeOf(shown: Element): DOMRect {
  const { left, top, width, height } = shown.getBoundingClientRect();
  const outer = shown.ownerDocument.defaultView?.frameElement;
  if (!outer) return new DOMRect(left, top, width, height);
  const place = placeOf(outer);
  return new DOMRect(
    place.left + outer.clientLeft + left,
    place.top + outer.clientTop + top,
    width,
    height,
  );
}

/** A box drawn around an element of the page, which itself is not touched. */
export function outline() {
  const box = element('div', { class: 'frame', hidden: '' });
  let shown: Element | undefined;
  const follow = () => {
    if (!shown?.isConnected) {
      box.hidden = true;
      return;
    }
    const { left, top, width, height } = placeOf(shown);
    // A form that is not drawn has no size.
    box.hidden = !width && !height;
    Object.assign(box.style, {
      left: `${left - 6}px`,
      top: `${top - 6}px`,
      width: `${width + 12}px`,
      height: `${height + 12}px`,
    });
    requestAnimationFrame(follow);
  };
  return {
    box,
    /** Scrolls to an element and draws the box around it, where the panel leaves room. */
    show(next: Element | 0 | undefined, panel: Element) {
      const isFollowing = !!shown;
      shown = next || undefined;
      if (!next) return;
      const { top, width } = panel.getBoundingClientRect();
      const isWide = width < innerWidth / 2;
      const isTall = next.getBoundingClientRect().height > innerHeight;
      const place = top < innerHeight / 4 ? 'end' : 'start';
      next.scrollIntoView({ block: isWide && !isTall ? 'center' : place });
      if (!isFollowing) follow();
    },
    hide() {
      shown = undefined;
    },
  };
}
