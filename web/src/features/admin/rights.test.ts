import { describe, expect, test } from 'vitest';
import type { Definitions } from '../../api/definitions';
import { fieldWords, granted, type Matrix, type Rights } from './rights';

const both = (text: string) => ({ zh: text, en: text });
const rights: Rights = {
  read: true,
  rows: null,
  create: [],
  write: [],
  steps: [],
  delete: false,
  import: false,
  export: false,
  hide: [],
};
const matrix: Matrix = {
  roles: ['everyone', 'buyer', 'auditor'].map((key) => ({ key, label: both(key) })),
  models: [
    { model: 'order', app: 'a', kind: 'record', label: both('Order'), roles: { auditor: rights, buyer: rights } },
    { model: 'item', app: 'a', kind: 'record', label: both('Item'), roles: { everyone: rights } },
  ],
  operations: [],
};

describe('the matrix of rights', () => {
  test('has a row for each role of a model, in the order of the roles, the first with the span of all', () => {
    const rows = granted(matrix, undefined, undefined);
    expect(rows.map((row) => [row.key, row.span])).toEqual([
      ['order.buyer', 2],
      ['order.auditor', 0],
      ['item.everyone', 1],
    ]);
  });
  test('is narrowed by model and by role, with what everyone may', () => {
    expect(granted(matrix, 'auditor', undefined).map((row) => [row.key, row.span])).toEqual([
      ['order.auditor', 1],
      ['item.everyone', 1],
    ]);
    expect(granted(matrix, undefined, 'item').map((row) => row.key)).toEqual(['item.everyone']);
    expect(granted(matrix, 'buyer', 'item').map((row) => row.key)).toEqual(['item.everyone']);
    expect(granted(matrix, 'everyone', 'order')).toEqual([]);
  });
  test('names a hidden field of the lines with both its words, an unknown one by its key', () => {
    const definitions = {
      models: {
        order: { fields: { lines: { label: both('Lines'), of: 'order_line' } } },
        order_line: { fields: { price: { label: both('Price') } } },
      },
    } as unknown as Definitions;
    expect(fieldWords(definitions, 'order', ['lines.price', 'amount'], 'en')).toEqual(['Lines · Price', 'amount']);
  });
});
