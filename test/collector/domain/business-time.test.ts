import { describe, expect, it } from 'vitest';
import {
  addBusinessMinutes,
  Calendar,
  calendarFrom,
  calendarWords,
  isWithinHours,
} from '../../../collector/domain/business-time.ts';

const at = (iso: string) => Date.parse(iso);
const NINE_TO_FIVE: [string, string][] = [['09:00', '17:00']];

function weekdays(spans: [string, string][] = NINE_TO_FIVE) {
  return { mon: spans, tue: spans, wed: spans, thu: spans, fri: spans };
}

function everyDay(spans: [string, string][]) {
  return { ...weekdays(spans), sat: spans, sun: spans };
}

const of = (time_zone: string, hours: object = weekdays(), holidays: string[] = []) =>
  Calendar.parse({ time_zone, hours, holidays });

const BERLIN = of('Europe/Berlin');
const NEW_YORK = of('America/New_York');
const KOLKATA = of('Asia/Kolkata');
const KATHMANDU = of('Asia/Kathmandu');
const LORD_HOWE = of('Australia/Lord_Howe', everyDay([['00:00', '24:00']]));
const NEVER_CLOSED = of('Europe/Berlin', everyDay([['00:00', '24:00']]));
const NIGHT = of('Europe/Berlin', everyDay([['01:00', '04:00']]));
const WITH_LUNCH = of(
  'Europe/Berlin',
  weekdays([
    ['09:00', '12:00'],
    ['13:00', '17:00'],
  ]),
);
const CHRISTMAS = of('Europe/Berlin', weekdays(), ['2026-12-24', '2026-12-25', '2026-12-31']);

