/** Values of the expression language, where they come from, and what is said when one is of the wrong type. */
import Base from 'decimal.js';
import { dayText, Day, Instant, localOf, Span } from './dates';
import { shown, type Decimal } from './decimals';

export type Value = null | boolean | Decimal | string | Day | Instant | Span | Value[];

/** Resolves paths when they are asked for; a link is its identity and leads on to the fields behind it. */
export interface Environment {
  value: (names: readonly string[]) => Value;
  /** One environment a row where the path is a list of lines, else undefined. */
  rows: (names: readonly string[]) => Environment[] | undefined;
  call: (name: string, values: Value[]) => Value;
}

export interface Context {
  now: Instant;
  today: Day;
  zone: string;
  notice?: (code: string) => void;
}

/** The expression cannot be evaluated here: a value of the wrong type, or something only the server knows. */
export class Fault extends Error {}

export function kindOf(value: Value): string {
  if (value === null) return 'null';
  if (Base.isDecimal(value)) return 'number';
  if (value instanceof Day) return 'date';
  if (value instanceof Instant) return 'datetime';
  if (value instanceof Span) return 'duration';
  if (Array.isArray(value)) return 'list';
  return typeof value === 'boolean' ? 'bool' : 'text';
}

export function mismatch(wanted: string, value: Value): never {
  throw new Fault(`${wanted} is needed here, not a ${kindOf(value)}`);
}

export function isNumber(value: Value): value is Decimal {
  return Base.isDecimal(value);
}

export function boolean(value: Value): boolean | null {
  return value === null || typeof value === 'boolean' ? value : mismatch('a condition', value);
}

const MAX_BYTES = 65_536;

export function limited(text: string): string {
  if (text.length * 4 > MAX_BYTES && new TextEncoder().encode(text).length > MAX_BYTES)
    throw new Fault('the text has become too long');
  return text;
}

/** A number, date or text as & joins it. */
export function toText(value: Value): string {
  if (typeof value === 'string') return value;
  if (isNumber(value)) return shown(value);
  return value instanceof Day ? dayText(value) : mismatch('a text, number or date', value);
}

export function localDay(value: Day | Instant, context: Context): Day {
  return value instanceof Instant ? localOf(value, context.zone).day : value;
}

/** A value that is not there, with the reason. */
export function noted<T>(value: T | null, code: string, context: Context): T | null {
  if (value === null) context.notice?.(code);
  return value;
}

/** Texts by code point, not by UTF-16. */
export function compareTexts(one: string, other: string): number {
  const left = Array.from(one);
  const right = Array.from(other);
  for (let at = 0; at < Math.min(left.length, right.length); at += 1) {
    const difference = ((left[at] as string).codePointAt(0) ?? 0) - ((right[at] as string).codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

const sign = (value: bigint): number => (value > 0n ? 1 : value < 0n ? -1 : 0);

function order(left: Value, right: Value): number {
  if (isNumber(left) && isNumber(right)) return left.cmp(right);
  if (typeof left === 'string' && typeof right === 'string') return compareTexts(left, right);
  if (typeof left === 'boolean' && typeof right === 'boolean') return Number(left) - Number(right);
  if (left instanceof Day && right instanceof Day) return left.ordinal - right.ordinal;
  if (left instanceof Instant && right instanceof Instant) return sign(left.micros - right.micros);
  if (left instanceof Span && right instanceof Span) return sign(left.micros - right.micros);
  return mismatch(`a ${kindOf(left)} to compare with`, right);
}

/** Compares two values of one type; null when either is null. */
export function compare(word: string, left: Value, right: Value): boolean | null {
  if (left === null || right === null) return null;
  if (kindOf(left) !== kindOf(right) || Array.isArray(left)) mismatch(`a ${kindOf(left)} to compare with`, right);
  if (typeof left === 'boolean' && word !== '=' && word !== '<>') mismatch('something that can be ordered', left);
  const found = order(left, right);
  switch (word) {
    case '=':
      return found === 0;
    case '<>':
      return found !== 0;
    case '<':
      return found < 0;
    case '<=':
      return found <= 0;
    case '>':
      return found > 0;
    default:
      return found >= 0;
  }
}

/** Whether a list holds a value; null when it is not found and a null stands on either side. */
export function contains(item: Value, items: Value): boolean | null {
  if (items === null) return null;
  if (!Array.isArray(items)) return mismatch('a list', items);
  const found = items.map((each) => compare('=', item, each));
  if (found.includes(true)) return true;
  return found.includes(null) ? null : false;
}
