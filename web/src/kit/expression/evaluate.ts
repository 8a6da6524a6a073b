/** Evaluates the trees the server serves, to its last digit: three-valued null, exact decimals, aggregates over lines. */
import type { Tree } from '../../api/definitions';
import { AGGREGATES } from './aggregates';
import { Exact } from './decimals';
import { converted, STRICT } from './functions';
import { negative, product, total } from './operate';
import {
  boolean,
  compare,
  contains,
  Fault,
  limited,
  toText,
  type Context,
  type Environment,
  type Value,
} from './values';

const MAX_ROWS = 5_000;

/** One evaluation; within an aggregate `prefix` is the path of its lines and `row` the line at hand. */
interface Run {
  env: Environment;
  context: Context;
  prefix: readonly string[];
  row?: Environment;
}

export function evaluate(tree: Tree, env: Environment, context: Context): Value {
  const value = walk(tree, { env, context, prefix: [] });
  return typeof value === 'string' ? limited(value) : value;
}

/** Whether a condition is true; null counts as false. */
export function holds(tree: Tree, env: Environment, context: Context): boolean {
  return boolean(evaluate(tree, env, context)) === true;
}

function walk(tree: Tree, run: Run): Value {
  switch (tree.node) {
    case 'null':
      return null;
    case 'bool':
    case 'text':
      return tree.value;
    case 'number':
      return new Exact(tree.value);
    case 'path':
      return pathValue(namesOf(tree), run);
    case 'call':
      return called(tree.name, tree.arguments, run);
    case 'chain':
      return chained(tree.operators, tree.operands, run);
    case 'not': {
      const value = boolean(walk(tree.operand, run));
      return value === null ? null : !value;
    }
    case 'negate':
      return negative(walk(tree.operand, run));
    default:
      return tree.items.map((each) => walk(each, run));
  }
}

const namesOf = (tree: Extract<Tree, { node: 'path' }>): string[] => tree.segments.map((segment) => segment.name);

function pathValue(names: string[], run: Run): Value {
  if (names.length === 1 && names[0] === 'now') return run.context.now;
  if (names.length === 1 && names[0] === 'today') return run.context.today;
  const inside = run.row && names.length > run.prefix.length && run.prefix.every((name, at) => names[at] === name);
  return inside && run.row ? run.row.value(names.slice(run.prefix.length)) : run.env.value(names);
}

function chained(operators: string[], operands: Tree[], run: Run): Value {
  const word = operators[0] ?? '';
  if (word === 'and' || word === 'or') return connected(operands, word === 'or', run);
  const values = operands.map((each) => walk(each, run));
  const [left = null, right = null] = values;
  const rest = () => operators.map((sign, at): [string, Value] => [sign, values[at + 1] ?? null]);
  if (word === '+' || word === '-') return total(left, rest(), run.context);
  if (word === '*' || word === '/') return product(left, rest(), run.context);
  if (word === '&') return values.includes(null) ? null : limited(values.map(toText).join(''));
  if (word === 'in' || word === 'not in') {
    const found = contains(left, right);
    return found === null ? null : word === 'in' ? found : !found;
  }
  return compare(word, left, right);
}

/** One operand that decides makes the rest unread; else a null makes the whole null. */
function connected(operands: Tree[], stop: boolean, run: Run): Value {
  let result: boolean | null = !stop;
  for (const each of operands) {
    const value = boolean(walk(each, run));
    if (value === stop) return stop;
    if (value === null) result = null;
  }
  return result;
}