describe('when so many minutes of somebody’s hours have passed', () => {
  // biome-ignore format: a table
  it.each<[name: string, calendar: Calendar, from: string, minutes: number, due: string]>([
    ['within a day', BERLIN, '2026-11-18T09:00+01:00', 60, '2026-11-18T10:00+01:00'],
    ['from before the hours', BERLIN, '2026-11-18T05:00+01:00', 60, '2026-11-18T10:00+01:00'],
    ['from the very opening', BERLIN, '2026-11-18T09:00+01:00', 1, '2026-11-18T09:01+01:00'],
    ['from after the hours', BERLIN, '2026-11-18T20:00+01:00', 60, '2026-11-19T10:00+01:00'],
    ['from the very closing', BERLIN, '2026-11-18T17:00+01:00', 60, '2026-11-19T10:00+01:00'],
    ['to the very closing', BERLIN, '2026-11-18T16:00+01:00', 60, '2026-11-18T17:00+01:00'],
    ['a minute over it', BERLIN, '2026-11-18T16:00+01:00', 61, '2026-11-19T09:01+01:00'],
    ['over a night', BERLIN, '2026-11-18T16:30+01:00', 60, '2026-11-19T09:30+01:00'],
    ['over a weekend', BERLIN, '2026-11-20T16:30+01:00', 60, '2026-11-23T09:30+01:00'],
    ['from a Saturday', BERLIN, '2026-11-21T12:00+01:00', 30, '2026-11-23T09:30+01:00'],
    ['from a Sunday', BERLIN, '2026-11-22T23:59+01:00', 30, '2026-11-23T09:30+01:00'],
    ['over lunch', WITH_LUNCH, '2026-11-18T11:45+01:00', 30, '2026-11-18T13:15+01:00'],
    ['from lunch', WITH_LUNCH, '2026-11-18T12:30+01:00', 30, '2026-11-18T13:30+01:00'],
    ['a whole day', BERLIN, '2026-11-18T09:00+01:00', 480, '2026-11-18T17:00+01:00'],
    ['a whole week', BERLIN, '2026-11-18T09:00+01:00', 2_400, '2026-11-24T17:00+01:00'],
    ['a fraction of a minute', BERLIN, '2026-11-18T16:59:30+01:00', 1, '2026-11-19T09:00:30+01:00'],
    ['over one holiday', CHRISTMAS, '2026-12-30T16:30+01:00', 60, '2027-01-01T09:30+01:00'],
    ['over holidays and a weekend', CHRISTMAS, '2026-12-23T16:30+01:00', 60, '2026-12-28T09:30+01:00'],
    ['from a holiday', CHRISTMAS, '2026-12-25T10:00+01:00', 60, '2026-12-28T10:00+01:00'],
    ['a holiday is a day there, not here', of('Asia/Tokyo', weekdays(), ['2026-11-19']), '2026-11-18T16:00Z', 60, '2026-11-20T01:00Z'],
    // Berlin, 29 March 2026: 02:00 is 03:00. 25 October: 03:00 is 02:00.
    ['over a clock put forward', NEVER_CLOSED, '2026-03-29T00:00+01:00', 180, '2026-03-29T04:00+02:00'],
    ['over a clock put back', NEVER_CLOSED, '2026-10-25T00:00+02:00', 240, '2026-10-25T03:00+01:00'],
    ['a day of 23 hours', NEVER_CLOSED, '2026-03-29T00:00+01:00', 23 * 60, '2026-03-30T00:00+02:00'],
    ['a day of 25 hours', NEVER_CLOSED, '2026-10-25T00:00+02:00', 25 * 60, '2026-10-26T00:00+01:00'],
    ['hours that lose one', NIGHT, '2026-03-29T00:00+01:00', 121, '2026-03-30T01:01+02:00'],
    ['hours that gain one', NIGHT, '2026-10-25T00:00+02:00', 240, '2026-10-25T04:00+01:00'],
    ['hours that gain one, and more', NIGHT, '2026-10-25T00:00+02:00', 241, '2026-10-26T01:01+01:00'],
    ['opening at an hour that is skipped', of('Europe/Berlin', everyDay([['02:30', '05:00']])), '2026-03-29T00:00+01:00', 120, '2026-03-29T05:00+02:00'],
    ['closing at an hour that is skipped', of('Europe/Berlin', everyDay([['01:00', '02:30']])), '2026-03-29T00:00+01:00', 61, '2026-03-30T01:01+02:00'],
    ['hours that are skipped whole', of('Europe/Berlin', everyDay([['02:00', '03:00']])), '2026-03-29T00:00+01:00', 60, '2026-03-30T03:00+02:00'],
    ['opening at an hour that comes twice', of('Europe/Berlin', everyDay([['02:30', '05:00']])), '2026-10-25T00:00+02:00', 210, '2026-10-25T05:00+01:00'],
    ['closing at an hour that comes twice', of('Europe/Berlin', everyDay([['01:00', '02:30']])), '2026-10-25T00:00+02:00', 150, '2026-10-25T02:30+01:00'],
    ['two spans that meet in it count once', of('Europe/Berlin', everyDay([['01:00', '02:30'], ['02:30', '05:00']])), '2026-10-25T00:00+02:00', 300, '2026-10-25T05:00+01:00'],
    ['the weekend on which it is put forward', BERLIN, '2026-03-27T16:30+01:00', 60, '2026-03-30T09:30+02:00'],
    ['the weekend on which it is put back', BERLIN, '2026-10-23T16:30+02:00', 60, '2026-10-26T09:30+01:00'],
    ['New York is not yet there', NEW_YORK, '2026-03-06T16:30-05:00', 60, '2026-03-09T09:30-04:00'],
    ['New York, back again', NEW_YORK, '2026-10-30T16:30-04:00', 60, '2026-11-02T09:30-05:00'],
    ['a zone of half an hour', KOLKATA, '2026-11-18T08:00+05:30', 45, '2026-11-18T09:45+05:30'],
    ['a zone of half an hour, over night', KOLKATA, '2026-11-18T16:45+05:30', 30, '2026-11-19T09:15+05:30'],
    ['a zone of three quarters', KATHMANDU, '2026-11-18T16:45+05:45', 30, '2026-11-19T09:15+05:45'],
    ['a clock put back by half an hour', LORD_HOWE, '2026-04-05T00:00+11:00', 24.5 * 60, '2026-04-06T00:00+10:30'],
    ['a clock put forward by half an hour', LORD_HOWE, '2026-10-04T00:00+10:30', 23.5 * 60, '2026-10-05T00:00+11:00'],
    ['a day that no clock showed', of('Pacific/Apia', everyDay([['09:00', '10:00']])), '2011-12-29T09:30-10:00', 60, '2011-12-31T09:30+14:00'],
    ['a midnight that is skipped', of('America/Santiago', everyDay([['00:00', '01:30']])), '2026-09-06T03:00Z', 30, '2026-09-06T04:30Z'],
    ['far to the west', of('Pacific/Pago_Pago'), '2026-11-18T20:00Z', 60, '2026-11-18T21:00Z'],
    ['far to the east', of('Pacific/Kiritimati'), '2026-11-17T19:00Z', 60, '2026-11-17T20:00Z'],
    ['over a leap day', of('UTC', everyDay([['12:00', '13:00']]), ['2028-02-29']), '2028-02-28T13:00Z', 60, '2028-03-01T13:00Z'],
    ['without hours as they pass', Calendar.parse({}), '2026-11-21T23:00Z', 90, '2026-11-22T00:30Z'],
    ['without hours over a clock put back', Calendar.parse({ time_zone: 'Europe/Berlin' }), '2026-10-25T00:00Z', 120, '2026-10-25T02:00Z'],
  ])('%s', (_name, calendar, from, minutes, due) => {
    expect(new Date(addBusinessMinutes(calendar, at(from), minutes)).toISOString()).toBe(
      new Date(at(due)).toISOString(),
    );
  });

  it.each(['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kolkata'])(
    'is the same at once or piece by piece, all year: %s',
    (zone) => {
      const calendar = of(
        zone,
        everyDay([
          ['00:30', '03:15'],
          ['08:00', '12:00'],
        ]),
        ['2026-05-01'],
      );
      const from = at('2026-01-01T00:00Z');
      let moment = from;
      for (let pieces = 1; pieces <= 400; pieces++) {
        moment = addBusinessMinutes(calendar, moment, 137);
        if (pieces % 50) continue;
        expect(addBusinessMinutes(calendar, from, 137 * pieces)).toBe(moment);
      }
    },
  );
});

