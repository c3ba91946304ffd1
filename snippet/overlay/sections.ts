import { element, list, table } from './element.ts';
import type { FormReport, Inspection, TouchReport } from './inspection.ts';
import { RULES } from './words.ts';

const VERDICTS = {
  create: ['good', 'filled'],
  fill: ['warn', 'existing fields only'],
  never: ['bad', 'not touched'],
} as const;

function code(text: string): HTMLElement {
  return element('code', {}, text);
}

/** A text that may be long, for a cell of a table: it breaks where it must. */
function long(...parts: (Node | string)[]): HTMLElement {
  return element('span', { class: 'long' }, ...parts);
}

function timeOf(at: number): string {
  return new Date(at).toLocaleString();
}

/** A section of the panel that folds; `key` keeps it open when it is drawn anew. */
function fold(
  key: string,
  name: readonly (Node | string)[],
  badge: Node | false,
  inside: readonly Node[],
  toggled?: (isOpen: boolean) => void,
): HTMLElement {
  const summary = element(
    'summary',
    { 'data-focus': key },
    element('span', { class: 'name' }, ...name),
    badge,
  );
  // A click, not `toggle`: what was open is opened again whenever it is drawn anew.
  const details: HTMLDetailsElement = element(
    'details',
    { 'data-key': key },
    summary,
    element('div', { class: 'inner' }, ...inside),
  );
  summary.addEventListener('click', () => toggled?.(!details.open));
  return details;
}

function badge(kind: string, text: string): HTMLElement {
  return element('span', { class: `badge ${kind}` }, text);
}

function touchFold(name: string, touch: TouchReport | null): HTMLElement | false {
  if (!touch) return false;
  const { source, medium, channel, tags, click_ids, landing_page, referrer, at, inherited } = touch;
  return fold(
    `touch ${name}`,
    [name, element('small', {}, `${source} / ${medium} · ${channel}`)],
    false,
    [
      list([
        ...Object.entries({ ...tags, ...click_ids }).map(
          ([tag, value]) => [tag, code(value)] as const,
        ),
        ['landing page', code(landing_page)],
        ['referrer', referrer ? code(referrer) : 'none'],
        ['when', timeOf(at)],
        ['told by', inherited],
      ]),
    ],
  );
}

export function visitorSection({ visitor, page }: Inspection): Node[] {
  const { consent, storage, id, session, touches, path, fields } = visitor;
  const { first, last, last_non_direct } = touches;
  const LEVELS = {
    full: 'remembered for other pages',
    page: 'this page only: nothing is stored',
    none: 'nothing is kept',
  };
  const filled = Object.entries(fields).filter(([, value]) => value);
  return [
    element('h3', {}, 'This visitor'),
    list([
      ['storage', `${LEVELS[storage]} (${consent.storage.level}, said by ${consent.storage.by})`],
      ['ads', `${consent.ads.level} (said by ${consent.ads.by})`],
      ['visitor', id && code(id)],
      ['session', `number ${session.number}, since ${timeOf(session.started_at)}`],
      ['page', code(page.url)],
    ]),
    ...[
      touchFold('First touch', first),
      touchFold('Last touch', last),
      touchFold('Last touch that was not direct', last_non_direct),
    ].filter((one) => one !== false),
    fold('path', [`Path: ${path.length} ${path.length === 1 ? 'page' : 'pages'}`], false, [
      table(
        ['page', 'title', 'read'],
        path.map((one) => [
          long(code(one.url)),
          one.title,
          `${Math.round(one.engaged_ms / 1000)} s`,
        ]),
      ),
    ]),
    fold('values', [`Values for hidden fields: ${filled.length}`], false, [
      table(
        ['name', 'value'],
        filled.map(([name, value]) => [code(name), long(value)]),
      ),
    ]),
  ];
}

const STATES = {
  filled: 'It stands there.',
  empty: 'Nothing is known: it is empty.',
  kept: 'Not written: people see it, or what it holds is not ours.',
};
const WRITERS = { page: 'the page', visitor: 'the visitor', waybill: 'Waybill' };

