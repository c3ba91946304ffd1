import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One thing that a person does: what, where, and with what. */
export type Step = [action: string, ...words: (string | number)[]];

/** A page used in one way, and what must come of it. */
export interface FormCase {
  name: string;
  do?: Step[];
  /** What is added to the page's address; not to land on another page before. */
  qs?: string;
  landing?: false;
  /** Which requests matter: a part of their path, and their method; and how many there are. */
  path?: string;
  method?: string;
  posts?: number;
  /** Values of the last of them, `*` being any; names that it must not have. */
  has?: Record<string, string>;
  lacks?: string[];
  /** Whether names may be, must be or must not be added that the page itself does not post. */
  ctx?: 'forbid' | 'allow' | 'require';
  /** Names whose values may be others with the script. */
  mayChange?: string[];
  /** The strongest lead event, and how many there are at most. */
  lead?: 'accepted' | 'submitted' | 'none';
  leads?: number;
  /** A request to a vendor's host: its parameters, those of the fragment, and how many there are. */
  ext?: {
    match: string;
    query?: Record<string, string>;
    hash?: Record<string, string>;
    count?: number;
  };
  /** What is true of the page in the end; with the script alone. */
  ui?: string;
  uiCtx?: string;
  /** The page itself logs errors. */
  allowErrs?: boolean;
  /** The page keeps anybody from telling anything. */
  told?: false;
  /** Milliseconds before the first step, and after the last. */
  settle?: number;
  after?: number;
}

/** A page with a form, and the cases that its first comment states. */
export interface FormPage {
  name: string;
  html: string;
  cases: FormCase[];
  /** Its content security policy. */
  csp: string | undefined;
}

/** Reads `@case {json}` and `@csp: policy`, one to a line of the page's first comment. */
function pageFrom(name: string, html: string): FormPage {
  const [comment = ''] = html.split('-->');
  const cases = Array.from(comment.matchAll(/^@case\s+(\{.*\})\s*$/gm), ([, json = '']) =>
    JSON.parse(json),
  );
  return { name, html, cases, csp: /^@csp:\s*(.+?)\s*$/m.exec(comment)?.[1] };
}

/** The pages of a folder, by their names. Those that begin with `_` are there for the others. */
export function formPagesIn(folder: string): FormPage[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.html') && !file.startsWith('_'))
    .sort()
    .map((file) => pageFrom(file.slice(0, -5), readFileSync(join(folder, file), 'utf8')));
}