describe('whether somebody works', () => {
  // biome-ignore format: a table
  it.each<[name: string, calendar: Calendar, moment: string, works: boolean]>([
    ['at the opening', BERLIN, '2026-11-18T09:00+01:00', true],
    ['before it', BERLIN, '2026-11-18T08:59:59.999+01:00', false],
    ['until the closing', BERLIN, '2026-11-18T16:59:59.999+01:00', true],
    ['not at it', BERLIN, '2026-11-18T17:00+01:00', false],
    ['not at lunch', WITH_LUNCH, '2026-11-18T12:30+01:00', false],
    ['not on Sundays', BERLIN, '2026-11-22T12:00+01:00', false],
    ['not on holidays', CHRISTMAS, '2026-12-24T12:00+01:00', false],
    ['by his own clock', KOLKATA, '2026-11-18T03:30Z', true],
    ['by his own day', of('Asia/Tokyo', { thu: NINE_TO_FIVE }), '2026-11-19T00:30Z', true],
    ['in the hour that comes twice, the first time', NIGHT, '2026-10-25T02:30+02:00', true],
    ['and the second', NIGHT, '2026-10-25T02:30+01:00', true],
    ['until midnight', NEVER_CLOSED, '2026-11-18T23:59:59.999+01:00', true],
    ['always, without hours', Calendar.parse({}), '2026-11-22T03:00Z', true],
  ])('%s', (_name, calendar, moment, works) => {
    expect(isWithinHours(calendar, at(moment))).toBe(works);
  });
});

describe('a calendar', () => {
  // biome-ignore format: a table
  it.each<[name: string, calendar: object, fault: string]>([
    ['an unknown zone', { time_zone: 'Europe/Bonn' }, 'time_zone is a time zone like Europe/Berlin'],
    ['an unknown day', { hours: { monday: NINE_TO_FIVE } }, 'hours Unrecognized key: "monday"'],
    ['a time that no clock shows', { hours: { mon: [['09:00', '25:00']] } }, 'hours.mon.0.1 closes at a time like 17:30, or at 24:00'],
    ['a time without its zero', { hours: { mon: [['9:00', '17:00']] } }, 'hours.mon.0.0 opens at a time like 09:00'],
    ['hours over midnight', { hours: { mon: [['22:00', '06:00']] } }, 'hours.mon closes after it opens; hours over midnight are two spans: until 24:00, and on the next day from 00:00'],
    ['hours within hours', { hours: { mon: [['09:00', '17:00'], ['12:00', '13:00']] } }, 'hours.mon lists its spans in their order, and none within another'],
    ['hardly any hours', { hours: { mon: [['09:00', '09:30']] } }, 'hours come to an hour a week at least; leave them out for somebody who always works'],
    ['a date that no calendar has', { hours: weekdays(), holidays: ['2026-02-29'] }, 'holidays.0 is a date like 2026-12-25'],
    ['holidays of nobody', { holidays: ['2026-12-25'] }, 'holidays ask for hours: write [["00:00", "24:00"]] for each day of the week'],
  ])('is refused with %s', (_name, calendar, fault) => {
    const { error } = Calendar.safeParse(calendar);
    expect(error?.issues.map(({ path, message }) => `${path.join('.')} ${message}`)).toContain(fault);
  });

  it.each([
    [BERLIN, 'Mon–Fri 09:00–17:00 (Europe/Berlin)'],
    [WITH_LUNCH, 'Mon–Fri 09:00–12:00 and 13:00–17:00 (Europe/Berlin)'],
    [
      of('UTC', {
        mon: NINE_TO_FIVE,
        wed: NINE_TO_FIVE,
        thu: NINE_TO_FIVE,
        sun: [['10:00', '12:00']],
      }),
      'Mon 09:00–17:00, Wed–Thu 09:00–17:00, Sun 10:00–12:00 (UTC)',
    ],
    [Calendar.parse({}), 'around the clock'],
  ])('is told in words: %#', (calendar, words) => {
    expect(calendarWords(calendar)).toBe(words);
  });

  it('that cannot be read any more counts minutes as they pass', () => {
    const gone = { time_zone: 'Europe/Bonn', hours: weekdays(), holidays: [] };
    expect(calendarWords(calendarFrom(gone))).toBe('around the clock');
  });
});
