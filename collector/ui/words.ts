const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** A time for a reader, in UTC: `21 Nov 2026, 09:05`. Takes ISO 8601. */
export function timeText(iso: string): string {
  const [, year, month, day, time] = /^(\d+)-(\d\d)-(\d\d)T(\d\d:\d\d)/.exec(iso) ?? [];
  return `${Number(day)} ${MONTHS[Number(month) - 1]} ${year}, ${time}`;
}

/** The time of day alone, in UTC: `09:05:12`. Takes ISO 8601. */
export function clockText(iso: string): string {
  return /T([\d:]+)/.exec(iso)?.[1] ?? '';
}
