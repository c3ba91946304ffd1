import type { SnippetConfig } from '../../shared/wire.ts';
import { own } from '../browser/own.ts';
import type { Core } from '../core.ts';
import { isCreated } from '../forms/created.ts';
import { attributeOf, type Control, elementsOf } from '../forms/elements.ts';
import { formOf } from '../forms/form.ts';
import type { Level } from '../forms/policy.ts';
import type { EntryReport, FieldReport, FormReport } from './inspection.ts';
import { whyOf } from './words.ts';

const VERDICTS: Record<Level, FormReport['verdict']> = { 0: 'never', 1: 'fill', 2: 'create' };

function fieldReport(input: Control, core: Core, values: Record<string, string>): FieldReport[] {
  const match = core.matchOf(input);
  if (!match) return [];
  const value = values[match.field] ?? '';
  return [
    {
      input: input.name || input.id,
      type: input.type,
      value_name: match.field,
      value,
      how: match.how,
      state: !match.mayWrite ? 'kept' : input.value ? 'filled' : 'empty',
    },
  ];
}

/** Of what a person typed, how much; of secrets, not even that. */
function typed({ type, value }: Control): string {
  if (type === 'password') return '(not read)';
  return value && `(${value.length} ${value.length === 1 ? 'character' : 'characters'} typed)`;
}

/** What an input would send, as the browser sends it: nothing, one entry or several. */
function entriesOf(input: Control, core: Core): EntryReport[] {
  const { type, name, value } = input;
  const isLeft = !name || own(input, 'matches').call(input, ':disabled, datalist *');
  if (isLeft || /^(submit|button|reset|image|fieldset|output|object)$/.test(type)) return [];
  if (/radio|checkbox/.test(type)) return input.checked ? [{ name, value, by: 'visitor' }] : [];
  if (input.selectedOptions)
    return [...input.selectedOptions].map((one) => ({ name, value: one.value, by: 'visitor' }));
  if (type === 'file')
    return [{ name, value: `(${input.files?.length ?? 0} files)`, by: 'visitor' }];
  const match = core.matchOf(input);
  if (match?.isOurs) return [{ name, value, by: 'waybill' }];
  return type === 'hidden'
    ? [{ name, value, by: 'page' }]
    : [{ name, value: typed(input), by: 'visitor' }];
}

/** What would be added to a form that has no input for it, if the browser itself sends the form. */
function createdIn(
  form: HTMLFormElement,
  core: Core,
  config: SnippetConfig,
  inputs: readonly Control[],
  values: Record<string, string>,
): FormReport['created'] {
  const has = new Set(inputs.map((input) => core.matchOf(input)?.field));
  const names = new Set(inputs.map(({ name }) => name));
  const vendor = core.vendorOf(form);
  return Object.entries(values).flatMap(([field, value]) => {
    const name = vendor?.nameOf?.(field) ?? field;
    const isWanted = value && isCreated(field, config.create);
    return isWanted && !has.has(field) && !names.has(name) ? [{ name, value }] : [];
  });
}

/** What the script does with a form, as it says itself. */
export function formReport(
  form: HTMLFormElement,
  core: Core,
  config: SnippetConfig,
): Omit<FormReport, 'key' | 'where' | 'watched'> {
  const [level, reason] = core.judge(form);
  const inputs = elementsOf(form);
  const own_values = core.values(form);
  const intent = level ? core.intentOf(form) : {};
  const created = level === 2 ? createdIn(form, core, config, inputs, own_values) : [];
  return {
    form: formOf(form),
    method: attributeOf(form, 'method').toLowerCase() || 'get',
    action: `${own(form, 'action')}`,
    vendor: core.vendorOf(form)?.name ?? null,
    verdict: VERDICTS[level],
    reason,
    why: whyOf(reason, level),
    lead_type: intent.lead_type ?? null,
    lead_type_by: intent.lead_type_by ?? null,
    topic: intent.topic ?? null,
    status: core.draftOf(form).status ?? null,
    fields: level
      ? inputs.flatMap((input) => fieldReport(input, core, { ...core.dialects(), ...own_values }))
      : [],
    created,
    dry_run: level
      ? [
          ...inputs.flatMap((input) => entriesOf(input, core)),
          ...created.map((one) => ({ ...one, by: 'waybill' as const })),
        ]
      : [],
  };
}
