import { describe, expect, test } from 'vitest';
import type { Field } from '../../api/definitions';
import { filterOf, isComplete, offered, operatorsOf, treeOf } from './filter';
import { listState, toggledSort } from './state';

const label = { zh: '', en: '' };

describe('the filter builder', () => {
  test('conditions become a tree of the API and come back', () => {
    const filter = {
      join: 'or' as const,
      conditions: [
        { field: 'quantity', op: 'between', value: ['1', '5'] },
        { field: 'note', op: 'is_null' },
      ],
    };
    const tree = treeOf(filter);
    expect(tree).toEqual({
      or: [
        { field: 'quantity', op: 'between', value: ['1', '5'] },
        { field: 'note', op: 'is_null' },
      ],
    });
    expect(filterOf(tree)).toEqual({
      join: 'or',
      conditions: [filter.conditions[0], { field: 'note', op: 'is_null', value: undefined }],
    });
  });

  test('what is not filled in yet asks for nothing', () => {
    expect(
      treeOf({
        join: 'and',
        conditions: [
          { field: 'name', op: 'contains' },
          { field: 'kind', op: 'in', value: [] },
        ],
      }),
    ).toBeUndefined();
    expect(isComplete({ field: 'a', op: 'between', value: ['1'] })).toBe(false);
    expect(isComplete({ field: 'a', op: 'eq', value: false })).toBe(true);
  });

  test('a deeper tree is not flattened into something else', () => {
    expect(filterOf({ and: [{ or: [{ field: 'a', op: 'eq', value: 1 }] }] })).toBeUndefined();
    expect(filterOf({ not: { field: 'a', op: 'eq', value: 1 } })).toBeUndefined();
  });

  test('equality of a choice is shown as one of a list', () => {
    const field: Field = { type: 'choice', label, choices: [] };
    expect(offered({ field: 'kind', op: 'eq', value: 'x' }, field)).toEqual({ field: 'kind', op: 'in', value: ['x'] });
  });

  test('a formula is compared as its result, lines not at all', () => {
    expect(operatorsOf({ type: 'formula', result: 'money', label })).toContain('between');
    expect(operatorsOf({ type: 'lines', label })).toEqual([]);
  });
});

describe('the state of a list in its address', () => {
  test('what is no state is left out', () => {
    expect(
      listState({ q: 'PR', sort: '-number', density: 'huge', where: { field: 'a', op: 'eq' }, other: 1, view: 7 }),
    ).toEqual({
      q: 'PR',
      sort: '-number',
      where: { field: 'a', op: 'eq' },
      view: '7',
    });
  });
  test('a column is ordered up, down, and not', () => {
    expect(toggledSort(undefined, 'a')).toBe('a');
    expect(toggledSort('a', 'a')).toBe('-a');
    expect(toggledSort('-a', 'a')).toBeUndefined();
  });
});
