/** The functions that yield null as soon as one argument is null, with what each argument must be. */
import {
  addDays,
  addMonths,
  between,
  Day,
  endOfMonth,
  Instant,
  localOf,
  localText,
  makeDate,
  partsOf,
  Span,
  spanOf,
} from './dates';
import { Exact, places, power, remainder, root, ROUNDINGS, wholeSteps, type Decimal } from './decimals';
import { held, whole } from './operate';
import { isNumber, limited, localDay, mismatch, noted, toText, type Context, type Value } from './values';

type Rule = 'any' | 'num' | 'sum' | 'int' | 'text' | 'shown' | 'date' | 'when' | 'moment' | 'day';
type Given = Value | number;

interface Strict {
  rules: Rule[];
  apply: (context: Context, ...values: never[]) => Value;
}

/** A value as an argument must be; whole numbers become plain ones. */
export function converted(rule: Rule, value: Value, context: Context): Given {
  switch (rule) {
    case 'any':
      return value;
    case 'num':
      return isNumber(value) ? value : mismatch('a number', value);
    case 'sum':
      return isNumber(value) || value instanceof Span ? value : mismatch('a number or duration', value);
    case 'int':
      return isNumber(value) ? whole(value) : mismatch('a whole number', value);
    case 'text':
      return typeof value === 'string' ? value : mismatch('a text', value);
    case 'shown':
      return toText(value);
    case 'date':
      return value instanceof Day || value instanceof Instant
        ? localDay(value, context)
        : mismatch('a date or instant', value);
    case 'when':
      return value instanceof Day || value instanceof Instant ? value : mismatch('a date or instant', value);
    case 'moment':
      return value instanceof Instant ? value : mismatch('an instant', value);
    default:
      return value instanceof Day ? value : mismatch('a date', value);
  }
}

const number = (value: number): Decimal => new Exact(value);
const characters = (text: string): string[] => Array.from(text);
const trimmed = (text: string): string => text.replace(/^ +| +$/g, '');
const SECONDS: Record<string, number> = { d: 86_400, h: 3_600, min: 60, s: 1 };
const MAX_EXPONENT = 1000;
const NUMERAL = /^[+-]?[0-9]{1,60}(\.[0-9]{1,40})?$/;

function stepped(value: Decimal, step: Decimal | undefined, up: boolean, context: Context): Value {
  const reached = noted(wholeSteps(value, step ?? number(1), up), 'division_by_zero', context);
  return reached === null ? null : held(reached, context);
}

function texted(context: Context, value: Value, digits?: number): Value {
  if (digits === undefined) return value instanceof Instant ? localText(value, context.zone) : toText(value);
  if (!isNumber(value)) return mismatch('a number', value);
  const kept = Math.max(0, Math.min(digits, 40));
  return places(value, kept).toFixed(kept);
}

function raised(context: Context, base: Decimal, exponent: number): Value {
  if (Math.abs(exponent) > MAX_EXPONENT) return noted<Decimal>(null, 'exponent_too_large', context);
  return noted(power(base, exponent), base.isZero() ? 'division_by_zero' : 'number_too_large', context);
}

function passed(context: Context, start: Day | Instant, end: Day | Instant, unit: string): Value {
  if (['d', 'm', 'y'].includes(unit)) return number(between(localDay(start, context), localDay(end, context), unit));
  if (!(start instanceof Instant && end instanceof Instant))
    return mismatch('an instant', start instanceof Instant ? end : start);
  const micros = end.micros - start.micros;
  return new Exact((micros / BigInt((SECONDS[unit] ?? 1) * 1_000_000)).toString());
}

function found(text: string, part: string): Decimal {
  const at = text.indexOf(part);
  return number(at < 0 ? 0 : characters(text.slice(0, at)).length + 1);
}

const strict = <T extends unknown[]>(rules: Rule[], apply: (context: Context, ...values: T) => Value): Strict => ({
  rules,
  apply: apply as unknown as Strict['apply'],
});

