/** The demo site's looks: a small local business, unlike Waybill's own. */
export const STYLE = `
:root { color-scheme: light dark; --ground: light-dark(#fffdf9, #17191c); --ink: light-dark(#22303a, #e8e6e1);
  --brand: light-dark(#b3431e, #f0916b); --line: light-dark(#e6ddd0, #383c42); --card: light-dark(#ffffff, #202328);
  --guide: light-dark(#eaf3f0, #1d2f2a); --on-brand: light-dark(#ffffff, #17191c); }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 17px/1.6 Georgia, "Times New Roman", serif; }
header { display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; align-items: baseline; padding: 1rem 1.5rem; border-bottom: 3px solid var(--brand); }
.brand { font-weight: 700; font-size: 1.25rem; color: var(--ink); text-decoration: none; }
.brand span { color: var(--brand); }
nav { display: flex; flex-wrap: wrap; gap: .25rem 1.1rem; margin-left: auto; }
a { color: var(--brand); }
main { max-width: 46rem; margin: 0 auto; padding: 1.5rem; }
footer { border-top: 1px solid var(--line); padding: 1.25rem 1.5rem; font-size: .875rem; opacity: .8; }
h1 { line-height: 1.2; margin: .5rem 0 1rem; text-wrap: balance; } h2 { line-height: 1.3; margin: 0 0 .5rem; font-size: 1.2rem; }
.button, button { display: inline-block; font: inherit; background: var(--brand); color: var(--on-brand); padding: .5rem 1.25rem; border: 0; border-radius: .4rem; text-decoration: none; cursor: pointer; }
.guide { background: var(--guide); border-radius: .6rem; padding: 1rem 1.25rem; margin: 1.5rem 0; font: 16px/1.5 system-ui, sans-serif; }
.guide ul { margin: .25rem 0 .5rem; padding-left: 1.1rem; } .guide ol { padding-left: 1.2rem; margin: .5rem 0; }
.guide li li { padding: .15rem 0; }
.cards { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fit, minmax(12rem, 1fr)); }
.card { background: var(--card); border: 1px solid var(--line); border-radius: .6rem; padding: 1rem 1.25rem; color: var(--ink); text-decoration: none; }
.card p { margin: 0; }
form { display: grid; gap: 1rem; max-width: 30rem; } label { display: grid; gap: .25rem; }
input, select, textarea { font: inherit; padding: .5rem .6rem; border: 1px solid var(--line); border-radius: .4rem; background: var(--card); color: var(--ink); width: 100%; }
form button { justify-self: start; } :focus-visible { outline: 3px solid var(--brand); outline-offset: 2px; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; padding: .5rem .75rem .5rem 0; border-bottom: 1px solid var(--line); font-weight: 400; }
.note { background: var(--guide); padding: .75rem 1rem; border-radius: .6rem; }
pre { overflow: auto; max-height: 22rem; font-size: 13px; background: var(--card); border: 1px solid var(--line); border-radius: .6rem; padding: 1rem; }
.quiet { opacity: .75; font-size: .875rem; margin: .25rem 0 .75rem; overflow-wrap: anywhere; }
.slack { white-space: pre-line; font: 15px/1.5 system-ui, sans-serif; border-left: 4px solid var(--brand); }
.slack h3 { margin: 0 0 .5rem; } .slack p { margin: 0 0 .75rem; }
section { margin-top: 1.75rem; }
dl.fields { display: grid; grid-template-columns: minmax(9rem, max-content) minmax(0, 1fr); gap: .3rem 1rem; margin: 0; font: 14px/1.5 ui-monospace, Menlo, monospace; }
dl.fields dt { opacity: .75; } dl.fields dd { margin: 0; overflow-wrap: anywhere; } dl.fields em { opacity: .6; }
@media (max-width: 34rem) { nav { margin-left: 0; } dl.fields { grid-template-columns: minmax(0, 1fr); gap: 0; } dl.fields dd { margin-bottom: .6rem; } }
`;
