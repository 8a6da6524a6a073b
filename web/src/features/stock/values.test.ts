import { expect, it } from 'vitest';
import { byValue, sum, valuesBy, type Worth } from './values';

const row = (item: string, value: string | null): Worth => ({
  item: { id: item, number: null, label: item },
  site: { id: 'f1', number: null, label: 'F1' },
  name: item,
  unit: 'pcs',
  status: 'blocked',
  quantity: '1',
  value,
});

it('adds values up exactly, and tells what is not valued from what is worth nothing', () => {
  const found = valuesBy(
    [row('a', '0.1'), row('a', '0.2'), row('b', null), row('c', '0'), row('a', null)],
    (each) => each.item.id,
  );
  expect([...found].map(([key, value]) => [key, value?.toFixed() ?? null])).toEqual([
    ['a', '0.3'],
    ['b', null],
    ['c', '0'],
  ]);
  expect(sum([row('a', '0.1'), row('b', null), row('c', '0.2')]).toFixed()).toBe('0.3');
});

it('puts what is not valued first, and then the most', () => {
  const rows = [row('a', '9'), row('b', null), row('c', '10.5')];
  expect(byValue(rows).map((each) => each.item.id)).toEqual(['b', 'c', 'a']);
});
