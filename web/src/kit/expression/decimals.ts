/** Decimal arithmetic as the server does it: sums exact, products to 40 decimals, quotients to 40 and then 16, half up. */
import Base from 'decimal.js';

export const Exact = Base.clone({ precision: 40_000, rounding: Base.ROUND_HALF_UP, toExpNeg: -9e15, toExpPos: 9e15 });
const Wide = Base.clone({ precision: 300, rounding: Base.ROUND_HALF_UP, toExpNeg: -9e15, toExpPos: 9e15 });
export type Decimal = Base;

export const ZERO = new Exact(0);
const MAX_DIGITS = 100;
const MAX_PLACES = 40;
const QUOTIENT_PLACES = 16;

export const ROUNDINGS: Record<string, Base.Rounding> = {
  HALF_UP: Base.ROUND_HALF_UP,
  HALF_EVEN: Base.ROUND_HALF_EVEN,
  UP: Base.ROUND_UP,
  DOWN: Base.ROUND_DOWN,
  CEILING: Base.ROUND_CEIL,
  FLOOR: Base.ROUND_FLOOR,
};

const own = (value: Decimal): Decimal => (value.isZero() ? ZERO : new Exact(value));

/** Whether a number is 10^100 or more, which is no number here. */
export function isTooLarge(value: Decimal): boolean {
  return !value.isZero() && value.e >= MAX_DIGITS;
}

/** A number without exponent or trailing zeros. */
export function shown(value: Decimal): string {
  return own(value).toFixed();
}

/** Rounded to so many decimals; a negative number rounds to tens, hundreds and so on. */
export function places(value: Decimal, digits: number, mode: string = 'HALF_UP'): Decimal {
  const rounding = ROUNDINGS[mode] ?? Base.ROUND_HALF_UP;
  const held = Math.max(-MAX_DIGITS - 1, Math.min(digits, MAX_PLACES));
  if (held >= 0) return own(value.toDecimalPlaces(held, rounding));
  const step = new Exact(10).pow(-held);
  return own(new Wide(value).div(step).toDecimalPlaces(0, rounding).times(step));
}

/** Rounded to 40 decimals; null for 10^100 or more. */
export function settle(value: Decimal): Decimal | null {
  if (isTooLarge(value)) return null;
  return value.decimalPlaces() > MAX_PLACES ? places(value, MAX_PLACES) : own(value);
}

function sixteen(value: Decimal): Decimal | null {
  return isTooLarge(value) ? null : places(places(value, MAX_PLACES), QUOTIENT_PLACES);
}

/** A quotient of 16 decimals; the divisor is not zero. */
export function quotient(dividend: Decimal, divisor: Decimal): Decimal | null {
  return sixteen(new Wide(dividend).div(divisor));
}

export function remainder(dividend: Decimal, divisor: Decimal): Decimal | null {
  return divisor.isZero() ? null : own(new Exact(dividend).mod(divisor));
}

/** A whole power of 16 decimals; 0 to the 0 is 1, zero to a negative power null. */
export function power(base: Decimal, exponent: number): Decimal | null {
  if (base.isZero()) return exponent === 0 ? new Exact(1) : exponent > 0 ? ZERO : null;
  return sixteen(new Wide(base).pow(exponent));
}

export function root(value: Decimal): Decimal | null {
  return value.isNegative() && !value.isZero() ? null : sixteen(new Wide(value).sqrt());
}

/** The next multiple of a step's size, up or down; null for a step of zero. */
export function wholeSteps(value: Decimal, step: Decimal, up: boolean): Decimal | null {
  if (step.isZero()) return null;
  const size = step.abs();
  const rest = new Exact(value).mod(size);
  const low = value.minus(rest.isNegative() && !rest.isZero() ? rest.plus(size) : rest);
  return own(up && !rest.isZero() ? low.plus(size) : low);
}
