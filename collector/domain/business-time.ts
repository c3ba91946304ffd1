import { IANAZone } from 'luxon';
import * as z from 'zod';

const MINUTE_MS = 60_000;
const HOUR_MINUTES = 60;
const DAY_MINUTES = 24 * HOUR_MINUTES;
const DAY_MS = DAY_MINUTES * MINUTE_MS;

/** The days of a week as people list them. */
const WEEK = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
type Weekday = (typeof WEEK)[number];
/** 1 January 1970 was the fourth of them. */
const FIRST_WEEKDAY = 3;

/** Minutes since midnight of a time like `09:30`. */
function minutesOf(clock: string): number {
  const [hours, minutes] = clock.split(':').map(Number);
  return (hours ?? 0) * HOUR_MINUTES + (minutes ?? 0);
}

/** Days since 1970 of a date like `2026-12-25`; nothing of one that no calendar has. */
function dayOf(date: string): number | undefined {
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number);
  // March begins the year here, so that a leap day ends it.
  const years = month > 2 ? year : year - 1;
  const era = Math.floor(years / 400);
  const ofEra = years - era * 400;
  const ofYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const leaps = Math.floor(ofEra / 4) - Math.floor(ofEra / 100);
  const length = month === 2 ? (isLeap(year) ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
  const isDate = month >= 1 && month <= 12 && day >= 1 && day <= length;
  return isDate ? era * 146_097 + ofEra * 365 + leaps + ofYear - 719_468 : undefined;
}

function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

const Opens = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'opens at a time like 09:00');
const Closes = z
  .string()
  .regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, 'closes at a time like 17:30, or at 24:00');

const Hours = z
  .array(z.tuple([Opens, Closes]))
  .max(10)
  .refine(
    (spans) => spans.every(([opens, closes]) => minutesOf(opens) < minutesOf(closes)),
    'closes after it opens; hours over midnight are two spans: until 24:00, and on the next day from 00:00',
  )
  .refine(
    (spans) => spans.every(([opens], i) => i === 0 || opens >= (spans[i - 1]?.[1] ?? '')),
    'lists its spans in their order, and none within another',
  );

function weekMinutes(hours: Partial<Record<Weekday, [string, string][]>>): number {
  return Object.values(hours)
    .flat()
    .reduce((sum, [opens, closes]) => sum + minutesOf(closes) - minutesOf(opens), 0);
}

/**
 * When somebody works. Without hours always: then minutes are counted as they pass.
 */
export const Calendar = z
  .strictObject({
    time_zone: z
      .string()
      .refine((name) => IANAZone.isValidZone(name), 'is a time zone like Europe/Berlin')
      .default('UTC'),
    hours: z.partialRecord(z.enum(WEEK), Hours).default({}),
    holidays: z
      .array(
        z
          .string()
          .regex(/^\d{4}-\d\d-\d\d$/, 'is a date like 2026-12-25')
          .refine((date) => dayOf(date) !== undefined, 'is a date like 2026-12-25'),
      )
      .max(1_000)
      .default([]),
  })
  .refine(({ hours }) => !weekMinutes(hours) || weekMinutes(hours) >= HOUR_MINUTES, {
    path: ['hours'],
    message: 'come to an hour a week at least; leave them out for somebody who always works',
  })
  .refine(({ hours, holidays }) => !holidays.length || weekMinutes(hours) > 0, {
    path: ['holidays'],
    message: 'ask for hours: write [["00:00", "24:00"]] for each day of the week',
  });
export type Calendar = z.infer<typeof Calendar>;

/** A calendar as it is stored. One of a time zone that is not known here has no hours. */
export function calendarFrom(stored: object): Calendar {
  const read = Calendar.safeParse(stored);
  return read.success ? read.data : Calendar.parse({});
}

/** The clock of a time zone. */
type Zone = Pick<IANAZone, 'offset'>;

const offsetMs = (zone: Zone, at: number) => Math.round(zone.offset(at)) * MINUTE_MS;

/** The first minute behind one moment, up to another, at which an offset holds. */
function changeBetween(zone: Zone, before: number, until: number, offset: number): number {
  let [none, some] = [0, (until - before) / MINUTE_MS];
  while (some - none > 1) {
    const middle = Math.floor((none + some) / 2);
    if (offsetMs(zone, before + middle * MINUTE_MS) === offset) some = middle;
    else none = middle;
  }
  return before + some * MINUTE_MS;
}

