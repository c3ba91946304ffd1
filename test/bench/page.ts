/** How many elements the page has. */
export const ELEMENTS = 10_000;
/** How many times a second its own script changes it, once it is told to. */
export const CHANGES_PER_SECOND = 50;

const FORMS = `
<form role="search" action="/search"><label>Search <input type="search" name="q"></label><button>Find</button></form>
<form id="contact" name="Contact" method="post" action="/contact"><h2>Get a quote</h2>
  <input type="hidden" name="utm_source"><input type="hidden" name="utm_medium">
  <input type="hidden" name="utm_campaign"><input type="hidden" name="gclid">
  <input type="hidden" name="landing_page"><input type="hidden" name="referrer">
  <label>Name <input name="name" autocomplete="name"></label>
  <label>Email <input name="email" type="email"></label>
  <label>Phone <input name="phone" type="tel"></label>
  <label>Service <select name="service"><option value="">Choose</option><option>Repair</option><option>Painting</option></select></label>
  <label>Message <textarea name="message"></textarea></label>
  <label><input type="checkbox" name="consent" value="yes"> I agree</label><button>Send</button></form>
<form id="newsletter" method="post" action="/newsletter"><input type="hidden" name="utm_source">
  <label>Email <input name="email" type="email"></label><button>Subscribe</button></form>`;

/** Each change adds a card to the list or takes one away, as a feed or a slider does. */
const CHANGE = `
const list = document.getElementById('list');
let timer, changes = 0;
globalThis.changePage = (isOn) => {
  clearInterval(timer);
  timer = isOn && setInterval(() => {
    if (changes++ % 2) list.lastElementChild.remove();
    else list.append(list.firstElementChild.cloneNode(true));
  }, ${1000 / CHANGES_PER_SECOND});
};
globalThis.changesMade = () => changes;`;

/** A card of a list, of six elements. */
const card = (i: number) =>
  `<li class="card"><a href="/item/${i}"><h3>Item ${i}</h3><p>What is <b>said</b> of item ${i}.</p></a><span class="price">${i}.00</span></li>`;

/** A page of 10,000 elements with three forms, and a tag if one is to be there. */
export function pageWith(tag: string): string {
  const head = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Acme Repairs</title>
<link rel="icon" href="data:,">${tag}<script src="/page.js" defer></script></head><body><main>`;
  const end = `</main>${FORMS}</body></html>`;
  const others = (`${head}<ul id="list"></ul>${end}`.match(/<[a-z]/g) ?? []).length;
  const cards = Array.from({ length: Math.floor((ELEMENTS - others) / 6) }, (_, i) => card(i));
  const filler = '<hr>'.repeat((ELEMENTS - others) % 6);
  return `${head}<ul id="list">${cards.join('')}</ul>${filler}${end}`;
}

/** The page's own script. The Plausible tracker is silent in a browser under control without that. */
export const PAGE_SCRIPT = `window.__plausible = true;${CHANGE}`;
