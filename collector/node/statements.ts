import type { InStatement } from '@libsql/client';

/** Whether a statement only reads, so that it needs no lock and may run beside others. */
export function isRead(statement: InStatement): boolean {
  return /^\s*select\b/i.test(typeof statement === 'string' ? statement : statement.sql);
}
