/** The dashboard's one style sheet. Light and dark follow the reader's system. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --ground: light-dark(#f6f5f1, #16181b);
  --sheet: light-dark(#ffffff, #1f2226);
  --ink: light-dark(#1d2125, #e9e7e2);
  --soft: light-dark(#5b636b, #a3a9b0);
  --line: light-dark(#dfdcd4, #363b41);
  --accent: light-dark(#0b5d4e, #6fd0b5);
  --tint: light-dark(#e3f0ec, #1f3a34);
  --alarm: light-dark(#a3330f, #f0a184);
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--ground); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
}
header.top {
  display: flex; gap: 1rem; align-items: center; padding: .75rem 1.25rem;
  border-bottom: 1px solid var(--line); background: var(--sheet);
}
header.top a.brand { font-weight: 700; letter-spacing: .02em; color: var(--accent); text-decoration: none; }
header.top nav { display: flex; gap: 1rem; }
header.top nav a { color: var(--ink); text-decoration: none; }
header.top form { margin-left: auto; }
main { max-width: 68rem; margin: 0 auto; padding: 1.5rem 1.25rem 4rem; overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .25rem; text-wrap: balance; }
h2 { font-size: 1rem; margin: 0 0 .75rem; }
a { color: var(--accent); }
.soft { color: var(--soft); }
.mono { font-family: ui-monospace, "Cascadia Mono", Menlo, monospace; font-size: .875em; }
.wrap { overflow-wrap: anywhere; }
.chip {
  display: inline-block; padding: .1rem .6rem; border-radius: 1rem; font-size: .875rem;
  background: var(--tint); color: var(--accent); white-space: nowrap;
}
.chip.label { background: none; border: 1px solid var(--line); color: var(--soft); margin-left: .25rem; }
.chip.late { background: var(--alarm); color: var(--sheet); margin-left: .25rem; font-weight: 600; }
.missing { color: var(--alarm); }
div.standing { margin: .5rem 0; }
.acts { display: flex; flex-wrap: wrap; gap: .5rem; align-items: flex-start; padding: .75rem 1.25rem; }
.acts button, .acts button.quiet, .acts summary { padding: .35rem .9rem; }
summary.button {
  list-style: none; border: 1px solid var(--line); border-radius: .5rem; color: var(--soft); cursor: pointer;
}
summary.button::-webkit-details-marker { display: none; }
summary.button::after { content: " ▾"; }
details.choice[open] { flex-basis: 100%; order: 1; }
details.choice[open] > summary { display: inline-block; color: var(--accent); border-color: var(--accent); }
.choices { display: flex; flex-wrap: wrap; gap: .5rem; margin-top: .5rem; align-items: center; }
form.line { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center; margin-top: .75rem; }
.choices form.line { margin-top: 0; }
input, select {
  font: inherit; padding: .3rem .6rem; border: 1px solid var(--line); border-radius: .5rem;
  background: var(--sheet); color: var(--ink); max-width: 100%;
}
nav.filters { display: flex; flex-wrap: wrap; gap: .25rem 1rem; margin-top: .75rem; }
nav.filters a { color: var(--soft); text-decoration: none; padding: .15rem 0; }
nav.filters a[aria-current] { color: var(--accent); font-weight: 600; border-bottom: 2px solid; }
button {
  font: inherit; padding: .5rem 1rem; border-radius: .5rem; border: 1px solid var(--accent);
  background: var(--accent); color: var(--sheet); cursor: pointer;
}
button.quiet { background: none; color: var(--soft); border-color: var(--line); padding: .25rem .75rem; }
form.act { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center; margin: .75rem 0; }
form.act select, form.act input:not([type=hidden]) {
  font: inherit; padding: .4rem .6rem; border-radius: .5rem; border: 1px solid var(--line);
  background: var(--ground); color: var(--ink); max-width: 100%;
}
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.sheet {
  background: var(--sheet); border: 1px solid var(--line); border-radius: .75rem;
  padding: 1.25rem; margin-top: 1.25rem;
}
.notice {
  padding: .75rem 1.25rem; margin-top: 1.25rem; border: 1px solid var(--line); border-radius: .75rem;
}
p.story { margin: .5rem 0; max-width: 60ch; }
.narrow { max-width: 28rem; margin: 12vh auto 0; }
.columns { display: grid; gap: 0 1.25rem; grid-template: min-content 1fr / minmax(0, 3fr) minmax(0, 2fr); align-items: start; }
.beside { grid-row: span 2; }
table { width: 100%; border-collapse: collapse; }
th { text-align: left; font-weight: 600; font-size: .875rem; color: var(--soft); }
th, td { padding: .6rem .75rem .6rem 0; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: normal; }
tr:last-child td { border-bottom: 0; }
table.stack td:first-child { white-space: nowrap; }
dl { display: grid; grid-template-columns: fit-content(45%) minmax(0, 1fr); gap: .35rem 1rem; margin: 0; }
dt { color: var(--soft); min-width: 7rem; }
dd { margin: 0; }
ol.path { list-style: none; margin: 0; padding: 0; }
ol.path li { position: relative; padding: 0 0 1.1rem 1.75rem; }
ol.path li::before {
  content: ""; position: absolute; left: .25rem; top: .4rem; width: .7rem; height: .7rem;
  border-radius: 50%; background: var(--accent);
}
ol.path li:not(:last-child)::after {
  content: ""; position: absolute; left: calc(.6rem - 1px); top: 1.3rem; bottom: -.2rem;
  border-left: 2px solid var(--line);
}
ol.path li.arrival::before { background: var(--sheet); border: 2px solid var(--accent); }
ol.path li.lead::before { border-radius: 2px; transform: rotate(45deg); }
ol.path strong { display: block; }
ol.timeline li:not(.human)::before { background: var(--sheet); border: 2px solid var(--line); }
dl.sum { display: flex; flex-wrap: wrap; gap: 1rem 2rem; }
dl.sum dd { font-size: 1.25rem; font-variant-numeric: tabular-nums; margin: 0; }
table.figures { font-variant-numeric: tabular-nums; }
nav.pages { margin-top: 1rem; }
@media (max-width: 46rem) {
  .columns { grid-template: none / minmax(0, 1fr); }
  table.stack thead { display: block; position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  table.stack tr { display: block; padding: .75rem 0; border-bottom: 1px solid var(--line); }
  table.stack tr:last-child { border-bottom: 0; }
  table.stack td { display: block; padding: 0; border: 0; }
  table.figures td { display: flex; justify-content: space-between; gap: 1rem; }
  table.figures td::before { content: attr(data-name); color: var(--soft); }
  dl { grid-template-columns: minmax(0, 1fr); gap: 0; }
  dd { margin-bottom: .6rem; }
}
`;
