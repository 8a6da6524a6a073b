/** Dates as days, instants and durations as microseconds; what leaves the years 1 to 9999 is null. */
import { Exact, places, type Decimal } from './decimals';

/** A date: days since 0001-01-01, which is day 1. */
export class Day {
  readonly ordinal: number;
  constructor(ordinal: number) {
    this.ordinal = ordinal;
  }
}

/** An instant: microseconds since 1970, UTC. */
export class Instant {
  readonly micros: bigint;
  constructor(micros: bigint) {
    this.micros = micros;
  }
}

/** A duration in microseconds. */
export class Span {
  readonly micros: bigint;
  constructor(micros: bigint) {
    this.micros = micros;
  }
}

export interface Parts {
  year: number;
  month: number;
  day: number;
}

const LAST = 3_652_059; // 9999-12-31
const EPOCH = 719_163; // 1970-01-01
const DAY_MICROS = 86_400_000_000n;
const MAX_SECONDS = 4_000_000 * 86_400;

/** Days from the parts of a date of the Gregorian calendar, also before it was made. */
export function ordinalOf({ year, month, day }: Parts): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const inEra = shifted - era * 400;
  const inYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const inDays = inEra * 365 + Math.floor(inEra / 4) - Math.floor(inEra / 100) + inYear;
  return era * 146_097 + inDays - 305;
}

export function partsOf(ordinal: number): Parts {
  const shifted = ordinal + 305;
  const era = Math.floor(shifted / 146_097);
  const inEra = shifted - era * 146_097;
  const yearInEra = Math.floor(
    (inEra - Math.floor(inEra / 1460) + Math.floor(inEra / 36_524) - Math.floor(inEra / 146_096)) / 365,
  );
  const inYear = inEra - (365 * yearInEra + Math.floor(yearInEra / 4) - Math.floor(yearInEra / 100));
  const place = Math.floor((5 * inYear + 2) / 153);
  const month = place < 10 ? place + 3 : place - 9;
  return {
    year: yearInEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: inYear - Math.floor((153 * place + 2) / 5) + 1,
  };
}

const two = (value: number): string => String(value).padStart(2, '0');

