import type { SnippetConfig } from '../../shared/wire.ts';

/** Whether a field is added to forms that lack it, as far as its site wants any to be. */
export function isCreated(field: string, create: SnippetConfig['create']): boolean {
  return !create || /^waybill_(id|story)$/.test(field);
}