function called(name: string, given: Tree[], run: Run): Value {
  const aggregate = AGGREGATES[name];
  if (aggregate && (given.length === 1 || given.length === aggregate.most)) return aggregated(name, given, run);
  if (aggregate)
    return aggregate.combine(
      given.map((each) => walk(each, run)),
      run.context,
    );
  const lazy = LAZY[name];
  if (lazy) return lazy(given, run);
  const strict = STRICT[name];
  if (!strict)
    return run.env.call(
      name,
      given.map((each) => walk(each, run)),
    );
  const values: unknown[] = [];
  for (const [at, each] of given.entries()) {
    const value = walk(each, run);
    if (value === null) return null;
    values.push(converted(strict.rules[Math.min(at, strict.rules.length - 1)] ?? 'any', value, run.context));
  }
  return (strict.apply as (context: Context, ...values: unknown[]) => Value)(run.context, ...values);
}

function aggregated(name: string, given: Tree[], run: Run): Value {
  const combine = AGGREGATES[name]?.combine;
  const [first] = given;
  if (!combine || !first) throw new Fault(`there is no aggregate ${name}`);
  const counted = name === 'COUNT' && first.node === 'path' ? namesOf(first) : undefined;
  const found = relation(given.flatMap(pathsOf), run.env);
  if (!found) {
    const value = counted ? walk(first, run) : undefined;
    if (value === null) return new Exact(0);
    if (Array.isArray(value)) return new Exact(value.length);
    throw new Fault(`${name} of one argument needs lines`);
  }
  if (found.rows.length > MAX_ROWS) throw new Fault(`${name} over ${found.rows.length} rows`);
  if (counted?.join('.') === found.prefix.join('.'))
    return combine(
      found.rows.map(() => true),
      run.context,
    );
  return combine(
    found.rows.map((row) => ofRow(given, { ...run, prefix: found.prefix, row })),
    run.context,
  );
}

/** What a row brings; of two arguments the first is the condition. */
function ofRow(given: Tree[], run: Run): Value {
  const last = given[given.length - 1];
  if (!last || (given.length > 1 && given[0] && boolean(walk(given[0], run)) !== true)) return null;
  return walk(last, run);
}

function relation(paths: string[][], env: Environment): { prefix: string[]; rows: Environment[] } | undefined {
  for (const names of paths) {
    for (let size = 1; size <= names.length; size += 1) {
      const rows = env.rows(names.slice(0, size));
      if (rows) return { prefix: names.slice(0, size), rows };
    }
  }
  return undefined;
}

/** Every path of a tree, in order. */
export function pathsOf(tree: Tree): string[][] {
  switch (tree.node) {
    case 'path':
      return [namesOf(tree)];
    case 'call':
      return tree.arguments.flatMap(pathsOf);
    case 'chain':
      return tree.operands.flatMap(pathsOf);
    case 'not':
    case 'negate':
      return pathsOf(tree.operand);
    case 'list':
      return tree.items.flatMap(pathsOf);
    default:
      return [];
  }
}

type Lazy = (given: Tree[], run: Run) => Value;
const at = (given: Tree[], place: number, run: Run): Value => {
  const tree = given[place];
  return tree ? walk(tree, run) : null;
};

const LAZY: Record<string, Lazy> = {
  IF: (given, run) => at(given, boolean(at(given, 0, run)) === true ? 1 : 2, run),
  IFS: (given, run) => {
    for (let place = 0; place + 1 < given.length; place += 2) {
      if (boolean(at(given, place, run)) === true) return at(given, place + 1, run);
    }
    return given.length % 2 ? at(given, given.length - 1, run) : null;
  },
  SWITCH: (given, run) => {
    const value = at(given, 0, run);
    for (let place = 1; place + 1 < given.length; place += 2) {
      if (compare('=', value, at(given, place, run)) === true) return at(given, place + 1, run);
    }
    return given.length % 2 ? null : at(given, given.length - 1, run);
  },
  COALESCE: (given, run) => {
    for (let place = 0; place < given.length; place += 1) {
      const value = at(given, place, run);
      if (value !== null) return value;
    }
    return null;
  },
  ISNULL: (given, run) => at(given, 0, run) === null,
  ISBLANK: (given, run) => {
    const value = at(given, 0, run);
    return value === null || value === '' || (Array.isArray(value) && value.length === 0);
  },
};