export function dayText(day: Day): string {
  const { year, month, day: date } = partsOf(day.ordinal);
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(date)}`;
}

export function dayOf(text: string): Day {
  const [year = 1, month = 1, day = 1] = text.slice(0, 10).split('-').map(Number);
  return new Day(ordinalOf({ year, month, day }));
}

export function instantOf(text: string): Instant {
  const found = /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,6}))?)?(Z|[+-]\d{2}:?\d{2})?$/.exec(
    text,
  );
  if (!found) throw new RangeError(`${text} is no instant`);
  const [, year, month, day, hour, minute, second = '0', fraction = '0', zone = 'Z'] = found;
  const days = BigInt(ordinalOf({ year: Number(year), month: Number(month), day: Number(day) }) - EPOCH);
  const seconds = BigInt(Number(hour) * 3600 + Number(minute) * 60 + Number(second));
  const offset =
    zone === 'Z' ? 0 : (zone.startsWith('-') ? -1 : 1) * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2)));
  return new Instant(
    days * DAY_MICROS + (seconds - BigInt(offset * 60)) * 1_000_000n + BigInt(fraction.padEnd(6, '0')),
  );
}

const floorDiv = (value: bigint, by: bigint): bigint => (value - (((value % by) + by) % by)) / by;

/** The date and time of day of an instant where its zone offset is so many seconds. */
function split(micros: bigint): { day: Day; seconds: number; rest: number } {
  const days = floorDiv(micros, DAY_MICROS);
  const within = micros - days * DAY_MICROS;
  return {
    day: new Day(Number(days) + EPOCH),
    seconds: Number(within / 1_000_000n),
    rest: Number(within % 1_000_000n),
  };
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** The offset of a zone at an instant, in seconds. */
function offsetAt(micros: bigint, zone: string): number {
  let format = formats.get(zone);
  if (!format) {
    const parts = {
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
      era: 'short',
    } as const;
    format = new Intl.DateTimeFormat('en-US', { ...parts, timeZone: zone, hourCycle: 'h23' });
    formats.set(zone, format);
  }
  const floor = floorDiv(micros, 1_000_000n);
  const found: Record<string, string> = Object.fromEntries(
    format.formatToParts(new Date(Number(floor) * 1000)).map((part) => [part.type, part.value]),
  );
  const year = found['era'] === 'BC' || found['era'] === 'B' ? 1 - Number(found['year']) : Number(found['year']);
  const days = ordinalOf({ year, month: Number(found['month']), day: Number(found['day']) }) - EPOCH;
  const local = days * 86_400 + Number(found['hour']) * 3600 + Number(found['minute']) * 60 + Number(found['second']);
  return local - Number(floor);
}

/** Date, hour, minute and second of an instant in a zone. */
export function localOf(instant: Instant, zone: string): { day: Day; hour: number; minute: number; second: number } {
  const { day, seconds } = split(instant.micros + BigInt(offsetAt(instant.micros, zone)) * 1_000_000n);
  return { day, hour: Math.floor(seconds / 3600), minute: Math.floor((seconds % 3600) / 60), second: seconds % 60 };
}

export function instantText(instant: Instant): string {
  const { day, seconds, rest } = split(instant.micros);
  const fraction = rest ? `.${String(rest).padStart(6, '0').replace(/0+$/, '')}` : '';
  return `${dayText(day)}T${two(Math.floor(seconds / 3600))}:${two(Math.floor((seconds % 3600) / 60))}:${two(seconds % 60)}${fraction}Z`;
}

export function localText(instant: Instant, zone: string): string {
  const { day, hour, minute, second } = localOf(instant, zone);
  return `${dayText(day)} ${two(hour)}:${two(minute)}:${two(second)}`;
}

export function addDays(day: Day, count: number): Day | null {
  const ordinal = day.ordinal + count;
  return ordinal >= 1 && ordinal <= LAST ? new Day(ordinal) : null;
}

/** A date as a spreadsheet makes it: month 13 is next January, day 0 the last of the month before. */
export function makeDate(year: number, month: number, day: number): Day | null {
  const months = year * 12 + month - 1;
  const years = Math.floor(months / 12);
  if (!(years >= 1 && years <= 9999)) return null;
  return addDays(new Day(ordinalOf({ year: years, month: months - years * 12 + 1, day: 1 })), day - 1);
}

function monthLength(year: number, month: number): number {
  const next = month === 12 ? { year: year + 1, month: 1, day: 1 } : { year, month: month + 1, day: 1 };
  return ordinalOf(next) - ordinalOf({ year, month, day: 1 });
}

export function addMonths(day: Day, count: number): Day | null {
  const parts = partsOf(day.ordinal);
  const months = parts.year * 12 + parts.month - 1 + count;
  const year = Math.floor(months / 12);
  if (!(year >= 1 && year <= 9999)) return null;
  const month = months - year * 12 + 1;
  return new Day(ordinalOf({ year, month, day: Math.min(parts.day, monthLength(year, month)) }));
}

export function endOfMonth(day: Day, count: number): Day | null {
  const moved = addMonths(day, count);
  if (!moved) return null;
  const { year, month } = partsOf(moved.ordinal);
  return new Day(ordinalOf({ year, month, day: monthLength(year, month) }));
}

/** Whole days, months or years between two dates; negative when the end comes first. */
export function between(start: Day, end: Day, unit: string): number {
  if (unit === 'd') return end.ordinal - start.ordinal;
  if (end.ordinal < start.ordinal) return -between(end, start, unit);
  const from = partsOf(start.ordinal);
  const to = partsOf(end.ordinal);
  const months = (to.year - from.year) * 12 + to.month - from.month - (to.day < from.day ? 1 : 0);
  return unit === 'y' ? Math.floor(months / 12) : months;
}

export function secondsOf(span: Span): Decimal {
  return new Exact(span.micros.toString()).div(1_000_000);
}

/** A duration from seconds, to the microsecond half up; null beyond 4,000,000 days. */
export function spanOf(seconds: Decimal): Span | null {
  const kept = places(seconds, 6);
  return kept.abs().gt(MAX_SECONDS) ? null : new Span(BigInt(kept.times(1_000_000).toFixed(0)));
}

const FIRST_MICROS = BigInt(1 - EPOCH) * DAY_MICROS;
const LAST_MICROS = BigInt(LAST + 1 - EPOCH) * DAY_MICROS;

/** An instant moved by a duration. */
export function shift(instant: Instant, micros: bigint): Instant | null {
  const moved = instant.micros + micros;
  return moved >= FIRST_MICROS && moved < LAST_MICROS ? new Instant(moved) : null;
}