function formFold(report: FormReport, show: (key?: number) => void): HTMLElement {
  const { key, form, verdict, why, fields, created, dry_run, vendor, method, action } = report;
  const [kind, text] = VERDICTS[verdict];
  const name = form.heading || form.name || form.id || form.submit_label || 'Form without a name';
  const where = report.where === 'page' ? '' : ` · in a ${report.where}`;
  return fold(
    `form ${key}`,
    [name, element('small', {}, `${why}${where}`)],
    badge(kind, text),
    [
      element(
        'div',
        { class: 'tools' },
        element(
          'button',
          { type: 'button', 'data-focus': `show ${key}`, click: () => show(key) },
          'Show on the page',
        ),
      ),
      list([
        ['id', form.id && code(form.id)],
        ['name', form.name && code(form.name)],
        ['button', form.submit_label],
        ['sends to', code(`${method} ${action}`)],
        ['vendor', vendor],
        [
          'lead type',
          report.lead_type &&
            `${report.lead_type}${report.lead_type_by ? ` (by ${report.lead_type_by})` : ''}`,
        ],
        ['topic', report.topic],
        ['told of it', report.status],
        ['not yet', !report.watched && 'it is filled from the first click or focus in it'],
      ]),
      ...(fields.length
        ? [
            element('h4', {}, 'Inputs that were recognised'),
            table(
              ['input and rule', 'what goes into it'],
              fields.map((field) => [
                element('span', {}, code(field.input), element('small', {}, RULES[field.how])),
                long(
                  code(field.value_name),
                  field.value && ` = ${field.value}`,
                  element('small', {}, STATES[field.state]),
                ),
              ]),
            ),
          ]
        : [element('p', { class: 'soft' }, 'No input of this form was recognised.')]),
      ...(created.length
        ? [
            element('h4', {}, 'Would be added if the browser itself sends it'),
            table(
              ['name', 'value'],
              created.map((one) => [code(one.name), long(one.value)]),
            ),
          ]
        : []),
      element('h4', {}, 'Dry run: what it would send now'),
      dry_run.length
        ? table(
            ['name', 'value', 'by'],
            dry_run.map((one) => [code(one.name), long(one.value), WRITERS[one.by]]),
          )
        : element('p', { class: 'soft' }, 'Nothing.'),
    ],
    (isOpen) => show(isOpen ? key : undefined),
  );
}

export function formsSection({ forms }: Inspection, show: (key?: number) => void): Node[] {
  return [
    element('h3', {}, 'Forms'),
    ...forms.map((report) => formFold(report, show)),
    ...(forms.length ? [] : [element('p', { class: 'soft' }, 'No form was found on this page.')]),
  ];
}

export function sentSection({ sent, leads }: Inspection): Node[] {
  return [
    element('h3', {}, 'Sent so far'),
    ...(leads.length
      ? [
          table(
            ['lead', 'status', 'told by', 'form'],
            leads.map((lead) => [code(lead.id), lead.status, lead.by, lead.form]),
          ),
        ]
      : [element('p', { class: 'soft' }, 'No lead yet.')]),
    ...(sent.length
      ? [
          fold('sent', [`Messages to the collector: ${sent.length}`], false, [
            table(
              ['when', 'what', 'answer'],
              sent.map(({ at, events, answer }) => [
                new Date(at).toLocaleTimeString(),
                events
                  .map(({ type, status, by }) =>
                    [type, status, by && `by ${by}`].filter(Boolean).join(' '),
                  )
                  .join(', ') || 'sent before this was opened',
                answer
                  ? long(`${answer.status || 'none'} ${answer.text}`)
                  : at < performance.timeOrigin
                    ? 'the page was left before'
                    : 'waiting',
              ]),
            ),
          ]),
        ]
      : []),
  ];
}

export function vendorsSection({ vendors }: Inspection): Node[] {
  return [
    element('h3', {}, 'Form tools'),
    vendors.length
      ? table(
          ['tool', 'seen by', 'in the script'],
          vendors.map(({ vendor, seen_by, in_script }) => [
            vendor,
            seen_by ? long(code(seen_by)) : 'not on this page',
            in_script
              ? badge('good', 'yes')
              : element('span', {}, badge('bad', 'no'), ' add it to the vendors of the site'),
          ]),
        )
      : element('p', { class: 'soft' }, 'None that Waybill knows.'),
  ];
}