export const STRICT: Record<string, Strict> = {
  ROUND: strict(['num', 'int', 'text'], (context, value: Decimal, digits: number = 0, mode: string = 'HALF_UP') =>
    held(places(value, digits, mode in ROUNDINGS ? mode : 'HALF_UP'), context),
  ),
  ABS: strict(['sum'], (_context, value: Decimal | Span) =>
    value instanceof Span ? new Span(value.micros < 0n ? -value.micros : value.micros) : new Exact(value).abs(),
  ),
  REMAINDER: strict(['num', 'num'], (context, dividend: Decimal, divisor: Decimal) =>
    noted(remainder(dividend, divisor), 'division_by_zero', context),
  ),
  POWER: strict(['num', 'int'], raised),
  SQRT: strict(['num'], (context, value: Decimal) => noted(root(value), 'root_of_negative', context)),
  CEILING: strict(['num', 'num'], (context, value: Decimal, step?: Decimal) => stepped(value, step, true, context)),
  FLOOR: strict(['num', 'num'], (context, value: Decimal, step?: Decimal) => stepped(value, step, false, context)),
  VALUE: strict(['text'], (context, text: string) =>
    noted(NUMERAL.test(trimmed(text)) ? new Exact(trimmed(text)) : null, 'not_a_number', context),
  ),
  LEN: strict(['text'], (_context, text: string) => number(characters(text).length)),
  UPPER: strict(['text'], (_context, text: string) => text.replace(/[a-z]/g, (each) => each.toUpperCase())),
  LOWER: strict(['text'], (_context, text: string) => text.replace(/[A-Z]/g, (each) => each.toLowerCase())),
  TRIM: strict(['text'], (_context, text: string) => trimmed(text)),
  CONCAT: strict(['shown'], (_context, ...texts: string[]) => limited(texts.join(''))),
  LEFT: strict(['text', 'int'], (_context, text: string, count: number) =>
    characters(text).slice(0, Math.max(count, 0)).join(''),
  ),
  RIGHT: strict(['text', 'int'], (_context, text: string, count: number) =>
    count > 0 ? characters(text).slice(-count).join('') : '',
  ),
  MID: strict(['text', 'int', 'int'], (_context, text: string, start: number, count: number) => {
    const first = Math.max(start, 1) - 1;
    return characters(text)
      .slice(first, first + Math.max(count, 0))
      .join('');
  }),
  CONTAINS: strict(['text', 'text'], (_context, text: string, part: string) => text.includes(part)),
  STARTSWITH: strict(['text', 'text'], (_context, text: string, part: string) => text.startsWith(part)),
  ENDSWITH: strict(['text', 'text'], (_context, text: string, part: string) => text.endsWith(part)),
  FIND: strict(['text', 'text'], (_context, part: string, text: string) => found(text, part)),
  TEXT: strict(['any', 'int'], texted),
  TODAY: strict([], (context) => context.today),
  NOW: strict([], (context) => context.now),
  DATE: strict(['int', 'int', 'int'], (context, year: number, month: number, day: number) =>
    noted(makeDate(year, month, day), 'date_out_of_range', context),
  ),
  DATEOF: strict(['date'], (_context, day: Day) => day),
  YEAR: strict(['date'], (_context, day: Day) => number(partsOf(day.ordinal).year)),
  MONTH: strict(['date'], (_context, day: Day) => number(partsOf(day.ordinal).month)),
  DAY: strict(['date'], (_context, day: Day) => number(partsOf(day.ordinal).day)),
  WEEKDAY: strict(['date'], (_context, day: Day) => number(((day.ordinal + 6) % 7) + 1)),
  HOUR: strict(['moment'], (context, moment: Instant) => number(localOf(moment, context.zone).hour)),
  MINUTE: strict(['moment'], (context, moment: Instant) => number(localOf(moment, context.zone).minute)),
  ADDDAYS: strict(['day', 'int'], (context, day: Day, count: number) =>
    noted(addDays(day, count), 'date_out_of_range', context),
  ),
  ADDMONTHS: strict(['day', 'int'], (context, day: Day, count: number) =>
    noted(addMonths(day, count), 'date_out_of_range', context),
  ),
  ENDOFMONTH: strict(['day', 'int'], (context, day: Day, count: number = 0) =>
    noted(endOfMonth(day, count), 'date_out_of_range', context),
  ),
  DATEDIF: strict(['when', 'when', 'text'], passed),
  DURATION: strict(['num', 'text'], (context, amount: Decimal, unit: string) =>
    noted(spanOf(new Exact(amount).times(SECONDS[unit] ?? 1)), 'duration_out_of_range', context),
  ),
};
