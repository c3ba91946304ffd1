/** Rows under a head, in columns, for a terminal. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [head.map((name) => name.toUpperCase()), ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return `${all.map(line).join('\n')}\n`;
}

/** A line of what a command tells at its end: a name, and what goes by it. */
export function row(name: string, value: string): string {
  return `  ${name.padEnd(12)}${value}\n`;
}

/** The accounts or sites that there are, by what each is called by on the command line. */
export function choices<K extends 'id' | 'key'>(
  by: K,
  rows: readonly ({ name: string } & Record<K, string>)[],
): string {
  return table(
    [by, 'name'],
    rows.map((one) => [one[by], one.name]),
  );
}

/** A number for readers: `1,234`. */
export function counted(count: number): string {
  return count.toLocaleString('en-US');
}

/** A time in UTC, as short as it is told: `2026-11-21 09:05`. */
export function timeCell(ms: number | null): string {
  return ms === null ? '' : new Date(ms).toISOString().slice(0, 16).replace('T', ' ');
}
