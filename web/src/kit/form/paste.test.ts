import { expect, test } from 'vitest';
import type { Field } from '../../api/definitions';
import { cellsOf, valueOf } from './paste';
import { changedValues } from './values';
import type { Model } from '../../api/definitions';

const label = { zh: '是', en: 'Yes' };
const field = (type: Field['type'], more: Partial<Field> = {}): Field => ({ type, label, ...more });

test('cells of a spreadsheet, with quotes, tabs within and a last empty line', () => {
  expect(cellsOf('a\t1\r\n"b\t""x"""\t2\r\n')).toEqual([
    ['a', '1'],
    ['b\t"x"', '2'],
  ]);
});

test.each([
  ['quantity', '1,234.50', '1234.50'],
  ['quantity', '一百', undefined],
  ['integer', '12', 12],
  ['date', '2026/1/5', '2026-01-05'],
  ['date', '2026年12月31日', '2026-12-31'],
  ['date', '31.12.2026', undefined],
  ['boolean', '是', true],
  ['boolean', '也许', undefined],
  ['money', '¥ 1，200', '1200'],
] as const)('a cell of type %s: %s is %s', (type, text, value) => {
  expect(valueOf(field(type), text)).toBe(value);
});

test('a choice is known by key, Chinese or English word', () => {
  const choices = field('choice', { choices: [{ key: 'major', label: { zh: '严重', en: 'Major' } }] });
  expect([
    valueOf(choices, '严重'),
    valueOf(choices, 'major'),
    valueOf(choices, 'MAJOR'),
    valueOf(choices, '致命'),
  ]).toEqual(['major', 'major', 'major', undefined]);
});

test('only what differs is sent: links by identity, lines by theirs, removed ones said so', () => {
  const model = {
    fields: {
      name: field('text'),
      to: field('link', { to: 'x' }),
      lines: field('lines', { fields: { n: field('quantity') } }),
    },
  } as unknown as Model;
  const row = {
    id: 'r',
    name: 'a',
    to: { id: '1', label: 'one' },
    lines: [
      { id: 'l1', n: '1' },
      { id: 'l2', n: '2' },
    ],
  };
  const values = {
    name: 'a',
    to: { id: '2', label: 'two' },
    lines: [
      { id: 'l1', n: '5' },
      { id: 'new', n: '7' },
    ],
  };
  expect(changedValues(model, undefined, ['name', 'to', 'lines'], values, row)).toEqual({
    to: '2',
    lines: [{ n: '5', id: 'l1' }, { n: '7' }, { id: 'l2', _delete: true }],
  });
  expect(changedValues(model, undefined, ['name', 'to', 'lines'], { ...row }, row)).toEqual({});
});
