/** Filters between the people's form, a flat list of conditions, and the tree of the API. */
import type { Field, FieldType, Text } from '../../api/definitions';
import { kindOf } from '../../api/definitions';
import type { Value, Where } from '../../api/records';

export interface Condition {
  field: string;
  op: string;
  value?: Value;
}

export interface Filter {
  join: 'and' | 'or';
  conditions: Condition[];
}

const EXISTS = ['is_null', 'not_null'];
const RANGE = ['eq', 'ne', 'gt', 'ge', 'lt', 'le', 'between', ...EXISTS];

const BY_TYPE: Partial<Record<FieldType, string[]>> = {
  text: ['contains', 'eq', 'ne', 'starts', 'ends', ...EXISTS],
  long_text: ['contains', ...EXISTS],
  code: ['contains', 'eq', 'ne', 'starts', 'ends', ...EXISTS],
  phone_email_url: ['contains', 'eq', ...EXISTS],
  integer: RANGE,
  decimal: RANGE,
  number: RANGE,
  quantity: RANGE,
  money: RANGE,
  percent: RANGE,
  duration: RANGE,
  date: RANGE,
  datetime: ['ge', 'lt', 'between', ...EXISTS],
  time: RANGE,
  boolean: ['eq', ...EXISTS],
  choice: ['in', 'not_in', ...EXISTS],
  link: ['in', 'not_in', ...EXISTS],
  user: ['in', 'not_in', ...EXISTS],
  file: EXISTS,
  image: EXISTS,
  signature: EXISTS,
};

/** The comparisons a field offers, the usual one first; none where it cannot be filtered by. */
export function operatorsOf(field: Field): string[] {
  return BY_TYPE[kindOf(field)] ?? [];
}

export const OPERATORS: Record<string, Text> = {
  eq: { zh: '等于', en: 'is' },
  ne: { zh: '不等于', en: 'is not' },
  in: { zh: '是', en: 'is any of' },
  not_in: { zh: '不是', en: 'is none of' },
  contains: { zh: '包含', en: 'contains' },
  starts: { zh: '开头是', en: 'starts with' },
  ends: { zh: '结尾是', en: 'ends with' },
  gt: { zh: '大于', en: 'above' },
  ge: { zh: '不小于', en: 'at least' },
  lt: { zh: '小于', en: 'below' },
  le: { zh: '不大于', en: 'at most' },
  between: { zh: '介于', en: 'between' },
  is_null: { zh: '为空', en: 'is empty' },
  not_null: { zh: '不为空', en: 'is not empty' },
};

/** Whether a condition says something already. */
export function isComplete(condition: Condition): boolean {
  if (EXISTS.includes(condition.op)) return true;
  const value = condition.value;
  if (Array.isArray(value)) {
    return condition.op === 'between' ? value.length === 2 && value.every((each) => filled(each)) : value.length > 0;
  }
  return filled(value);
}

const filled = (value: Value): boolean => value !== undefined && value !== null && value !== '';

/** The tree of the API; undefined where nothing is asked. */
export function treeOf(filter: Filter): Where | undefined {
  const parts = filter.conditions.filter(isComplete).map(leafOf);
  if (parts.length === 0) return undefined;
  return filter.join === 'or' ? { or: parts } : { and: parts };
}

function leafOf(condition: Condition): Where {
  return EXISTS.includes(condition.op)
    ? { field: condition.field, op: condition.op }
    : { field: condition.field, op: condition.op, value: condition.value };
}

/** The conditions of a tree; undefined for one that is deeper than people build here and is shown as one chip. */
export function filterOf(tree: Where | undefined): Filter | undefined {
  if (!tree) return { join: 'and', conditions: [] };
  if ('field' in tree) return { join: 'and', conditions: [normal(tree)] };
  if ('not' in tree) return undefined;
  const join = 'and' in tree ? 'and' : 'or';
  const parts = 'and' in tree ? tree.and : tree.or;
  const conditions: Condition[] = [];
  for (const part of parts) {
    if (!('field' in part)) return undefined;
    conditions.push(normal(part));
  }
  return { join, conditions };
}

/** One choice as a list of one, so that the picker of several shows it. */
function normal(leaf: { field: string; op: string; value?: Value }): Condition {
  return { field: leaf.field, op: leaf.op, value: leaf.value };
}

/** The same condition in the operators a field offers: `eq` of a choice is `in` of one. */
export function offered(condition: Condition, field: Field): Condition {
  const known = operatorsOf(field);
  if (known.includes(condition.op)) return condition;
  if (condition.op === 'eq' && known.includes('in')) return { ...condition, op: 'in', value: [condition.value] };
  if (condition.op === 'ne' && known.includes('not_in'))
    return { ...condition, op: 'not_in', value: [condition.value] };
  return condition;
}

/** Both filters at once. */
export function both(first: Where | undefined, second: Where | undefined): Where | undefined {
  if (!first || !second) return first ?? second;
  return { and: [first, second] };
}
