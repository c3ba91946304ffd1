import type { Posted } from './form-backend.ts';
import type { FormCase } from './form-cases.ts';
import { type Run, relevant, toldTo } from './form-pages.ts';

const WANTED = { none: 0, submitted: 1, accepted: 2 };

/** Hosts differ by run. */
function evenHosts(text: string): string {
  return text.replace(/case-\d+\.forms\.example/g, 'case.forms.example');
}

type Values = Record<string, string>;

/** The leaves of a value, each by its way. */
function leavesOf(value: unknown, way = ''): Values {
  if (!value || typeof value !== 'object' || Array.isArray(value)) {
    return { [way]: Array.isArray(value) ? JSON.stringify(value) : String(value) };
  }
  return Object.assign(
    {},
    ...Object.entries(value).map(([name, one]) => leavesOf(one, way ? `${way}.${name}` : name)),
  );
}

/** Text that holds a form in itself. */
function inner(text: string, name: string): Values {
  try {
    return leavesOf(JSON.parse(text), name);
  } catch {
    return Object.fromEntries(new URLSearchParams(text));
  }
}

/** Everything that a request says, by name. */
function valuesOf({ query, fields = [], json }: Posted): Values {
  const values: Values = { ...Object.fromEntries(query), ...Object.fromEntries(fields) };
  if (json) Object.assign(values, leavesOf(json));
  for (const [name, value] of fields) {
    if (/^(data|formData)$/.test(name)) Object.assign(values, inner(value, name));
  }
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [evenHosts(name), evenHosts(value)]),
  );
}

/** What the page must do by itself, or the case says nothing. */
function wrongWithout(run: Run, one: FormCase): string[] {
  const posts = relevant(run, one).length;
  const wrong: string[] = [];
  if (run.failure) wrong.push(run.failure);
  if (run.errors.length && !one.allowErrs) wrong.push(...run.errors);
  if (posts !== (one.posts ?? 1)) wrong.push(`${posts} requests, not ${one.posts ?? 1}`);
  if (one.ui && run.ui !== true) wrong.push(`the page shows ${run.ui}`);
  return wrong.map((text) => `without the script: ${text}`);
}

function wrongValues(now: Values, before: Values, one: FormCase): string[] {
  const wrong: string[] = [];
  for (const [name, value] of Object.entries(one.has ?? {})) {
    const fits = value === '*' ? now[name] : now[name] === value;
    if (!fits) wrong.push(`${name} is ${JSON.stringify(now[name])}, not ${value}`);
  }
  for (const name of one.lacks ?? []) {
    if (name in now) wrong.push(`${name} is there`);
  }
  const added = Object.keys(now).filter((name) => !(name in before));
  if (one.ctx === 'forbid' && added.length) wrong.push(`added: ${added}`);
  if (one.ctx === 'require' && !added.length) wrong.push('nothing is added');
  return wrong;
}

function wrongLeads({ leads, events, invalid, mayTell }: Run, one: FormCase): string[] {
  const all = JSON.stringify(leads);
  const strongest = toldTo(leads);
  const wrong: string[] = [];
  if (one.lead && strongest !== WANTED[one.lead]) wrong.push(`leads, not ${one.lead}: ${all}`);
  if (leads.length > (one.leads ?? 1)) wrong.push(`too many leads: ${all}`);
  if (one.told === false || !mayTell) return wrong;
  wrong.push(...invalid.map((reason) => `no message: ${reason}`));
  // A page that is left at once may not hear of its lead any more; the collector does.
  if (toldTo(events) < strongest) wrong.push(`the collector was not told: ${all}`);
  return wrong;
}

function wrongAddresses({ external, frames }: Run, { ext }: FormCase): string[] {
  if (!ext) return [];
  const asked = external.filter((url) => url.includes(ext.match));
  const last = asked.at(-1);
  if (!last) return [`nobody asked for ${ext.match}`];
  const wrong: string[] = [];
  const { searchParams } = new URL(last);
  const { hash } = new URL(frames.find((url) => url.includes(ext.match)) ?? last);
  const fragment = new URLSearchParams(hash.slice(1));
  for (const [name, value] of Object.entries(ext.query ?? {})) {
    if (searchParams.get(name) !== value) wrong.push(`?${name}=${searchParams.get(name)}`);
  }
  for (const [name, value] of Object.entries(ext.hash ?? {})) {
    if (fragment.get(name) !== value) wrong.push(`#${name}=${fragment.get(name)}`);
  }
  if (ext.count && asked.length > ext.count) wrong.push(`asked for ${asked.length} times`);
  return wrong;
}

/** What is not as the case states. */
export function wrongIn(one: FormCase, without: Run, run: Run): string[] {
  const wrong = wrongWithout(without, one);
  if (run.failure) wrong.push(run.failure);
  const errors = run.errors.filter((error) => !without.errors.includes(error));
  wrong.push(...errors.map((error) => `a new error: ${error}`));
  const now = relevant(run, one);
  const before = relevant(without, one).at(-1);
  const last = now.at(-1);
  const posts = one.posts ?? 1;
  if (now.length !== posts) wrong.push(`${now.length} requests, not ${posts}`);
  if (one.ui && run.ui !== true) wrong.push(`the page shows ${run.ui}`);
  if (one.uiCtx && run.uiCtx !== true) wrong.push(`the page shows of the context ${run.uiCtx}`);
  wrong.push(
    ...wrongValues(last ? valuesOf(last) : {}, before ? valuesOf(before) : {}, one),
    ...wrongLeads(run, one),
    ...wrongAddresses(run, one),
  );
  return wrong;
}
