/** What the aggregates make of the values of their rows; null is skipped, a condition counts null as false. */
import { Exact, ZERO, type Decimal } from './decimals';
import { divided, held } from './operate';
import { boolean, compare, isNumber, mismatch, type Context, type Value } from './values';

type Combine = (values: Value[], context: Context) => Value;

const numbers = (values: Value[]): Decimal[] =>
  values.filter((each) => each !== null).map((each) => (isNumber(each) ? each : mismatch('a number', each)));
const added = (given: Decimal[]): Decimal => given.reduce((sum, each) => new Exact(sum).plus(each), ZERO);
const sum: Combine = (values, context) => held(added(numbers(values)), context);

function extreme(values: Value[], word: string): Value {
  let best: Value = null;
  for (const each of values) {
    if (typeof each === 'boolean' || Array.isArray(each)) mismatch('something that can be ordered', each);
    if (each !== null && (best === null || compare(word, each, best) === true)) best = each;
  }
  return best;
}

export const AGGREGATES: Record<string, { most: number; combine: Combine }> = {
  SUM: { most: 250, combine: sum },
  SUMIF: { most: 2, combine: sum },
  COUNT: { most: 250, combine: (values) => new Exact(values.filter((each) => each !== null).length) },
  COUNTIF: { most: 1, combine: (values) => new Exact(values.filter((each) => boolean(each) === true).length) },
  MIN: { most: 250, combine: (values) => extreme(values, '<') },
  MAX: { most: 250, combine: (values) => extreme(values, '>') },
  AVG: {
    most: 250,
    combine: (values, context) => {
      const given = numbers(values);
      return given.length > 0 ? divided(added(given), new Exact(given.length), context) : null;
    },
  },
  ANY: { most: 1, combine: (values) => values.some((each) => boolean(each) === true) },
  ALL: { most: 1, combine: (values) => values.every((each) => boolean(each) === true) },
};
