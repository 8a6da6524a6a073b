/** Chains of + - * / over numbers, dates, instants and durations. */
import { addDays, Day, Instant, secondsOf, shift, Span, spanOf } from './dates';
import { Exact, isTooLarge, quotient, settle, ZERO, type Decimal } from './decimals';
import { isNumber, kindOf, mismatch, noted, type Context, type Value } from './values';

/** A number below 10^100, else null with a notice. */
export function held(value: Decimal, context: Context): Decimal | null {
  return isTooLarge(value) ? noted<Decimal>(null, 'number_too_large', context) : value;
}

export function whole(value: Decimal): number {
  return value.isInteger() ? value.toNumber() : mismatch('a whole number', value);
}

function added(left: Value, right: Value, sign: string, context: Context): Value {
  if (left instanceof Day && isNumber(right)) {
    const days = whole(right);
    return noted(addDays(left, sign === '+' ? days : -days), 'date_out_of_range', context);
  }
  if (left instanceof Instant && right instanceof Span) {
    return noted(shift(left, sign === '+' ? right.micros : -right.micros), 'date_out_of_range', context);
  }
  if (left instanceof Span && right instanceof Span) {
    const total = sign === '+' ? secondsOf(left).plus(secondsOf(right)) : secondsOf(left).minus(secondsOf(right));
    return noted(spanOf(total), 'duration_out_of_range', context);
  }
  if (sign === '-' && left instanceof Day && right instanceof Day) return new Exact(left.ordinal - right.ordinal);
  if (sign === '-' && left instanceof Instant && right instanceof Instant) return new Span(left.micros - right.micros);
  return mismatch(`something that fits a ${kindOf(left)} ${sign}`, right);
}

export function total(first: Value, rest: [string, Value][], context: Context): Value {
  let result = first;
  for (const [sign, value] of rest) {
    if (result === null || value === null) return null;
    if (isNumber(result) && isNumber(value))
      result = sign === '+' ? new Exact(result).plus(value) : new Exact(result).minus(value);
    else result = added(result, value, sign, context);
  }
  return isNumber(result) ? held(result, context) : result;
}

export function divided(dividend: Decimal | null, divisor: Decimal, context: Context): Decimal | null {
  if (dividend === null) return null;
  if (divisor.isZero()) return noted<Decimal>(null, 'division_by_zero', context);
  return noted(quotient(dividend, divisor), 'number_too_large', context);
}

/** A run of products is exact and rounded to 40 decimals when it ends; a quotient has 16. */
export function product(first: Value, rest: [string, Value][], context: Context): Value {
  let result = first;
  let exact = true;
  for (const [sign, value] of rest) {
    if (result === null || value === null) return null;
    if (!isNumber(result) || !isNumber(value)) {
      result = scaled(result, value, sign, context);
      exact = true;
    } else if (sign === '*') {
      result = new Exact(result).times(value);
      exact = false;
    } else {
      const settled: Decimal | null = exact ? result : noted(settle(result), 'number_too_large', context);
      result = divided(settled, value, context);
      exact = true;
    }
  }
  return exact || !isNumber(result) ? result : noted(settle(result), 'number_too_large', context);
}

function scaled(left: Value, right: Value, sign: string, context: Context): Value {
  if (sign === '/' && left instanceof Span && right instanceof Span)
    return divided(secondsOf(left), secondsOf(right), context);
  let amount: Decimal | null;
  if (sign === '/' && left instanceof Span && isNumber(right)) amount = divided(secondsOf(left), right, context);
  else if (sign === '*' && left instanceof Span && isNumber(right)) amount = times(left, right, context);
  else if (sign === '*' && isNumber(left) && right instanceof Span) amount = times(right, left, context);
  else return mismatch('a number', left instanceof Span || isNumber(left) ? right : left);
  return amount === null ? null : noted(spanOf(amount), 'duration_out_of_range', context);
}

function times(span: Span, factor: Decimal, context: Context): Decimal | null {
  return noted(settle(secondsOf(span).times(factor)), 'duration_out_of_range', context);
}

export function negative(value: Value): Value {
  if (value === null) return null;
  if (isNumber(value)) return value.isZero() ? ZERO : new Exact(value).neg();
  return value instanceof Span ? new Span(-value.micros) : mismatch('a number or duration', value);
}
