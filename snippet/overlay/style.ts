/**
 * The overlay's look. What is `!important` on the host beats whatever the page says of its elements:
 * of two such declarations the one inside the shadow root wins.
 * https://drafts.csswg.org/css-cascade-5/#cascade-context
 */
export const STYLE = `
:host {
  all: initial !important;
  display: block !important;
  position: fixed !important;
  inset: 0 !important;
  width: auto !important;
  height: auto !important;
  margin: 0 !important;
  padding: 0 !important;
  border: 0 !important;
  background: none !important;
  overflow: visible !important;
  visibility: visible !important;
  opacity: 1 !important;
  transform: none !important;
  filter: none !important;
  clip-path: none !important;
  pointer-events: none !important;
  z-index: 2147483647 !important;
  color-scheme: light dark !important;
  --back: #ffffff;
  --raised: #f3f5f7;
  --line: #d4d9df;
  --text: #17202a;
  --soft: #55616e;
  --accent: #0b5fc4;
  --good: #116b3a;
  --good-back: #dcf3e5;
  --warn: #7a4b00;
  --warn-back: #fdeecb;
  --bad: #a11a24;
  --bad-back: #fde3e4;
  font: 14px/1.45 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif !important;
}
@media (prefers-color-scheme: dark) {
  :host {
    --back: #171b20;
    --raised: #21272e;
    --line: #3a434d;
    --text: #e8ecf0;
    --soft: #a5b0bb;
    --accent: #7db5ff;
    --good: #7fdca6;
    --good-back: #14351f;
    --warn: #f2c56b;
    --warn-back: #3b2c0c;
    --bad: #ff9ea3;
    --bad-back: #431b1e;
  }
}
* { box-sizing: border-box; }
.panel {
  position: absolute;
  bottom: 12px;
  right: 12px;
  width: min(460px, calc(100vw - 24px));
  max-height: min(76vh, 760px);
  display: flex;
  flex-direction: column;
  pointer-events: auto;
  color: var(--text);
  background: var(--back);
  border: 1px solid var(--line);
  border-radius: 10px;
  box-shadow: 0 8px 30px rgb(0 0 0 / .28);
  overflow: hidden;
}
.panel.left { right: auto; left: 12px; }
.panel.small { width: auto; }
.panel.small .body { display: none; }
@media (max-width: 560px) {
  .panel { bottom: 8px; right: 8px; width: calc(100vw - 16px); max-height: 62vh; }
  .panel.left { left: 8px; }
  .panel.top { bottom: auto; top: 8px; }
}
header {
  display: flex;
  align-items: center;
  gap: 6px;
  padding: 8px 8px 8px 12px;
  background: var(--raised);
  border-bottom: 1px solid var(--line);
}
.small header { border-bottom: 0; }
h2 { font-size: 14px; font-weight: 650; margin: 0; }
header .say { flex: 1; min-width: 0; color: var(--soft); font-size: 12px; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.body { outline: 0; overflow: auto; overscroll-behavior: contain; padding: 0 12px 4px; }
[role=status] { padding: 0 12px; }
[role=status]:empty { margin: 4px; }
h3 { font-size: 13px; font-weight: 650; margin: 14px 0 6px; }
h4 { font-size: 12px; font-weight: 650; margin: 12px 0 4px; color: var(--soft); }
p { margin: 4px 0; }
button {
  font: inherit;
  font-size: 12px;
  color: var(--text);
  background: var(--back);
  border: 1px solid var(--line);
  border-radius: 6px;
  padding: 4px 9px;
  min-height: 28px;
  cursor: pointer;
  white-space: nowrap;
}
button:hover { border-color: var(--accent); }
button:focus-visible, summary:focus-visible, .scroll:focus-visible { outline: 2px solid var(--accent); outline-offset: 1px; }
button.sign { min-width: 28px; padding: 4px 6px; }
.tools { display: flex; flex-wrap: wrap; gap: 6px; margin-top: 12px; }
details { border: 1px solid var(--line); border-radius: 8px; margin: 6px 0; }
summary { display: flex; align-items: flex-start; gap: 8px; padding: 8px 10px; cursor: pointer; list-style: none; border-radius: 8px; }
summary::-webkit-details-marker { display: none; }
summary::before { content: "▸"; color: var(--soft); width: 10px; flex: none; }
details[open] > summary::before { content: "▾"; }
summary .name { flex: 1; min-width: 0; font-weight: 550; overflow-wrap: anywhere; }
summary .name small { display: block; font-weight: 400; color: var(--soft); font-size: 12px; }
.inner { padding: 0 10px 10px; border-top: 1px solid var(--line); }
.badge { flex: none; font-size: 11px; font-weight: 600; padding: 2px 7px; border-radius: 99px; color: var(--soft); background: var(--raised); }
.badge.good { color: var(--good); background: var(--good-back); }
.badge.warn { color: var(--warn); background: var(--warn-back); }
.badge.bad { color: var(--bad); background: var(--bad-back); }
dl { margin: 6px 0; display: grid; gap: 3px; }
dl > div { display: grid; grid-template-columns: 116px 1fr; gap: 8px; }
dt { color: var(--soft); font-size: 12px; }
dd { margin: 0; overflow-wrap: anywhere; font-size: 13px; }
.scroll { overflow-x: auto; margin: 4px 0; border-radius: 6px; border: 1px solid var(--line); }
table { border-collapse: collapse; width: 100%; font-size: 12px; }
th { text-align: left; font-weight: 600; color: var(--soft); background: var(--raised); white-space: nowrap; }
th, td { padding: 4px 8px; vertical-align: top; }
tbody tr { border-top: 1px solid var(--line); }
td code { white-space: nowrap; }
td small { display: block; color: var(--soft); font-size: 11px; }
.long, .long code { overflow-wrap: anywhere; white-space: normal; }
td:has(.long) { min-width: 140px; }
code { font: 12px/1.4 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
.soft { color: var(--soft); font-size: 12px; }
.frame {
  position: absolute;
  border: 3px solid var(--accent);
  border-radius: 6px;
  background: color-mix(in srgb, var(--accent) 12%, transparent);
  box-shadow: 0 0 0 2px var(--back);
  pointer-events: none;
}
[hidden] { display: none !important; }
@media (prefers-reduced-motion: no-preference) { .frame { transition: opacity .2s; } }
`;
