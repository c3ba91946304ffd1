import { element } from './element.ts';
import type { Inspection } from './inspection.ts';
import { outline } from './outline.ts';
import { formsSection, sentSection, vendorsSection, visitorSection } from './sections.ts';
import { STYLE } from './style.ts';

/** How often the page is looked at anew while the panel is open. */
const LOOK_MS = 1_000;

/** What the panel needs of whoever looks at the page. */
export interface Source {
  inspect(): Inspection;
  /** The form of a report, while it is on the page. */
  formOf(key: number): HTMLFormElement | undefined;
}

function hostOf(): [host: HTMLElement, root: ShadowRoot] {
  const host = document.createElement('waybill-overlay');
  // Closed: to the page, and to the script, all that happens in here happens on the host.
  const root = host.attachShadow({ mode: 'closed' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  root.adoptedStyleSheets = [sheet];
  return [host, root];
}

function countOf({ forms }: Inspection): string {
  const touched = forms.filter(({ verdict }) => verdict !== 'never').length;
  return `${forms.length} ${forms.length === 1 ? 'form' : 'forms'}, ${touched} filled`;
}

/** Shows what is known on the page. Returns how to show it again once it was closed. */
export function showPanel({ inspect, formOf }: Source): () => void {
  const [host, root] = hostOf();
  const say = element('span', { class: 'say' });
  // Firefox would stop at what scrolls; there is always something in it to stop at.
  const body = element('div', { class: 'body', tabindex: '-1' });
  const live = element('p', { class: 'soft', role: 'status' });
  const frame = outline();
  /** What stands in the panel now, as text: what is the same is not drawn again. */
  let drawn = '';
  let timer = 0;
  /** Where the focus was before it came here. */
  let before: HTMLElement | undefined;

  const draw = () => {
    let inspection: Inspection;
    try {
      inspection = inspect();
    } catch (error) {
      // Whoever installs wants to know it; it is looked at again.
      live.textContent = `The page could not be looked at: ${error}`;
      return;
    }
    const { at: _at, ...rest } = inspection;
    const text = JSON.stringify(rest);
    if (text === drawn) return;
    drawn = text;
    say.textContent = countOf(inspection);
    // What is open, and what has the focus, stays so.
    const open = new Set(
      [...body.querySelectorAll('details')].flatMap((one) => (one.open ? [one.dataset.key] : [])),
    );
    const focused = (root.activeElement as HTMLElement | null)?.dataset.focus;
    const scrolled = body.scrollTop;
    body.replaceChildren(
      ...formsSection(inspection, (key) => frame.show(key && formOf(key), panel)),
      ...sentSection(inspection),
      ...visitorSection(inspection),
      ...vendorsSection(inspection),
    );
    for (const one of body.querySelectorAll('details')) {
      if (open.has(one.dataset.key)) one.open = true;
    }
    body.scrollTop = scrolled;
    if (focused) {
      body.querySelector<HTMLElement>(`[data-focus="${CSS.escape(focused)}"]`)?.focus();
    }
  };

  const look = () => {
    draw();
    timer = window.setTimeout(look, LOOK_MS);
  };
  const close = () => {
    const hadFocus = root.activeElement;
    clearTimeout(timer);
    frame.hide();
    host.remove();
    if (hadFocus) before?.focus();
  };
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(JSON.stringify(inspect(), null, 2));
      live.textContent = 'Copied.';
    } catch {
      live.textContent = 'The browser did not allow it. Use JSON.stringify(waybill.inspect()).';
    }
  };
  const fold = (event: Event) => {
    const isSmall = panel.classList.toggle('small');
    const button = event.currentTarget as HTMLElement;
    button.setAttribute('aria-expanded', `${!isSmall}`);
    button.textContent = isSmall ? '▴' : '▾';
    if (isSmall) clearTimeout(timer);
    else look();
  };
  const move = () => {
    panel.classList.toggle('left');
    panel.classList.toggle('top');
  };

  const sign = (text: string, label: string, click: (event: Event) => void, more = {}) =>
    element(
      'button',
      { type: 'button', class: 'sign', 'aria-label': label, title: label, click, ...more },
      text,
    );
  const panel = element(
    'section',
    {
      class: 'panel',
      'aria-label': 'Waybill overlay',
      keydown(event) {
        if ((event as KeyboardEvent).key === 'Escape') close();
      },
      focusin(event) {
        const from = (event as FocusEvent).relatedTarget as HTMLElement | null;
        if (from && !root.contains(from)) before = from;
      },
    },
    element(
      'header',
      {},
      element('h2', {}, 'Waybill'),
      say,
      element('button', { type: 'button', click: () => void copy() }, 'Copy JSON'),
      sign('⇄', 'Move to the other side', move),
      sign('▾', 'Fold', fold, { 'aria-expanded': 'true' }),
      sign('✕', 'Close', close),
    ),
    body,
    live,
  );
  root.append(frame.box, panel);

  const show = () => {
    if (host.isConnected) return;
    document.documentElement.append(host);
    // Above the page's own top layer, where the browser has one for others than dialogs.
    host.popover = 'manual';
    host.showPopover?.();
    if (!panel.classList.contains('small')) look();
  };
  show();
  return show;
}
