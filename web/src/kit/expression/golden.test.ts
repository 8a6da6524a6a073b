/** The golden vectors of the server, read where they lie: the browser must give every value to the last digit. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Tree } from '../../api/definitions';
import { Day, dayOf, dayText, Instant, instantOf, instantText, secondsOf, Span, spanOf } from './dates';
import { Exact, shown } from './decimals';
import { evaluate } from './evaluate';
import { Fault, isNumber, kindOf, type Context, type Environment, type Value } from './values';

interface GoldenField {
  type: string;
  value?: unknown;
  members?: Record<string, GoldenField>;
  of?: GoldenField;
}

interface GoldenCase {
  section: string;
  text: string;
  tree: Tree;
  gives?: [string, unknown] | null;
  notices?: string[];
  refused?: string;
}

const golden = JSON.parse(
  readFileSync(`${import.meta.dirname}/../../../../tests/kernels/expression/golden.json`, 'utf8'),
) as {
  context: { now: string; today: string; zone: string };
  fields: Record<string, GoldenField>;
  cases: GoldenCase[];
};

function read(field: GoldenField, value: unknown): Value {
  if (value === null || value === undefined) return null;
  if (field.type === 'list') return (value as unknown[]).map((each) => read(field.of as GoldenField, each));
  if (['int', 'decimal', 'float'].includes(field.type)) return new Exact(String(value));
  if (field.type === 'date') return dayOf(String(value));
  if (field.type === 'datetime') return instantOf(String(value));
  if (field.type === 'duration') return spanOf(new Exact(String(value)));
  return value as Value;
}

/** An environment over fields; of a line the values stand in its row. */
function over(fields: Record<string, GoldenField>, row?: Record<string, unknown>): Environment {
  const find = (names: readonly string[]): { field: GoldenField; value: unknown } | null => {
    let members = fields;
    let found: { field: GoldenField; value: unknown } | null = null;
    for (const [at, name] of (names[0] === 'this' ? names.slice(1) : names).entries()) {
      const field = members[name];
      if (!field) throw new Fault(`there is no ${name}`);
      found = { field, value: row && at === 0 ? row[name] : field.value };
      if (field.type === 'ref' && found.value === null) return null;
      members = field.members ?? {};
    }
    return found;
  };
  return {
    value: (names) => {
      const found = find(names);
      return found ? read(found.field, found.value) : null;
    },
    rows: (names) => {
      const found = find(names);
      if (found?.field.type !== 'rows') return undefined;
      return (found.value as Record<string, unknown>[]).map((each) => over(found.field.members ?? {}, each));
    },
    call: (name, [value = null]) => {
      if (name !== 'double') throw new Fault(`there is no function ${name}`);
      return isNumber(value) ? value.times(2) : null;
    },
  };
}

function written(value: Value): [string, unknown] | null {
  if (value === null) return null;
  if (isNumber(value)) return ['number', shown(value)];
  if (value instanceof Day) return ['date', dayText(value)];
  if (value instanceof Instant) return ['datetime', instantText(value)];
  if (value instanceof Span) return ['duration', shown(secondsOf(value))];
  return [kindOf(value), value];
}

const giving = golden.cases.filter((each) => each.refused === undefined);

describe('the golden vectors', () => {
  test('there are many, and none is left out but those that the check of the server refuses', () => {
    expect(giving.length).toBeGreaterThan(650);
  });

  test.each(giving.map((each) => [each.text, each] as const))('%s', (_text, each) => {
    const notices: string[] = [];
    const context: Context = {
      now: instantOf(golden.context.now),
      today: dayOf(golden.context.today),
      zone: golden.context.zone,
      notice: (code) => notices.push(code),
    };
    expect(written(evaluate(each.tree, over(golden.fields), context))).toEqual(each.gives);
    expect(notices).toEqual(each.notices ?? []);
  });
});