/**
 * When a zone's clock shows a time, in milliseconds as if it were UTC. What it shows twice is its
 * first or its last time; what it skips is when it does.
 */
function momentOf(zone: Zone, shown: number, which: 'first' | 'last'): number {
  const before = offsetMs(zone, shown - DAY_MS);
  const after = offsetMs(zone, shown + DAY_MS);
  const moments = [shown - before, shown - after].filter((at) => at + offsetMs(zone, at) === shown);
  if (!moments.length) return changeBetween(zone, shown - after, shown - before, after);
  return which === 'first' ? Math.min(...moments) : Math.max(...moments);
}

/** A calendar, ready to count by. */
interface Counting {
  zone: Zone;
  hours: Calendar['hours'];
  holidays: ReadonlySet<number | undefined>;
}

function counting({ time_zone: zone, hours, holidays }: Calendar): Counting {
  return { zone: IANAZone.create(zone), hours, holidays: new Set(holidays.map(dayOf)) };
}

/** The day that a zone's clock shows, in days since 1970. */
function dayAt({ zone }: Counting, at: number): number {
  return Math.floor((at + offsetMs(zone, at)) / DAY_MS);
}

/** When somebody works on a day, from a moment on: spans in their order, none within another. */
function spansOf({ zone, hours, holidays }: Counting, day: number, from: number) {
  if (holidays.has(day)) return [];
  const weekday = WEEK[(day + FIRST_WEEKDAY) % WEEK.length] ?? 'mon';
  const spans: [start: number, end: number][] = [];
  let behind = from;
  for (const [opens, closes] of hours[weekday] ?? []) {
    const shown = (clock: string) => day * DAY_MS + minutesOf(clock) * MINUTE_MS;
    const start = Math.max(behind, momentOf(zone, shown(opens), 'first'));
    // What comes behind midnight is of the next day, also where the clock shows midnight twice.
    const end = momentOf(zone, shown(closes), closes === '24:00' ? 'first' : 'last');
    if (end > start) spans.push([start, end]);
    behind = Math.max(behind, end);
  }
  return spans;
}

function hasHours({ hours }: Calendar): boolean {
  return weekMinutes(hours) > 0;
}

/** Whether somebody works at a moment. */
export function isWithinHours(calendar: Calendar, at: number): boolean {
  if (!hasHours(calendar)) return true;
  const own = counting(calendar);
  return spansOf(own, dayAt(own, at), at).some(([start]) => start === at);
}

/**
 * When so many minutes of somebody's hours have passed. Of hours that are then over it is their end,
 * not the next ones' beginning.
 */
export function addBusinessMinutes(calendar: Calendar, from: number, minutes: number): number {
  let rest = minutes * MINUTE_MS;
  if (!hasHours(calendar)) return from + rest;
  const own = counting(calendar);
  for (let day = dayAt(own, from); ; day++) {
    for (const [start, end] of spansOf(own, day, from)) {
      if (end - start >= rest) return start + rest;
      rest -= end - start;
    }
  }
}

const titled = (day: Weekday) => day.charAt(0).toUpperCase() + day.slice(1);

/** Whose hours they are, in words: `Mon–Fri 09:00–17:30, Sat 10:00–14:00 (Europe/Berlin)`. */
export function calendarWords(calendar: Calendar): string {
  if (!hasHours(calendar)) return 'around the clock';
  const groups: { first: Weekday; last: Weekday; spans: string }[] = [];
  for (const [place, day] of WEEK.entries()) {
    const spans = (calendar.hours[day] ?? []).map((span) => span.join('–')).join(' and ');
    const group = groups.at(-1);
    if (!spans) continue;
    if (group?.spans === spans && group.last === WEEK[place - 1]) group.last = day;
    else groups.push({ first: day, last: day, spans });
  }
  const words = groups.map(({ first, last, spans }) => {
    const days = first === last ? titled(first) : `${titled(first)}–${titled(last)}`;
    return `${days} ${spans}`;
  });
  return `${words.join(', ')} (${calendar.time_zone})`;
}
